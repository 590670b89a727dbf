import { RejectedError } from "../../../core/errors";
import type { Secret } from "../../../core/secret";
import { everyPage } from "../../../http/pages";
import { body, callService, type Destination, nothing, type Wiring } from "../../platform/call";
import { type Feature, lacks } from "../../platform/features";
import type { KeyInstance } from "../../platform/instance";
import { type Given, keyCall, type OperationName } from "./operations";
import * as wire from "./wire";

/** Selects keys of an instance. Without `states`, which are numbers, the service leaves out destroyed keys. */
export interface KeyQuery {
  readonly states?: readonly number[] | undefined;
  readonly extractable?: boolean | undefined;
  /** In the service's search syntax: `exact:name:payments`. */
  readonly search?: string | undefined;
  readonly sort?: string | undefined;
  readonly filter?: string | undefined;
  readonly keyRing?: string | undefined;
}

export interface KeyPolicies {
  /** Months between rotations by the service itself; 0 switches them off. */
  readonly rotationMonths?: number | undefined;
  readonly dualAuthDelete?: boolean | undefined;
}

export interface NewKey extends KeyPolicies {
  readonly name: string;
  readonly extractable: boolean;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** RFC 3339. */
  readonly expirationDate?: string | undefined;
  readonly keyRing?: string | undefined;
  readonly material?: Material | undefined;
}

/** Imported key material, in base64; for a secure import, encrypted for the instance. */
export interface Material {
  readonly payload: Secret;
  readonly encryptedNonce?: string | undefined;
  readonly iv?: string | undefined;
  readonly encryptionAlgorithm?: "RSAES_OAEP_SHA_256" | "RSAES_OAEP_SHA_1" | undefined;
}

type Wrapping = { readonly ciphertext: string; readonly aad?: readonly string[] };
type NewWrapping = { readonly plaintext?: Secret | undefined; readonly aad?: readonly string[] };

type Ask = <T>(operation: OperationName, given: Given<T>) => Promise<T>;

export type KeyApi = ReturnType<typeof keyApi>;

const aKey = wire.resource(wire.key);

/**
 * The key API of one instance of any of the three services. Its calls throw a KeysmithError, one class per cause. The
 * error's `vendorCode` is the code of the first reason.
 * @param destination resolved when the first call needs it
 */
export function keyApi(instance: KeyInstance, destination: () => Promise<Destination>, wiring: Wiring) {
  const { service } = instance;
  const ask: Ask = async (operation, given) =>
    callService(keyCall(instance, operation, given), await destination(), wiring);
  return {
    ...lists(service, ask),
    ...lifeOfKeys(service, ask),
    setPolicies: (id: string, policies: KeyPolicies) => setPolicies(ask, id, policies),
    /** @param wrapping `plaintext` in base64; without it, the service generates 32 bytes */
    wrap: (id: string, { plaintext, aad }: NewWrapping) =>
      ask("wrapKey", { id, body: { plaintext, aad: some(aad) }, reply: body(wire.wrapped) }),
    unwrap: (id: string, { ciphertext, aad }: Wrapping) =>
      ask("unwrapKey", { id, body: { ciphertext, aad: some(aad) }, reply: body(wire.unwrapped) }),
    rewrap: (id: string, { ciphertext, aad }: Wrapping) =>
      ask("rewrapKey", { id, body: { ciphertext, aad: some(aad) }, reply: body(wire.rewrapped) }),
    addAlias: async (id: string, alias: string): Promise<void> => {
      await ask("createKeyAlias", { id, alias, reply: wire.resources(wire.keyAlias) });
    },
    removeAlias: (id: string, alias: string) => ask("deleteKeyAlias", { id, alias, reply: nothing }),
    createRing: (ring: string) => ask("createKeyRing", { ring, reply: nothing }),
    /** @param options `force` also deletes a ring that has deleted keys. A ring with other keys is refused in any case */
    deleteRing: (ring: string, { force = false } = {}) =>
      ask("deleteKeyRing", { ring, ...(force && FORCED), reply: nothing }),
    createImportToken: (options: { readonly expiration?: number; readonly maxAllowedRetrievals?: number } = {}) =>
      ask("createImportToken", { body: options, reply: body(wire.importToken) }),
    /** Includes `payload` and `nonce`. */
    importToken: () => ask("getImportToken", { reply: body(wire.importToken) }),
  };
}

