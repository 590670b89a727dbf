import type { Section } from "../store";
import type { Refusal } from "../vendor";

/** A request as a handler reads it. */
export interface IbmRequest {
  readonly method: string;
  readonly path: string;
  /** The decoded path segments where the route has `{name}`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The first value of a header, by lower-case name. */
  header(name: string): string | undefined;
  /** The body as sent. */
  readonly body: string;
}

/** The identity that a token stands for. */
export interface Caller {
  /** `IBMid-…` of a user, `iam-ServiceId-…` of a service ID. */
  readonly iamId: string;
  readonly account: string;
  /** Other accounts whose resources the caller can reach. */
  readonly memberOf?: readonly string[] | undefined;
  /** The identity service that issued the token. */
  readonly issuer: "iam" | "icp";
  /** Actions such as `kms.secrets.create`; `*` may end an entry. Default: everything. */
  readonly actions?: readonly string[] | undefined;
}

/** One answer. Its body is empty when none is given. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The vendor's error code, for the journal. */
  readonly errorCode?: string;
}

/** Thrown by handlers to refuse a request. Each service answers errors in its own shape. */
export class IbmRefusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`${reply.errorCode ?? "refused"}: HTTP ${reply.status}`);
    this.reply = reply;
  }
}

/** A root or standard key in the view of the other services. */
export interface StoredKey {
  readonly id: string;
  readonly crn: string | undefined;
  /** 0 pre-activation, 1 active, 2 suspended, 3 deactivated, 5 destroyed. */
  readonly state: number;
  readonly extractable: boolean;
}

/** The key service's interface for the other services. */
export interface Keys extends Section {
  find(instanceId: string, keyId: string, now: Date): StoredKey | undefined;
  /** IBM's services register their use of a key. */
  register(
    instanceId: string,
    keyId: string,
    registration: { resourceCrn: string; description: string; preventKeyDeletion: boolean },
    now: Date,
  ): void;
  unregister(instanceId: string, keyId: string, resourceCrn: string): void;
}

/** IAM's interface for the other services. */
export interface Iam extends Section {
  /** The identity that a bearer token stands for; undefined for a token that is unknown or no longer valid. */
  callerOf(bearer: string): Caller | undefined;
  /** Whether an active authorization policy lets a service use a key. Lags apply. */
  authorizes(
    source: { readonly service: string; readonly instance: string; readonly region?: string | undefined },
    target: {
      readonly service: string;
      readonly instance: string;
      readonly key: string;
      readonly region?: string | undefined;
    },
  ): boolean;
}

/** A service's answers, in its own shape, to requests that do not reach an operation. */
export interface Refusals {
  /** For a missing token, or one that is unknown or no longer valid. */
  unauthorized(): Reply;
  /** For quotas, faults, and a state that cannot be saved. @param message in place of the service's own */
  refuse(refusal: Refusal, message?: string): Reply;
}
