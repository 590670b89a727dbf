import type { z } from "zod";
import type { Secret } from "../../../core/secret";
import { body, callService, type Destination, nothing, type Wiring } from "../../platform/call";
import { type Feature, lacks } from "../../platform/features";
import type { KeyInstance } from "../../platform/instance";
import { type KeyOperation, keyCall } from "./call";
import { allPages, encodeQuery, fits, type KeyQuery, PAGE } from "./queries";
import * as wire from "./wire";

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
  /** Months between rotations by the service itself; 0 switches them off. */
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

type KeyPolicies = Pick<NewKey, "rotationMonths" | "dualAuthDelete">;
type Wrapping = { readonly ciphertext: string; readonly aad?: readonly string[] };

type Ask = <T>(operation: KeyOperation<T>) => Promise<T>;

export type KeyApi = ReturnType<typeof keyApi>;

const aKey = wire.resource(wire.key);

/**
 * The key API of one instance, whatever its flavour. Its calls throw a KeysmithError, one class per cause, of which
 * `vendorCode` is the first reason's code.
 * @param destination found when the first call needs it
 */
export function keyApi(instance: KeyInstance, destination: () => Promise<Destination>, wiring: Wiring) {
  const { service } = instance;
  const ask: Ask = async (operation) => callService(keyCall(instance, operation), await destination(), wiring);
  return {
    ...lists(service, ask),
    ...lifeOfKeys(service, ask),
    ...wrapping(ask),
    setPolicies: (id: string, policies: KeyPolicies) => setPolicies(ask, id, policies),
    addAlias: async (id: string, alias: string): Promise<void> => {
      const path = "/keys/{id}/aliases/{alias}";
      const [role, feature] = ["Writer", "aliases"] as const;
      const reply = wire.resources(wire.keyAlias);
      await ask({ name: "createKeyAlias", method: "POST", path, id, alias, role, feature, reply });
    },
    removeAlias: (id: string, alias: string) => {
      const path = "/keys/{id}/aliases/{alias}";
      const [role, feature] = ["Writer", "aliases"] as const;
      return ask({ name: "deleteKeyAlias", method: "DELETE", path, id, alias, role, feature, reply: nothing });
    },
    createRing: (ring: string) => {
      const [role, feature] = ["Writer", "keyRings"] as const;
      return ask({
        name: "createKeyRing",
        method: "POST",
        path: "/key_rings/{ring}",
        ring,
        role,
        feature,
        reply: nothing,
      });
    },
    /** @param options `force` deletes a ring also when keys are in it that were deleted; one with other keys is refused */
    deleteRing: (ring: string, { force = false } = {}) => {
      const [role, feature] = ["Manager", "keyRings"] as const;
      const at = { path: "/key_rings/{ring}", ring, ...(force && { query: { force: "true" } }) };
      return ask({ name: "deleteKeyRing", method: "DELETE", ...at, role, feature, reply: nothing });
    },
    createImportToken: (options: { readonly expiration?: number; readonly maxAllowedRetrievals?: number } = {}) =>
      ask({
        name: "createImportToken",
        method: "POST",
        path: "/import_token",
        role: "Writer",
        feature: "importToken",
        sends: "import_token",
        body: options,
        reply: body(wire.importToken),
      }),
    /** With `payload` and `nonce`. */
    importToken: () =>
      ask({
        name: "getImportToken",
        method: "GET",
        path: "/import_token",
        role: "Writer",
        feature: "importToken",
        asksSecret: true,
        reply: body(wire.importToken),
      }),
  };
}

