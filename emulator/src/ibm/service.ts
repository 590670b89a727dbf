import type { Section } from "../store";
import type { Refusal } from "../vendor";

/** A request as a handler reads it. */
export interface IbmRequest {
  readonly method: string;
  readonly path: string;
  /** What stood in the path where the route has `{name}`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The first value of a header, by lower-case name. */
  header(name: string): string | undefined;
  /** The body as sent. */
  readonly body: string;
}

/** Who a token speaks for. */
export interface Caller {
  /** `IBMid-…` of a user, `iam-ServiceId-…` of a service ID. */
  readonly iamId: string;
  readonly account: string;
  /** Other accounts whose resources they reach. */
  readonly memberOf?: readonly string[] | undefined;
  /** By which identity service the token was made. */
  readonly issuer: "iam" | "icp";
  /** Actions such as `kms.secrets.create`; `*` may end an entry. Everything when absent. */
  readonly actions?: readonly string[] | undefined;
}

/** One answer. Without a body it is sent empty. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The vendor's error code, for the journal. */
  readonly errorCode?: string;
}

/** What a handler throws to refuse. Each service answers errors in its own shape. */
export class IbmRefusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`${reply.errorCode ?? "refused"}: HTTP ${reply.status}`);
    this.reply = reply;
  }
}

/** A root or standard key as the other services see it. */
export interface StoredKey {
  readonly id: string;
  readonly crn: string | undefined;
  /** 0 pre-activation, 1 active, 2 suspended, 3 deactivated, 5 destroyed. */
  readonly state: number;
  readonly extractable: boolean;
}

/** What the other services may ask of the key service. */
export interface Keys extends Section {
  find(instanceId: string, keyId: string, now: Date): StoredKey | undefined;
  /** The services of IBM register their use of a key. */
  register(
    instanceId: string,
    keyId: string,
    registration: { resourceCrn: string; description: string; preventKeyDeletion: boolean },
    now: Date,
  ): void;
  unregister(instanceId: string, keyId: string, resourceCrn: string): void;
}

/** What the other services may ask of IAM. */
export interface Iam extends Section {
  /** Who a bearer token speaks for; nothing for one that isn't ours or has ended. */
  callerOf(bearer: string): Caller | undefined;
  /** Whether an active authorization policy lets a service use a key; lags count. */
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

/** What a service answers when its operation isn't even reached, in the service's own shape. */
export interface Refusals {
  /** Without a token, or with one that isn't ours or has ended. */
  unauthorized(): Reply;
  /** For quotas, faults, and a state that cannot be saved. @param message in place of the service's */
  refuse(refusal: Refusal, message?: string): Reply;
}
