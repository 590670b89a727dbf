import type { ApiKey, PolicyLag, TrustedProfile } from "./iam/service";

/** An API key that is accepted besides `emulator` and `emulator-2`, which are two users. */
export type IbmApiKey = ApiKey;

/** A trusted profile that is known besides `Profile-emulator`. */
export type IbmProfile = TrustedProfile;

/** What kind of instance: as its CRN says it, or `icp`. */
export type IbmInstanceKind = "kms" | "hs-crypto" | "icp" | "apprapp";

/** An instance that exists besides the default ones. */
export interface IbmInstance {
  readonly service: IbmInstanceKind;
  /** The GUID, a UUID. */
  readonly id: string;
  /** Default `us-south`. */
  readonly region?: string | undefined;
}

/** How late the vendor's cloud is. Times are ISO 8601 durations or milliseconds of the emulator's clock. Default: none. */
export interface IbmLags {
  /** Until a key that was moved shows its new ring. */
  readonly keyRingMove?: string | number | undefined;
  /** Until an alias that was deleted no longer finds its key, and is free again. */
  readonly aliasDelete?: string | number | undefined;
  /** Until everybody knows a new authorization policy, counted in calls. */
  readonly policy?: PolicyLag | undefined;
}

/** A key's use by another service, as that service tells it. */
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
  /** Accepted besides `emulator` and `emulator-2`; with fewer permissions, or as somebody else. */
  readonly apiKeys?: readonly IbmApiKey[] | undefined;
  /** Trusted profiles besides `Profile-emulator`. */
  readonly profiles?: readonly IbmProfile[] | undefined;
  /** Compute resource tokens that are accepted. Default: everything that looks like a JWT. */
  readonly computeTokens?: readonly string[] | undefined;
  /** Seconds of real time that a token of IAM lives. Default 3600. */
  readonly tokenLifetime?: number | undefined;
  /** Besides two of each kind. */
  readonly instances?: readonly IbmInstance[] | undefined;
  readonly lags?: IbmLags | undefined;
  /** Size of the RSA key for secure imports. The service's is 4096, which is the default; a smaller one is made faster. */
  readonly importKeyBits?: number | undefined;
  /** Whether App Configuration refuses to delete an integration: its documents say both. Default false. */
  readonly refuseIntegrationDelete?: boolean | undefined;
}