function lists(service: KeyInstance["service"], ask: Ask) {
  const local = lacks(service, "search") !== undefined;
  const all = <T>(operation: KeyOperation<T[]>, idOf: (item: T) => string): Promise<T[]> =>
    allPages(idOf, (offset) => {
      const page = { limit: String(PAGE), offset: offset === 0 ? undefined : String(offset) };
      return ask({ ...operation, query: { ...operation.query, ...page } });
    });
  const byId = ({ id }: { readonly id: string }): string => id;
  const listKeys = {
    name: "listKeys",
    method: "GET",
    path: "/keys",
    role: "Reader",
    reply: wire.resources(wire.key),
  } as const;
  const registrations = {
    name: "listRegistrations",
    method: "GET",
    role: "Reader",
    feature: "registrations",
    reply: wire.resources(wire.registration),
  } as const;
  const registrationId = ({ keyId, resourceCrn }: wire.Registration): string => `${keyId} ${resourceCrn}`;
  /**
   * All keys that fit, page after page of 5,000, without payloads. Several pages are no snapshot: a key whose place is
   * taken while they are read may be missing.
   * @throws RejectedError for `filter` together with `states` or `extractable`, which the service doesn't take
   */
  const list = async (query: KeyQuery = {}): Promise<readonly wire.Key[]> => {
    const { keyRing } = query;
    if (!local) return all({ ...listKeys, query: encodeQuery(query), keyRing }, byId);
    const needs: Feature[] = query.search || query.sort || query.filter ? ["search"] : [];
    return (await all({ ...listKeys, keyRing, needs }, byId)).filter(fits(query));
  };
  return {
    list,
    count: async (query: KeyQuery = {}): Promise<number> => {
      if (local && Object.values(query).some((value) => value !== undefined)) return (await list(query)).length;
      const asked = { query: encodeQuery(query), keyRing: query.keyRing };
      return ask({ name: "countKeys", method: "HEAD", path: "/keys", role: "Reader", ...asked, reply: wire.count });
    },
    registrations: (id: string): Promise<readonly wire.Registration[]> =>
      all({ ...registrations, path: "/keys/{id}/registrations", id }, registrationId),
    /** Those of all keys. */
    everyRegistration: (): Promise<readonly wire.Registration[]> =>
      all({ ...registrations, path: "/keys/registrations" }, registrationId),
    /** Those that were ever set. */
    instancePolicies: (): Promise<readonly wire.InstancePolicy[]> => {
      const [role, feature] = ["Manager", "policies"] as const;
      const reply = wire.resources(wire.instancePolicy);
      return ask({ name: "getInstancePolicies", method: "GET", path: "/instance/policies", role, feature, reply });
    },
    kmipAdapters: (): Promise<readonly wire.KmipAdapter[]> => {
      const [role, feature] = ["Manager", "kmip"] as const;
      const reply = wire.resources(wire.kmipAdapter);
      return all({ name: "listKmipAdapters", method: "GET", path: "/kmip_adapters", role, feature, reply }, byId);
    },
    rings: (): Promise<readonly wire.KeyRing[]> => {
      const [role, feature] = ["Reader", "keyRings"] as const;
      const reply = wire.resources(wire.keyRing);
      return all({ name: "listKeyRings", method: "GET", path: "/key_rings", role, feature, reply }, byId);
    },
  };
}

function lifeOfKeys(service: KeyInstance["service"], ask: Ask) {
  const get = (id: string) =>
    ask({ name: "getKey", method: "GET", path: "/keys/{id}", id, role: "ReaderPlus", asksSecret: true, reply: aKey });
  const act = (action: "enable" | "disable", id: string) => {
    const operation = { name: `${action}Key`, method: "POST", path: `/keys/{id}/actions/${action}` } as const;
    return ask({ ...operation, id, role: "Manager", feature: "disable", reply: nothing });
  };
  return {
    create: (key: NewKey) => create(ask, key),
    /** With the payload of a standard key. @param id or alias; on IBM Cloud Private an id */
    get,
    /** Without the payload; needs fewer permissions. @throws NotFoundError when there is none, or it was purged */
    metadata: async (id: string): Promise<wire.Key> => {
      if (lacks(service, "metadata")) return { ...(await get(id)), payload: undefined };
      const path = "/keys/{id}/metadata";
      return ask({ name: "getKeyMetadata", method: "GET", path, id, role: "Reader", feature: "metadata", reply: aKey });
    },
    move: (id: string, from: string | undefined, to: string) =>
      ask({
        name: "moveKey",
        method: "PATCH",
        path: "/keys/{id}",
        id,
        role: "Manager",
        feature: "keyRings",
        keyRing: from,
        sends: "key",
        body: { keyRingID: to },
        reply: nothing,
      }),
    /** @throws ConflictError with `KEY_DELETED_ERR` when it is deleted already: by an earlier try of this call, for one */
    delete: (id: string, { force = false } = {}) =>
      ask({
        name: "deleteKey",
        method: "DELETE",
        path: "/keys/{id}",
        id,
        role: "Manager",
        ...(force && { query: { force: "true" }, needs: ["force"] }),
        prefer: "return=minimal",
        reply: nothing,
      }),
    restore: (id: string) =>
      ask({
        name: "restoreKey",
        method: "POST",
        path: "/keys/{id}/restore",
        id,
        role: "Manager",
        feature: "restore",
        prefer: "return=representation",
        reply: aKey,
      }),
    rotate: (id: string, material?: Material) =>
      ask({
        name: "rotateKey",
        method: "POST",
        path: "/keys/{id}/actions/rotate",
        id,
        role: "Writer",
        ...(material && { body: materialBody(material), needs: needsOf(material) }),
        sends: "key_action",
        // A second rotation would make a second version, which costs and pushes the first out of use.
        retry: "never-blindly",
        reply: nothing,
      }),
    enable: (id: string) => act("enable", id),
    disable: (id: string) => act("disable", id),
  };
}

