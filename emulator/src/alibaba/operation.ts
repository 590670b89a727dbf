import type { KeyObject } from "node:crypto";
import type { OperationKind } from "../quota";
import type { Caller } from "./authenticate";
import type { Instance } from "./instances";
import type { KeyMaterials } from "./keys/material";
import type { Parameters } from "./parameters";
import type { Roles } from "./roles";
import type { RegionState } from "./state";

/** What an operation may see and change. */
export interface OperationContext {
  readonly parameters: Parameters;
  readonly region: RegionState;
  readonly regionId: string;
  /** Instances of the region. */
  readonly instances: readonly Instance[];
  /** The emulator's time. */
  readonly now: Date;
  /** Check what the service is not known to check. */
  readonly strict: boolean;
  /** Address of the caller. */
  readonly sourceAddress: string;
  readonly caller: Caller;
  readonly roles: Roles;
  /** Asks the policies whether a caller with a client key may do the operation with a `key/…` or `secret/…`. @throws KmsError */
  readonly admit: (resource?: string) => void;
  /** Where it is asked: the id of an instance, or `shared`. */
  readonly place: string;
  /** What the region's keys are made of, by version. */
  readonly materials: KeyMaterials;
  /** What no snapshot shows, by ids that are in the region's state: values of secrets. */
  readonly hidden: Map<string, string>;
  /** The certificates of those who certify the region's instances, PEM. */
  readonly caCertificateChain: () => string;
  /** A private key for something new: RSA of 2048 bits. */
  readonly newKey: () => KeyObject;
  /** Rounds of hashing that make a key of a password. */
  readonly passwordRounds: number;
  /** How long a client key lasts at most, whatever is asked for. */
  readonly longest: string | undefined;
}

/** The service that an operation is of, by the version of its API and the prefix of its RAM actions. */
export interface Api {
  readonly version: string;
  readonly prefix: string;
}

export const kmsApi: Api = { version: "2016-01-20", prefix: "kms" };
/** The service of temporary credentials, which also tells who calls. */
export const stsApi: Api = { version: "2015-04-01", prefix: "sts" };

/** One operation of a service. */
export interface Operation {
  readonly name: string;
  /** Default: KMS. */
  readonly api?: Api;
  /** The RAM actions that it takes, without their prefix, where it isn't the one of its own name. */
  readonly actions?: readonly string[];
  /** Allowed to every access key, whatever its actions say. */
  readonly isFree?: true;
  /** Whether what is asked proves who asks, so that nobody signs it. */
  readonly isUnsigned?: true;
  readonly kind: OperationKind;
  /** HTTP methods that it admits; both when absent. */
  readonly methods?: readonly ("GET" | "POST")[];
  /** Checks in the order of the parameters, acts, returns the answer without its RequestId. @throws KmsError */
  readonly run: (context: OperationContext) => Record<string, unknown>;
}

/** The resource name of something in the context's account and region. */
export function arn({ regionId, caller }: OperationContext, path: string): string {
  return `acs:kms:${regionId}:${caller.accountId}:${path}`;
}
