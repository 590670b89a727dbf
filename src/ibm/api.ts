import type { Secret } from "../core/secret";
import type { ImportToken, Key, KeyRing, Registration, Rewrapped, Unwrapped, Wrapped } from "./kms/api/wire";
import type { KeyInstance } from "./platform/instance";

export type { ImportToken, Key, KeyRing, Registration, Rewrapped, Unwrapped, Wrapped };

/** Which keys of an instance. `states` by number; without them the service leaves out what is destroyed. */
export interface KeyQuery {
  readonly states?: readonly number[] | undefined;
  readonly extractable?: boolean | undefined;
  /** In the service's own search language: `exact:name:payments`. */
  readonly search?: string | undefined;
  readonly sort?: string | undefined;
  readonly filter?: string | undefined;
  readonly keyRing?: string | undefined;
}

/** A key to be made. With `rotationMonths` or `dualAuthDelete` the service sets its policies in the same call. */
export interface NewKey {
  readonly name: string;
  readonly extractable: boolean;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** RFC 3339. */
  readonly expirationDate?: string | undefined;
  readonly keyRing?: string | undefined;
  readonly material?: Material | undefined;
  readonly rotationMonths?: number | undefined;
  readonly dualAuthDelete?: boolean | undefined;
}

/** Key material that we bring: in base64, or, for a secure import, encrypted for the instance. */
export interface Material {
  readonly payload: Secret;
  readonly encryptedNonce?: string | undefined;
  readonly iv?: string | undefined;
  readonly encryptionAlgorithm?: "RSAES_OAEP_SHA_256" | "RSAES_OAEP_SHA_1" | undefined;
}

export interface KeyPolicies {
  /** Months between rotations by the service itself; 0 switches them off. */
  readonly rotationMonths?: number | undefined;
  readonly dualAuthDelete?: boolean | undefined;
}

/**
 * The key API of one instance, whatever its flavour. What the flavour lacks is refused before any call.
 * @throws KeysmithError, one class per cause; `vendorCode` is the first reason's code
 */
export interface KeyApi {
  /**
   * All keys that fit, page after page of 5,000, without payloads. Several pages are no snapshot: a key whose place is
   * taken while they are read may be missing.
   * @throws RejectedError for `filter` together with `states` or `extractable`, which the service doesn't take
   */
  list(query?: KeyQuery): Promise<readonly Key[]>;
  count(query?: KeyQuery): Promise<number>;
  /**
   * Makes one key with one call. A key with aliases is tried again like an idempotent call: the service refuses the
   * second with KEY_ALIAS_NOT_UNIQUE_ERR (AlreadyExistsError). One without is never repeated blindly.
   */
  create(key: NewKey): Promise<Key>;
  /** With the payload of a standard key. @param idOrAlias on IBM Cloud Private an id */
  get(idOrAlias: string): Promise<Key>;
  /** Without the payload; needs fewer permissions. @throws NotFoundError when there is none, or it was purged */
  metadata(idOrAlias: string): Promise<Key>;
  /** @param from the ring that the key is in now */
  move(id: string, from: string | undefined, to: string): Promise<void>;
  /** @throws ConflictError with `KEY_DELETED_ERR` when it is deleted already: by an earlier try of this call, for one */
  delete(id: string, options?: { readonly force?: boolean }): Promise<void>;
  restore(id: string): Promise<Key>;
  /** Never repeated blindly. */
  rotate(id: string, material?: Material): Promise<void>;
  enable(id: string): Promise<void>;
  disable(id: string): Promise<void>;
  setPolicies(id: string, policies: KeyPolicies): Promise<void>;
  addAlias(id: string, alias: string): Promise<void>;
  removeAlias(id: string, alias: string): Promise<void>;
  registrations(id: string): Promise<readonly Registration[]>;
  rings(): Promise<readonly KeyRing[]>;
  createRing(ring: string): Promise<void>;
  /** @param options `force` deletes a ring also when keys are in it that were deleted; one with other keys is refused */
  deleteRing(ring: string, options?: { readonly force?: boolean }): Promise<void>;
  /** @param plaintext base64; left out, the service makes 32 bytes */
  wrap(idOrAlias: string, given: { readonly plaintext?: Secret; readonly aad?: readonly string[] }): Promise<Wrapped>;
  unwrap(
    idOrAlias: string,
    given: { readonly ciphertext: string; readonly aad?: readonly string[] },
  ): Promise<Unwrapped>;
  rewrap(
    idOrAlias: string,
    given: { readonly ciphertext: string; readonly aad?: readonly string[] },
  ): Promise<Rewrapped>;
  createImportToken(options?: {
    readonly expiration?: number;
    readonly maxAllowedRetrievals?: number;
  }): Promise<ImportToken>;
  /** With `payload` and `nonce`. */
  importToken(): Promise<ImportToken>;
}

