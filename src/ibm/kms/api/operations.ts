import type * as z from "zod";
import { RejectedError } from "../../../core/errors";
import { refusal } from "../../../http/refusal";
import type { Repeatable } from "../../../http/retry";
import type { HttpRequest } from "../../../http/transport";
import { type ServiceCall, segment } from "../../platform/call";
import { type Feature, lacks, SERVICE_NAMES } from "../../platform/features";
import type { KeyInstance } from "../../platform/instance";
import { keyErrors } from "./errors";
import { mediaType } from "./wire";

interface KeyOperation {
  /** The method, and the path below the service's base path. Names in braces are filled in. */
  readonly call: `${HttpRequest["method"]} /${string}`;
  /** For messages, where two operations share one name. */
  readonly name?: string;
  readonly role: "Reader" | "ReaderPlus" | "Writer" | "Manager";
  readonly feature?: Feature;
  /** Given where the method doesn't tell it. */
  readonly kind?: "read";
  readonly retry?: Repeatable;
  readonly asksSecret?: true;
  readonly sends?: "key" | "key_action" | "policy" | "import_token";
  /** The reply to ask for, where the service offers a choice. */
  readonly prefer?: "return=representation" | "return=minimal";
}

const WHOLE = "return=representation";

// Wrapping changes nothing at the service, although the method is POST.
const WRAPPING = { role: "Reader", kind: "read", asksSecret: true, sends: "key_action" } as const;

const OPERATIONS = {
  listKeys: { call: "GET /keys", role: "Reader" },
  countKeys: { call: "HEAD /keys", role: "Reader" },
  createKey: { call: "POST /keys", role: "Writer", sends: "key", prefer: WHOLE },
  createKeyWithPolicies: { call: "POST /keys_with_policy_overrides", role: "Writer", sends: "key", prefer: WHOLE },
  getKey: { call: "GET /keys/{id}", role: "ReaderPlus", asksSecret: true },
  getKeyMetadata: { call: "GET /keys/{id}/metadata", role: "Reader", feature: "metadata" },
  moveKey: { call: "PATCH /keys/{id}", role: "Manager", feature: "keyRings", sends: "key" },
  deleteKey: { call: "DELETE /keys/{id}", role: "Manager", prefer: "return=minimal" },
  restoreKey: { call: "POST /keys/{id}/restore", role: "Manager", feature: "restore", prefer: WHOLE },
  // A second rotation would make a second version, which costs money and takes the first one out of use.
  rotateKey: { call: "POST /keys/{id}/actions/rotate", role: "Writer", sends: "key_action", retry: "never-blindly" },
  enableKey: { call: "POST /keys/{id}/actions/enable", role: "Manager", feature: "disable" },
  disableKey: { call: "POST /keys/{id}/actions/disable", role: "Manager", feature: "disable" },
  setKeyForDeletion: { call: "POST /keys/{id}/actions/setKeyForDeletion", role: "Writer", feature: "dualAuthDelete" },
  unsetKeyForDeletion: {
    call: "POST /keys/{id}/actions/unsetKeyForDeletion",
    role: "Writer",
    feature: "dualAuthDelete",
  },
  setKeyPolicies: { call: "PUT /keys/{id}/policies", role: "Manager", feature: "policies", sends: "policy" },
  wrapKey: { call: "POST /keys/{id}/actions/wrap", ...WRAPPING },
  unwrapKey: { call: "POST /keys/{id}/actions/unwrap", ...WRAPPING },
  rewrapKey: { call: "POST /keys/{id}/actions/rewrap", ...WRAPPING, feature: "rewrap" },
  createKeyAlias: { call: "POST /keys/{id}/aliases/{alias}", role: "Writer", feature: "aliases" },
  deleteKeyAlias: { call: "DELETE /keys/{id}/aliases/{alias}", role: "Writer", feature: "aliases" },
  listKeyRings: { call: "GET /key_rings", role: "Reader", feature: "keyRings" },
  createKeyRing: { call: "POST /key_rings/{ring}", role: "Writer", feature: "keyRings" },
  deleteKeyRing: { call: "DELETE /key_rings/{ring}", role: "Manager", feature: "keyRings" },
  createImportToken: { call: "POST /import_token", role: "Writer", feature: "importToken", sends: "import_token" },
  getImportToken: { call: "GET /import_token", role: "Writer", feature: "importToken", asksSecret: true },
  listRegistrations: { call: "GET /keys/{id}/registrations", role: "Reader", feature: "registrations" },
  listAllRegistrations: {
    call: "GET /keys/registrations",
    name: "listRegistrations",
    role: "Reader",
    feature: "registrations",
  },
  getInstancePolicies: { call: "GET /instance/policies", role: "Manager", feature: "policies" },
  listKmipAdapters: { call: "GET /kmip_adapters", role: "Manager", feature: "kmip" },
} as const satisfies Readonly<Record<string, KeyOperation>>;

