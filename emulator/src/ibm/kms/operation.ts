import type { OperationKind } from "../../quota";
import type { Caller, IbmRequest, Reply, Route } from "../operation";
import type { KeyInstance } from "./key-instance";

export interface KeyCall {
  readonly instance: KeyInstance;
  readonly request: IbmRequest;
  readonly caller: Caller;
  /** The emulator's time. */
  readonly now: Date;
  /** Size of the RSA key for secure imports. */
  readonly importKeyBits: number;
}

/** One operation of the key API. */
export interface KeyOperation {
  /** `createKey` */
  readonly operation: string;
  readonly method: Route["method"];
  /** Below the base path: `/keys/{id}`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly kind: OperationKind;
  /** The action that the caller must be allowed: `kms.secrets.create`. */
  readonly action: string;
  /** The failure that its errors name: `Key could not be created`. */
  readonly failure: string;
  /** The services that have it. Default: all but IBM Cloud Private. */
  readonly on?: "everywhere" | "icp";
  /** Acts completely or not at all. @throws KeyError */
  readonly run: (call: KeyCall) => Reply;
}

/** Whether the caller asked for an answer without content. */
export function prefersMinimal({ header }: IbmRequest): boolean {
  return /return=minimal/.test(header("prefer") ?? "");
}

/** A boolean query parameter; false when absent. */
export function flag({ query }: IbmRequest, name: string): boolean {
  return query.get(name)?.toLowerCase() === "true";
}