/** One attribute of an authorization policy; `operator` is `stringEquals` where nothing else is said. */
export interface PolicyAttribute {
  readonly key: string;
  readonly value: string;
  readonly operator?: string | undefined;
}

export interface NewPolicy {
  readonly subject: readonly PolicyAttribute[];
  readonly resource: readonly PolicyAttribute[];
  /** CRNs of roles. */
  readonly roles: readonly string[];
  readonly description?: string | undefined;
}

export interface Policy extends NewPolicy {
  readonly id: string;
  readonly etag: string;
  readonly state: "active" | "deleted";
}

/** A policy as a list shows it: its ETag comes with the policy itself only. */
export type ListedPolicy = Omit<Policy, "etag">;

export interface Role {
  readonly crn: string;
  readonly displayName: string;
}

/** IAM authorization policies, API v2. */
export interface PolicyApi {
  /**
   * Never repeated blindly.
   * @throws PolicyExistsError, with the id of the equal policy, when there is one
   */
  create(policy: NewPolicy): Promise<Policy>;
  /** @throws NotFoundError; also right after a create, until all replicas know it */
  get(id: string): Promise<Policy>;
  /** @throws ConflictError when the policy was changed since `etag` */
  replace(id: string, etag: string, policy: NewPolicy): Promise<Policy>;
  delete(id: string): Promise<void>;
  /** Those of an account that are active, all pages. */
  list(account: string, service?: string): Promise<readonly ListedPolicy[]>;
  /** The roles that `source` may be granted on `target`, by service name. */
  roles(source: string, target: string): Promise<readonly Role[]>;
}

export interface NewIntegration {
  readonly integrationId: string;
  readonly kmsInstanceCrn: string;
  readonly kmsEndpoint: string;
  readonly rootKeyId: string;
}

export interface Integration extends NewIntegration {
  readonly integrationType: string;
  /** USABLE, NON_USABLE_DISABLE or NON_USABLE_DELETE. */
  readonly keyStatus: string | undefined;
  readonly kmsSchemeType: string | undefined;
  readonly createdTime: string | undefined;
  readonly updatedTime: string | undefined;
  readonly href: string | undefined;
}

/** The key-management integrations of one App Configuration instance. */
export interface IntegrationApi {
  /** Never repeated blindly. */
  create(integration: NewIntegration): Promise<Integration>;
  /** @throws NotFoundError */
  get(integrationId: string): Promise<Integration>;
  list(): Promise<readonly Integration[]>;
  delete(integrationId: string): Promise<void>;
}

/** Where an instance is reached, as the vendor says. */
export interface InstanceEndpoints {
  /** `https://…`, as a setting or the input `url` takes it. */
  readonly public?: string | undefined;
  readonly private?: string | undefined;
}

/** Everything of IBM that Keysmith calls, with one token per credential. Does no IO before the first call. */
export interface IbmClient {
  keys(instance: KeyInstance): KeyApi;
  readonly policies: PolicyApi;
  integrations(appConfig: { readonly guid: string; readonly region: string }): IntegrationApi;
  /**
   * Asks the vendor where an instance is reached: the resource controller, or, for Hyper Protect Crypto Services, its broker.
   * @throws ConfigurationError for an instance that IBM Cloud doesn't know by a CRN
   */
  endpoints(instance: KeyInstance): Promise<InstanceEndpoints>;
}