export type OperationName = keyof typeof OPERATIONS;

/** The arguments of an operation. A feature that the service lacks, by operation or `needs`, is refused before sending. */
export interface Given<Reply> {
  readonly id?: string;
  readonly alias?: string;
  readonly ring?: string;
  readonly needs?: readonly (Feature | undefined)[];
  readonly retry?: Repeatable;
  readonly query?: ServiceCall<unknown>["query"];
  readonly keyRing?: string | undefined;
  readonly body?: unknown;
  readonly reply: z.ZodType<Reply>;
}

const ACTION = /\/actions\/(\w+)$/;

/** IBM Cloud Private takes the older forms of path and headers, as its documentation shows them (2019-12). */
export function keyCall<T>(
  { service, id: instance }: KeyInstance,
  operationName: OperationName,
  given: Given<T>,
): ServiceCall<T> {
  const operation: KeyOperation = OPERATIONS[operationName];
  const { name = operationName, role, kind, retry = given.retry, asksSecret } = operation;
  const { needs = [], keyRing, query, body, reply } = given;
  const place = `${SERVICE_NAMES[service]} instance ${instance}`;
  const lack = [operation.feature, ...needs, keyRing === undefined ? undefined : ("keyRings" as const)]
    .map((feature) => feature && lacks(service, feature))
    .find((words) => words !== undefined);
  if (lack) {
    throw new RejectedError(
      `${name} on ${place} is not available: ${lack}`,
      "Leave it out, or use another service; nothing was sent.",
    );
  }
  const isPrivate = service === "icp";
  const [method, path] = operation.call.split(" ") as [HttpRequest["method"], string];
  const called = isPrivate ? `/kms/api/v2${path.replace(ACTION, "?action=$1")}` : `/api/v2${path}`;
  return {
    operation: name,
    place,
    method,
    path: called.replace(/\{(id|alias|ring)\}/g, (_all, part: "id" | "alias" | "ring") => segment(given[part] ?? "")),
    query,
    headers: {
      ...(isPrivate
        ? { "icp-instance": instance, accept: privateReply(method, path) }
        : { "bluemix-instance": instance, prefer: operation.prefer }),
      "x-kms-key-ring": keyRing,
    },
    body,
    asksSecret,
    mediaType: mediaType((!isPrivate && operation.sends) || "key"),
    ...(kind && { kind }),
    ...(retry && { retry }),
    reply,
    refuse: ({ call, reply: refused, sent, newToken }) =>
      refusal(keyErrors, call, refused, sent, {
        operation: { name, role },
        service,
        place,
        newToken,
        withheld: sent.secret,
      }),
  };
}

function privateReply(method: HttpRequest["method"], path: string): string {
  if (ACTION.test(path)) return mediaType("key_action");
  return method === "GET" ? "application/vnd.ibm.collection+json" : mediaType("key");
}
