import { RejectedError } from "../../../core/errors";
import { refusal } from "../../../http/refusal";
import type { Repeatable } from "../../../http/retry";
import type { Key, KeyApi, KeyPolicies, KeyQuery, Material, NewKey } from "../../api";
import { callService, type Destination, type ServiceCall, type Wiring } from "../../platform/call";
import { type Envelope, envelope } from "../../platform/envelope";
import { type Feature, lacks, SERVICE_NAMES } from "../../platform/features";
import type { KeyInstance } from "../../platform/instance";
import { segment } from "../../platform/segment";
import { keyErrors } from "./errors";
import { flavourOf, mediaType } from "./flavours";
import type { KeyOperation } from "./operations";
import * as operations from "./operations";
import { allPages, encodeQuery, fits, PAGE } from "./queries";

/** What one call of the key API needs beyond the operation. */
interface Given {
  readonly id?: string;
  /** Of the alias or the key ring in the path. */
  readonly name?: string;
  readonly query?: ServiceCall<unknown>["query"];
  readonly keyRing?: string | undefined;
  readonly body?: unknown;
  readonly retry?: Repeatable;
  readonly needs?: readonly Feature[];
}

type Ask = <T>(operation: KeyOperation<T>, given?: Given) => Promise<T>;

/** The key API of one instance. @param destination found when the first call needs it */
export function keyApi(instance: KeyInstance, destination: () => Promise<Destination>, wiring: Wiring): KeyApi {
  const ask: Ask = async (operation, given = {}) => {
    const call = keyCall(instance, operation, given);
    return callService(call, await destination(), wiring);
  };
  return {
    ...collections(instance, ask),
    ...lifeOfKeys(instance, ask),
    ...wrapping(ask),
    setPolicies: async (id, policies) => {
      const { body, policy } = policiesBody(policies);
      if (body.resources.length > 0) await ask(operations.setKeyPolicies, { id, body, query: { policy } });
    },
    addAlias: async (id, alias) => {
      await ask(operations.createKeyAlias, { id, name: alias });
    },
    removeAlias: (id, alias) => ask(operations.deleteKeyAlias, { id, name: alias }),
    createRing: (ring) => ask(operations.createKeyRing, { name: ring }),
    deleteRing: (ring, { force } = {}) =>
      ask(operations.deleteKeyRing, force ? { name: ring, query: { force: "true" } } : { name: ring }),
    createImportToken: (options = {}) => ask(operations.createImportToken, { body: options }),
    importToken: () => ask(operations.getImportToken),
  };
}

type Collections = Pick<KeyApi, "list" | "count" | "registrations" | "rings">;

const byId = ({ id }: { readonly id: string }): string => id;

function collections({ service }: KeyInstance, ask: Ask): Collections {
  const local = lacks(service, "search") !== undefined;
  const keyed = (query: KeyQuery): Given => ({ query: encodeQuery(query), keyRing: query.keyRing });
  const all = <T>(operation: KeyOperation<T[]>, given: Given, idOf: (item: T) => string): Promise<T[]> =>
    allPages(idOf, (offset) => {
      const page = { limit: String(PAGE), offset: offset === 0 ? undefined : String(offset) };
      return ask(operation, { ...given, query: { ...given.query, ...page } });
    });
  const list = async (query: KeyQuery = {}): Promise<readonly Key[]> => {
    if (!local) return all(operations.listKeys, keyed(query), byId);
    const needs: Feature[] = query.search || query.sort || query.filter ? ["search"] : [];
    return (await all(operations.listKeys, { keyRing: query.keyRing, needs }, byId)).filter(fits(query));
  };
  return {
    list,
    count: async (query = {}) =>
      local && Object.values(query).some((value) => value !== undefined)
        ? (await list(query)).length
        : ask(operations.countKeys, keyed(query)),
    registrations: (id) =>
      all(operations.listRegistrations, { id }, ({ keyId, resourceCrn }) => `${keyId} ${resourceCrn}`),
    rings: () => all(operations.listKeyRings, {}, byId),
  };
}

type LifeOfKeys = Pick<
  KeyApi,
  "create" | "get" | "metadata" | "move" | "delete" | "restore" | "rotate" | "enable" | "disable"
>;

function lifeOfKeys({ service }: KeyInstance, ask: Ask): LifeOfKeys {
  return {
    create: (key) => create(ask, key),
    get: (id) => ask(operations.getKey, { id }),
    metadata: async (id) => {
      if (!lacks(service, "metadata")) return ask(operations.getKeyMetadata, { id });
      return { ...(await ask(operations.getKey, { id })), payload: undefined };
    },
    move: (id, from, to) => ask(operations.moveKey, { id, keyRing: from, body: { keyRingID: to } }),
    delete: (id, { force } = {}) =>
      ask(operations.deleteKey, force ? { id, query: { force: "true" }, needs: ["force"] } : { id }),
    restore: (id) => ask(operations.restoreKey, { id }),
    rotate: (id, material) =>
      ask(operations.rotateKey, material ? { id, body: materialBody(material), needs: needsOf(material) } : { id }),
    enable: (id) => ask(operations.enableKey, { id }),
    disable: (id) => ask(operations.disableKey, { id }),
  };
}

