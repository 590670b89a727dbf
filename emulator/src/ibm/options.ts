import type { ApiKey, PolicyLag, TrustedProfile } from "./iam/service";

/** An API key that is accepted besides `emulator` and `emulator-2`, which belong to two users. */
export type IbmApiKey = ApiKey;

/** A trusted profile that exists besides `Profile-emulator`. */
export type IbmProfile = TrustedProfile;

/** Kind of instance: the service's name in its CRN, or `icp`. */
export type IbmInstanceKind = "kms" | "hs-crypto" | "icp" | "apprapp";

/** An instance that exists besides the default ones. */
export interface IbmInstance {
  readonly service: IbmInstanceKind;
  /** The GUID, a UUID. */
  readonly id: string;
  /** Default `us-south`. */
  readonly region?: string | undefined;
}

/** Lags of the vendor's cloud. Times are ISO 8601 durations or milliseconds of the emulator's clock. Default: none. */
export interface IbmLags {
  /** Time until a moved key shows its new ring. */
  readonly keyRingMove?: string | number | undefined;
  /** Time until a deleted alias no longer finds its key and is free again. */
  readonly aliasDelete?: string | number | undefined;
  /** Calls until all services know a new authorization policy. */
  readonly policy?: PolicyLag | undefined;
}

/** A registration: another service's use of a key, as that service reports it. */
export interface IbmRegistration {
  /** The GUID of the key's instance. Default: the default instance of Key Protect. */
  readonly instance?: string | undefined;
  /** The key's id. */
  readonly key: string;
  readonly resourceCrn: string;
  readonly description?: string | undefined;
  /** Default false. */
  readonly preventKeyDeletion?: boolean | undefined;
}

/** IBM's services in the emulator. */
export interface IbmOptions {
  /** Accepted besides `emulator` and `emulator-2`: keys with fewer permissions, or of other users. */
  readonly apiKeys?: readonly IbmApiKey[] | undefined;
  /** Trusted profiles besides `Profile-emulator`. */
  readonly profiles?: readonly IbmProfile[] | undefined;
  /** Compute resource tokens that are accepted. Default: everything that looks like a JWT. */
  readonly computeTokens?: readonly string[] | undefined;
  /** Lifetime of an IAM token in seconds of real time. Default 3600. */
  readonly tokenLifetime?: number | undefined;
  /** Instances besides the two of each kind. */
  readonly instances?: readonly IbmInstance[] | undefined;
  readonly lags?: IbmLags | undefined;
  /** Size of the RSA key for secure imports. Default 4096, as at the service; a smaller key is made faster. */
  readonly importKeyBits?: number | undefined;
  /** Whether App Configuration refuses to delete an integration: its documents contradict each other. Default false. */
  readonly refuseIntegrationDelete?: boolean | undefined;
}