const FORCED = { query: { force: "true" } } as const;

/** An empty list means the same as none, and isn't sent. */
function some(texts: readonly string[] | undefined): readonly string[] | undefined {
  return texts?.length ? texts : undefined;
}

function lists(service: KeyInstance["service"], ask: Ask) {
  const local = lacks(service, "search") !== undefined;
  const all = wholeLists(ask, local);
  const byId = ({ id }: { readonly id: string }): string => id;
  const keys = wire.resources(wire.key);
  const registrations = wire.resources(wire.registration);
  const registrationId = ({ keyId, resourceCrn }: wire.Registration): string => `${keyId} ${resourceCrn}`;
  /**
   * All matching keys without payloads, in pages of 5,000. Several pages aren't a snapshot: a key that moves to another
   * page while they are read may be missing.
   * @throws RejectedError for `filter` together with `states` or `extractable`, which the service doesn't accept
   */
  const list = async (query: KeyQuery = {}): Promise<readonly wire.Key[]> => {
    const { keyRing } = query;
    if (!local) return all("listKeys", { query: encodeQuery(query), keyRing, reply: keys }, byId);
    const needs = [query.search || query.sort || query.filter ? ("search" as const) : undefined];
    return (await all("listKeys", { keyRing, needs, reply: keys }, byId)).filter(fits(query));
  };
  return {
    list,
    count: async (query: KeyQuery = {}): Promise<number> => {
      if (local && Object.values(query).some((value) => value !== undefined)) return (await list(query)).length;
      return ask("countKeys", { query: encodeQuery(query), keyRing: query.keyRing, reply: wire.count });
    },
    registrations: (id: string): Promise<readonly wire.Registration[]> =>
      all("listRegistrations", { id, reply: registrations }, registrationId),
    everyRegistration: (): Promise<readonly wire.Registration[]> =>
      all("listAllRegistrations", { reply: registrations }, registrationId),
    /** Only the policies that were ever set. */
    instancePolicies: (): Promise<readonly wire.InstancePolicy[]> =>
      ask("getInstancePolicies", { reply: wire.resources(wire.instancePolicy) }),
    kmipAdapters: (): Promise<readonly wire.KmipAdapter[]> =>
      all("listKmipAdapters", { reply: wire.resources(wire.kmipAdapter) }, byId),
    rings: (): Promise<readonly wire.KeyRing[]> => all("listKeyRings", { reply: wire.resources(wire.keyRing) }, byId),
  };
}

const PAGE = 5000;

function wholeLists(ask: Ask, mayKnowNoPages: boolean) {
  return <T>(operation: OperationName, given: Given<T[]>, idOf: (item: T) => string): Promise<T[]> =>
    everyPage({
      call: operation,
      first: 0,
      idOf,
      mayKnowNoPages,
      async ask(offset) {
        const page = { limit: String(PAGE), offset: offset === 0 ? undefined : String(offset) };
        const items = await ask(operation, { ...given, query: { ...given.query, ...page } });
        return { items, next: items.length < PAGE ? undefined : offset + PAGE };
      },
    });
}

function encodeQuery(query: KeyQuery): Record<string, string | undefined> {
  const { states, extractable, search, sort, filter } = query;
  if (filter !== undefined && (states?.length || extractable !== undefined)) {
    throw new RejectedError(
      "A list of keys was requested with a filter and with states or extractable, which the service doesn't accept together",
      'Write both in the filter: state="1" extractable=false.',
    );
  }
  return {
    state: states?.length ? states.join(",") : undefined,
    extractable: extractable === undefined ? undefined : String(extractable),
    search,
    sort,
    filter,
  };
}

function fits({ states, extractable }: KeyQuery): (key: wire.Key) => boolean {
  return (key) =>
    (!states?.length || states.includes(key.state)) && (extractable === undefined || key.extractable === extractable);
}

