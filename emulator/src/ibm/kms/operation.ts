import type { OperationKind } from "../../quota";
import type { Caller, IbmRequest, Reply, Route } from "../operation";
import type { KeyInstance } from "./key-instance";

/** What an operation of the key API works with. */
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
  /** What a caller needs: `kms.secrets.create`. */
  readonly action: string;
  /** What could not be done, for errors: `Key could not be created`. */
  readonly failure: string;
  /** Where it exists. Default: today's services only. */
  readonly on?: "everywhere" | "icp";
  /** Acts wholly or not at all. @throws KeyError */
  readonly run: (call: KeyCall) => Reply;
}

/** Whether the caller asked to be told nothing. */
export function prefersMinimal({ header }: IbmRequest): boolean {
  return /return=minimal/.test(header("prefer") ?? "");
}

/** A boolean query parameter; absent is false. */
export function flag({ query }: IbmRequest, name: string): boolean {
  return query.get(name)?.toLowerCase() === "true";
}