function wrapping(ask: Ask) {
  const use = <T>(action: string, id: string, content: object, reply: z.ZodType<T>, feature?: Feature): Promise<T> =>
    ask({
      name: `${action}Key`,
      method: "POST",
      path: `/keys/{id}/actions/${action}`,
      id,
      // Wrapping changes nothing at the service, whatever the method.
      kind: "read",
      role: "Reader",
      ...(feature && { feature }),
      asksSecret: true,
      sends: "key_action",
      body: content,
      reply: body(reply),
    });
  return {
    /** @param given `plaintext` in base64; without it the service makes 32 bytes */
    wrap: (id: string, { plaintext, aad }: { readonly plaintext?: Secret; readonly aad?: readonly string[] }) =>
      use("wrap", id, { plaintext, aad }, wire.wrapped),
    unwrap: (id: string, { ciphertext, aad }: Wrapping) => use("unwrap", id, { ciphertext, aad }, wire.unwrapped),
    rewrap: (id: string, { ciphertext, aad }: Wrapping) =>
      use("rewrap", id, { ciphertext, aad }, wire.rewrapped, "rewrap"),
  };
}

/**
 * Makes one key with one call. There is no idempotency token, and names are not unique, so it is never repeated blindly;
 * only one with aliases is, as an alias is unique in its instance: the service refuses the second with
 * KEY_ALIAS_NOT_UNIQUE_ERR (AlreadyExistsError).
 */
function create(ask: Ask, key: NewKey): Promise<wire.Key> {
  const { aliases, tags, rotationMonths, dualAuthDelete, material } = key;
  const needs: Feature[] = [
    ...(aliases?.length ? (["aliases"] as const) : []),
    ...(tags?.length ? (["tags"] as const) : []),
    ...(rotationMonths === undefined ? [] : (["policies"] as const)),
    ...(dualAuthDelete === undefined ? [] : (["dualAuthDelete"] as const)),
    ...(material ? needsOf(material) : []),
  ];
  const governed = rotationMonths !== undefined || dualAuthDelete !== undefined;
  return ask({
    name: governed ? "createKeyWithPolicies" : "createKey",
    method: "POST",
    path: governed ? "/keys_with_policy_overrides" : "/keys",
    role: "Writer",
    needs,
    keyRing: key.keyRing,
    sends: "key",
    body: newKeyBody(key),
    retry: aliases?.length ? "idempotent" : "never-blindly",
    prefer: "return=representation",
    reply: aKey,
  });
}

function needsOf({ encryptionAlgorithm, encryptedNonce }: Material): Feature[] {
  return encryptionAlgorithm !== undefined || encryptedNonce !== undefined ? ["importToken"] : [];
}

/** What is undefined stays out of the JSON: the services refuse a null. */
function newKeyBody(key: NewKey): object {
  const { name, extractable, description, tags, aliases, expirationDate, material } = key;
  return wire.envelope(wire.mediaType("key"), {
    name,
    extractable,
    description,
    tags: tags?.length ? tags : undefined,
    aliases: aliases?.length ? aliases : undefined,
    expirationDate,
    ...(material && materialBody(material)),
    rotation: key.rotationMonths === undefined ? undefined : rotation(key.rotationMonths),
    dualAuthDelete: key.dualAuthDelete === undefined ? undefined : { enabled: key.dualAuthDelete },
  });
}

function materialBody({ payload, encryptedNonce, iv, encryptionAlgorithm }: Material): object {
  return { payload, encryptedNonce, iv, encryptionAlgorithm };
}

async function setPolicies(ask: Ask, id: string, { rotationMonths, dualAuthDelete }: KeyPolicies): Promise<void> {
  const given = [
    ...(rotationMonths === undefined ? [] : [{ rotation: rotation(rotationMonths) }]),
    ...(dualAuthDelete === undefined ? [] : [{ dualAuthDelete: { enabled: dualAuthDelete } }]),
  ];
  const [first, second] = given;
  if (!first) return;
  await ask({
    name: "setKeyPolicies",
    method: "PUT",
    path: "/keys/{id}/policies",
    id,
    role: "Manager",
    feature: "policies",
    // One policy alone is named beside.
    query: { policy: second ? undefined : Object.keys(first)[0] },
    sends: "policy",
    body: wire.envelope(wire.mediaType("policy"), ...given),
    reply: nothing,
  });
}

function rotation(months: number): object {
  return months === 0 ? { enabled: false } : { enabled: true, interval_month: months };
}
