import type { KeyObject } from "node:crypto";
import type { OperationKind } from "../quota";
import type { Caller } from "./authenticate";
import type { Instance } from "./instances";
import type { KeyMaterials } from "./keys/material";
import type { Parameters } from "./parameters";
import type { Roles } from "./roles";
import type { RegionState } from "./state";

/** The data that an operation may read and change. */
export interface OperationContext {
  readonly parameters: Parameters;
  readonly region: RegionState;
  readonly regionId: string;
  /** The region's instances. */
  readonly instances: readonly Instance[];
  /** The emulator's time. */
  readonly now: Date;
  /** Checks rules that the service is not known to check. */
  readonly strict: boolean;
  /** The caller's address. */
  readonly sourceAddress: string;
  readonly caller: Caller;
  readonly roles: Roles;
  /** Asks the policies whether a client key's holder may run the operation on a `key/…` or `secret/…`. @throws KmsError */
  readonly admit: (resource?: string) => void;
  /** The endpoint that received the request: the id of an instance, or `shared`. */
  readonly place: string;
  /** Material of the region's keys, by version. */
  readonly materials: KeyMaterials;
  /** Data that no snapshot shows, by ids in the region's state: values of secrets. */
  readonly hidden: Map<string, string>;
  /** The certificates of the CA that issues to the region's instances, PEM. */
  readonly caCertificateChain: () => string;
  /** A private key for a new object: RSA of 2048 bits. */
  readonly newKey: () => KeyObject;
  /** Hash rounds that derive a key from a password. */
  readonly passwordRounds: number;
  /** The longest validity of a client key, whatever the request asks for. */
  readonly longest: string | undefined;
}

/** The service of an operation, by its API version and the prefix of its RAM actions. */
export interface Api {
  readonly version: string;
  readonly prefix: string;
}

export const kmsApi: Api = { version: "2016-01-20", prefix: "kms" };
/** The service of temporary credentials, which also identifies callers. */
export const stsApi: Api = { version: "2015-04-01", prefix: "sts" };

export interface Operation {
  readonly name: string;
  /** Default: KMS. */
  readonly api?: Api;
  /** The RAM actions that it needs, without prefix. Default: its own name. */
  readonly actions?: readonly string[];
  /** Every access key may call it, whatever its actions say. */
  readonly isFree?: true;
  /** The request itself proves who calls, so that it carries no signature. */
  readonly isUnsigned?: true;
  readonly kind: OperationKind;
  /** HTTP methods that it accepts. Default: both. */
  readonly methods?: readonly ("GET" | "POST")[];
  /** Checks the parameters in order, acts, and returns the answer without RequestId. @throws KmsError */
  readonly run: (context: OperationContext) => Record<string, unknown>;
}

/** The ARN of a resource in the context's account and region. */
export function arn({ regionId, caller }: OperationContext, path: string): string {
  return `acs:kms:${regionId}:${caller.accountId}:${path}`;
}