function lifeOfKeys(service: KeyInstance["service"], ask: Ask) {
  const get = (id: string) => ask("getKey", { id, reply: aKey });
  return {
    create: (key: NewKey) => create(ask, key),
    /** Includes the payload of a standard key. @param id or alias; on IBM Cloud Private, the id only */
    get,
    /** Leaves out the payload, and needs fewer permissions. @throws NotFoundError when the key doesn't exist or was purged */
    metadata: async (id: string): Promise<wire.Key> => {
      if (lacks(service, "metadata")) return { ...(await get(id)), payload: undefined };
      return ask("getKeyMetadata", { id, reply: aKey });
    },
    move: (id: string, from: string | undefined, to: string) =>
      ask("moveKey", { id, keyRing: from, body: { keyRingID: to }, reply: nothing }),
    /** @throws ConflictError with `KEY_DELETED_ERR` when the key is deleted already, for example by an earlier try */
    delete: (id: string, { force = false } = {}) =>
      ask("deleteKey", { id, ...(force && { ...FORCED, needs: ["force"] }), reply: nothing }),
    restore: (id: string) => ask("restoreKey", { id, reply: aKey }),
    rotate: (id: string, material?: Material) =>
      ask("rotateKey", { id, body: material, needs: [needOf(material)], reply: nothing }),
    enable: (id: string) => ask("enableKey", { id, reply: nothing }),
    disable: (id: string) => ask("disableKey", { id, reply: nothing }),
    /** Agrees to a deletion. For seven days, another user can then delete the key. */
    setForDeletion: (id: string) => ask("setKeyForDeletion", { id, reply: nothing }),
    unsetForDeletion: (id: string) => ask("unsetKeyForDeletion", { id, reply: nothing }),
  };
}

/**
 * Makes one key with one call. The service has no idempotency token, and names aren't unique, so the call is never repeated
 * blindly. A call with aliases may be repeated: aliases are unique in an instance, so the service refuses a second key with
 * KEY_ALIAS_NOT_UNIQUE_ERR (AlreadyExistsError).
 */
function create(ask: Ask, key: NewKey): Promise<wire.Key> {
  const { keyRing, material, rotationMonths, dualAuthDelete, ...own } = key;
  const [tags, aliases] = [some(key.tags), some(key.aliases)];
  const policies = policiesOf({ rotationMonths, dualAuthDelete });
  return ask(Object.keys(policies).length > 0 ? "createKeyWithPolicies" : "createKey", {
    needs: [
      aliases && "aliases",
      tags && "tags",
      rotationMonths === undefined ? undefined : "policies",
      dualAuthDelete === undefined ? undefined : "dualAuthDelete",
      needOf(material),
    ],
    keyRing,
    // Undefined fields stay out of the JSON, because the services refuse null.
    body: wire.envelope(wire.mediaType("key"), { ...own, tags, aliases, ...material, ...policies }),
    retry: aliases ? "idempotent" : "never-blindly",
    reply: aKey,
  });
}

function needOf(material: Material | undefined): Feature | undefined {
  const isEncrypted = material?.encryptionAlgorithm !== undefined || material?.encryptedNonce !== undefined;
  return isEncrypted ? "importToken" : undefined;
}

async function setPolicies(ask: Ask, id: string, policies: KeyPolicies): Promise<void> {
  const given = Object.entries(policiesOf(policies)).map(([name, policy]) => ({ [name]: policy }));
  const [first, second] = given;
  if (!first) return;
  await ask("setKeyPolicies", {
    id,
    // A single policy is also named in the query.
    query: { policy: second ? undefined : Object.keys(first)[0] },
    body: wire.envelope(wire.mediaType("policy"), ...given),
    reply: nothing,
  });
}

function policiesOf({ rotationMonths: months, dualAuthDelete }: KeyPolicies): object {
  const rotation = months === 0 ? { enabled: false } : { enabled: true, interval_month: months };
  return {
    ...(months !== undefined && { rotation }),
    ...(dualAuthDelete !== undefined && { dualAuthDelete: { enabled: dualAuthDelete } }),
  };
}
