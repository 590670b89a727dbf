import type { FaultRule } from "./faults";
import type { IbmOptions } from "./ibm/options";
import type { Quotas } from "./quota";

/** An access key that the emulator accepts. */
export interface EmulatorCredential {
  accessKeyId: string;
  accessKeySecret: string;
  /** The account that it belongs to. Each account has its own objects. Default `1000000000000001`. */
  accountId?: string | undefined;
  /** Makes it a temporary (STS) credential: every request must carry this token. */
  securityToken?: string | undefined;
  /** RAM actions that it may use, such as `kms:CreatePolicy`; `*` may end an entry (`kms:List*`). Default: everything. */
  actions?: readonly string[] | undefined;
}

/** The tokens of an identity provider with which a role can be assumed. A property that is left out is not checked. */
export interface EmulatorOidcTrust {
  /** `acs:ram::1000000000000001:oidc-provider/ack` */
  providerArn: string;
  issuer?: string | undefined;
  audience?: string | undefined;
  subject?: string | undefined;
  /** PEM. Tokens must be signed with RS256. Without a key, signatures are not checked. */
  publicKey?: string | undefined;
}

/** A RAM role. AssumeRole, AssumeRoleWithOIDC and the metadata of an ECS instance give its sessions. */
export interface EmulatorRole {
  /** `acs:ram::1000000000000001:role/keysmith` */
  arn: string;
  /** Ids of the access keys that may assume it. Default: all except an account's own. */
  trusts?: readonly string[] | undefined;
  /** When set, a request must give it. */
  externalId?: string | undefined;
  oidc?: readonly EmulatorOidcTrust[] | undefined;
  /** As for a credential. */
  actions?: readonly string[] | undefined;
  /** In seconds. Default 3600. */
  maxSessionDuration?: number | undefined;
}

/** A KMS instance that exists from the start. */
export interface EmulatorInstance {
  /** `kst-…` */
  instanceId: string;
  /** Default: the id. */
  name?: string | undefined;
  /** Default `Connected`. Only a connected instance shows its CA certificate. */
  status?: "Uninitialized" | "Connecting" | "Connected" | "Disconnected" | "Error" | undefined;
  /** Default: it exists in every region. */
  region?: string | undefined;
  /** ISO 8601. Default 2035-01-01T00:00:00Z. */
  endDate?: string | undefined;
}

/**
 * A further address at which the emulator listens, for one KMS instance or for the shared gateway only. It speaks HTTPS with a
 * certificate of the region's CA.
 */
export interface EmulatorEndpoint {
  /** The id of an instance, or `shared`. Default: the first instance. */
  kmsInstance?: string | undefined;
  /** Default 0: a free port. */
  port?: number | undefined;
  /** Source address of its callers for network rules. Default: the option `sourceAddress`. */
  sourceAddress?: string | undefined;
}

/** Options of an emulator, all with defaults. */
export interface EmulatorOptions {
  /** Default 0: a free port. */
  port?: number | undefined;
  /** Default `127.0.0.1`. The admin routes answer loopback callers only, whatever is set here. */
  host?: string | undefined;
  /** A file that keeps the state from one start to the next. Default: memory only. */
  stateFile?: string | undefined;
  /** Stops the clock at this time (ISO 8601). Default: the time in the state file, otherwise real time. */
  clock?: string | undefined;
  /** Region of requests whose host and parameters name none. Default `cn-hangzhou`. */
  region?: string | undefined;
  /** Also checks rules that the service is not known to check: see the README. Default false. */
  strict?: boolean | undefined;
  /** Accepted besides `emulator` / `emulator`, which always is. */
  credentials?: readonly EmulatorCredential[] | undefined;
  /** RAM roles that can be assumed. Their sessions end with the emulator. */
  roles?: readonly EmulatorRole[] | undefined;
  /** Secrets of the home region: text by name. They are stored at the start, as by CreateSecret or PutSecretValue. */
  secrets?: Readonly<Record<string, string>> | undefined;
  /** Instances besides the default one. */
  instances?: readonly EmulatorInstance[] | undefined;
  /**
   * RSA private keys of 2048 bits (PKCS#8 in PEM), used in turn for new client keys. For suites that create many: making a key
   * takes 100 ms. Default: each client key gets a new one.
   */
  rsaKeys?: readonly string[] | undefined;
  /**
   * Hash rounds that derive a key from a client key's password. Default 2048, as at the service; with 1, a suite that creates
   * many client keys saves 20 ms for each.
   */
  passwordRounds?: number | undefined;
  /** IBM's services: API keys, instances, lags. */
  ibm?: IbmOptions | undefined;
  /** Serves HTTPS with this certificate chain and key (PEM), or with those of the emulator's own CA. Default: plain HTTP. */
  tls?: true | { cert: string; key: string } | undefined;
  /** Source address of all callers for network rules. Default: their real one. */
  sourceAddress?: string | undefined;
  /** Further addresses, each for one instance or the shared gateway. */
  endpoints?: readonly EmulatorEndpoint[] | undefined;
  faults?: readonly FaultRule[] | undefined;
  quotas?: Quotas | undefined;
}