function wrapping(ask: Ask): Pick<KeyApi, "wrap" | "unwrap" | "rewrap"> {
  return {
    wrap: (id, { plaintext, aad }) => ask(operations.wrapKey, { id, body: { plaintext, aad } }),
    unwrap: (id, { ciphertext, aad }) => ask(operations.unwrapKey, { id, body: { ciphertext, aad } }),
    rewrap: (id, { ciphertext, aad }) => ask(operations.rewrapKey, { id, body: { ciphertext, aad } }),
  };
}

function create(ask: Ask, key: NewKey): Promise<Key> {
  const needs: Feature[] = [
    ...(key.aliases?.length ? (["aliases"] as const) : []),
    ...(key.tags?.length ? (["tags"] as const) : []),
    ...(key.rotationMonths === undefined ? [] : (["policies"] as const)),
    ...(key.dualAuthDelete === undefined ? [] : (["dualAuthDelete"] as const)),
    ...(key.material ? needsOf(key.material) : []),
  ];
  const governed = key.rotationMonths !== undefined || key.dualAuthDelete !== undefined;
  return ask(governed ? operations.createKeyWithPolicies : operations.createKey, {
    keyRing: key.keyRing,
    body: newKeyBody(key),
    // An alias is unique in its instance: the service itself refuses the second key.
    retry: key.aliases?.length ? "idempotent" : "never-blindly",
    needs,
  });
}

function needsOf({ encryptionAlgorithm, encryptedNonce }: Material): Feature[] {
  return encryptionAlgorithm !== undefined || encryptedNonce !== undefined ? ["importToken"] : [];
}

function keyCall<T>({ service, id: instance }: KeyInstance, operation: KeyOperation<T>, given: Given): ServiceCall<T> {
  const place = `${SERVICE_NAMES[service]} instance ${instance}`;
  const { name, method, kind, reply, feature } = operation;
  const needs = [feature, ...(given.needs ?? []), given.keyRing === undefined ? undefined : "keyRings"] as const;
  refuseLacking(needs, `${name} on ${place}`, service);
  const flavour = flavourOf(service);
  const filled = { id: given.id ?? "", name: given.name ?? "" };
  return {
    operation: name,
    place,
    method,
    path: flavour.pathOf(operation).replace(/\{(id|name)\}/g, (_all, part: "id" | "name") => segment(filled[part])),
    query: given.query,
    headers: { ...flavour.headersOf(operation, instance), "x-kms-key-ring": given.keyRing },
    body: given.body,
    mediaType: flavour.mediaTypeOf(operation),
    kind,
    retry: given.retry ?? operation.retry,
    reply,
    refuse: ({ call, reply, secrets, newToken }) =>
      refusal(keyErrors, call, reply, secrets, { operation, service, place, newToken }),
  };
}

/** @throws RejectedError naming what the service lacks, before anything is sent */
function refuseLacking(
  features: readonly (Feature | undefined)[],
  call: string,
  service: KeyInstance["service"],
): void {
  const lack = features.map((feature) => feature && lacks(service, feature)).find((words) => words !== undefined);
  if (lack)
    throw new RejectedError(
      `${call} can't be done: ${lack}`,
      "Leave it out, or use another service; nothing was sent.",
    );
}

/** The media types of resources, by which they name their own kind too. */
const KEY = mediaType("key");
const POLICY = mediaType("policy");

/** What is sent to make a key. What is undefined stays out of the JSON: the services refuse a null. */
function newKeyBody(key: NewKey): Envelope {
  const { name, extractable, description, tags, aliases, expirationDate, material } = key;
  return envelope(KEY, {
    type: KEY,
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

/** What is sent to set the policies that are given, and which they are when it is one only. */
function policiesBody({ rotationMonths, dualAuthDelete }: KeyPolicies): { body: Envelope; policy?: string } {
  const given = [
    ...(rotationMonths === undefined ? [] : [{ rotation: rotation(rotationMonths) }]),
    ...(dualAuthDelete === undefined ? [] : [{ dualAuthDelete: { enabled: dualAuthDelete } }]),
  ];
  const policy = given.length === 1 ? Object.keys(given[0] ?? {})[0] : undefined;
  const body = envelope(POLICY, ...given.map((each) => ({ type: POLICY, ...each })));
  return { body, ...(policy !== undefined && { policy }) };
}

function rotation(months: number): object {
  return months === 0 ? { enabled: false } : { enabled: true, interval_month: months };
}
