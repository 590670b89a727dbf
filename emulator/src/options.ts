import type { FaultRule } from "./faults";
import type { IbmOptions } from "./ibm/options";
import type { Quotas } from "./quota";

/** An access key that the emulator accepts. */
export interface EmulatorCredential {
  accessKeyId: string;
  accessKeySecret: string;
  /** The account that it belongs to, which has its own objects. Default `1000000000000001`. */
  accountId?: string | undefined;
  /** Makes it a temporary (STS) credential: every request has to carry this token. */
  securityToken?: string | undefined;
  /**
   * RAM actions that it is allowed, such as `kms:CreatePolicy`; `*` may end an entry (`kms:List*`). Everything when absent.
   */
  actions?: readonly string[] | undefined;
}

/** By which tokens of an identity provider a role can be assumed. What is left out isn't checked. */
export interface EmulatorOidcTrust {
  /** `acs:ram::1000000000000001:oidc-provider/ack` */
  providerArn: string;
  issuer?: string | undefined;
  audience?: string | undefined;
  subject?: string | undefined;
  /** PEM; tokens are signed RS256. Left out, no signature is checked. */
  publicKey?: string | undefined;
}

/** A RAM role, of which AssumeRole, AssumeRoleWithOIDC and the metadata of an ECS instance give sessions. */
export interface EmulatorRole {
  /** `acs:ram::1000000000000001:role/keysmith` */
  arn: string;
  /** Access keys that may assume it, by their ids. Default: all that are no account's own. */
  trusts?: readonly string[] | undefined;
  /** Has to be given where it is set. */
  externalId?: string | undefined;
  oidc?: readonly EmulatorOidcTrust[] | undefined;
  /** As with a credential. */
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
 * A further address at which it listens, over HTTPS with a certificate of the region's CA, for one KMS instance or for the
 * shared gateway alone.
 */
export interface EmulatorEndpoint {
  /** The id of an instance, or `shared`. Default: the first instance. */
  kmsInstance?: string | undefined;
  /** Default 0: a free port. */
  port?: number | undefined;
  /** Address that callers there pretend to have when network rules are judged. Default: that of the option `sourceAddress`. */
  sourceAddress?: string | undefined;
}

/** How to start an emulator. Everything has a default. */
export interface EmulatorOptions {
  /** Default 0: a free port. */
  port?: number | undefined;
  /** Default `127.0.0.1`. The admin routes answer to loopback callers only, whatever is set here. */
  host?: string | undefined;
  /** A file that keeps the state from one start to the next. Default: memory only. */
  stateFile?: string | undefined;
  /** Stops the clock at this time (ISO 8601). Default: the time of the state file, else real time. */
  clock?: string | undefined;
  /** Region of requests whose host and parameters name none. Default `cn-hangzhou`. */
  region?: string | undefined;
  /** Checks what the service is not known to check: see the README. Default false. */
  strict?: boolean | undefined;
  /** Accepted besides the one that always is: `emulator` / `emulator`. */
  credentials?: readonly EmulatorCredential[] | undefined;
  /** RAM roles that can be assumed. Their sessions end with the emulator. */
  roles?: readonly EmulatorRole[] | undefined;
  /** Secrets of the home region, text by name: put there at the start, as by CreateSecret or PutSecretValue. */
  secrets?: Readonly<Record<string, string>> | undefined;
  /** Instances besides the default one. */
  instances?: readonly EmulatorInstance[] | undefined;
  /**
   * RSA private keys of 2048 bits (PKCS#8 in PEM) that client keys are made of, in turn. For suites that make many: a new key
   * takes 100 ms. Default: each client key gets a new one.
   */
  rsaKeys?: readonly string[] | undefined;
  /**
   * Rounds of hashing that make a key of a client key's password. Default 2048, as the service; a suite that makes many client
   * keys saves 20 ms for each with 1.
   */
  passwordRounds?: number | undefined;
  /** IBM's services: API keys, instances, lags. */
  ibm?: IbmOptions | undefined;
  /** Serve HTTPS, with this certificate chain and key (PEM) or with those that the emulator's own CA issues. Default: plain HTTP. */
  tls?: true | { cert: string; key: string } | undefined;
  /** Address that callers pretend to have when network rules are judged. Default: their real one. */
  sourceAddress?: string | undefined;
  /** Further addresses, each for one instance or the shared gateway. */
  endpoints?: readonly EmulatorEndpoint[] | undefined;
  faults?: readonly FaultRule[] | undefined;
  quotas?: Quotas | undefined;
}
