import { z } from "zod";
import type { Repeatable } from "../../../http/retry";
import type { HttpRequest } from "../../../http/transport";
import { body, nothing, resource, resources } from "../../platform/envelope";
import type { Feature } from "../../platform/features";
import * as wire from "./wire";

/** The roles on the key services of IBM Cloud, from the least to the most. */
export type Role = "Reader" | "ReaderPlus" | "Writer" | "Manager";

export interface KeyOperation<Reply> {
  readonly name: string;
  readonly method: HttpRequest["method"];
  /** Below the base path of the service; what stands in braces is filled in. */
  readonly path: string;
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  /** The least role whose bearer may call it. */
  readonly role: Role;
  readonly feature?: Feature;
  /** Of what is sent: the last part of `application/vnd.ibm.kms.…+json`. */
  readonly sends?: string;
  /** What the service shall answer, where it leaves the choice. */
  readonly prefer?: "return=representation" | "return=minimal";
  readonly reply: z.ZodType<Reply>;
}

type Details<T> = Omit<KeyOperation<T>, "name" | "method" | "path" | "kind" | "retry">;

function read<T>(name: string, method: "GET" | "HEAD", path: string, details: Details<T>): KeyOperation<T> {
  return { name, method, path, kind: "read", retry: "idempotent", ...details };
}

/** Wrapping changes nothing at the service, whatever the method. */
function use<T>(action: "wrap" | "unwrap" | "rewrap", details: Omit<Details<T>, "role" | "sends">): KeyOperation<T> {
  const path = `/keys/{id}/actions/${action}`;
  const fixed = { kind: "read", retry: "idempotent", role: "Reader", sends: "key_action" } as const;
  return { name: `${action}Key`, method: "POST", path, ...fixed, ...details };
}

function write<T>(name: string, method: HttpRequest["method"], path: string, details: Details<T>): KeyOperation<T> {
  return { name, method, path, kind: "write", retry: "idempotent", ...details };
}

function once<T>(operation: KeyOperation<T>): KeyOperation<T> {
  return { ...operation, retry: "never-blindly" };
}

function act(action: string, role: Role, feature: Feature): KeyOperation<void> {
  return write(`${action}Key`, "POST", `/keys/{id}/actions/${action}`, { role, feature, reply: nothing });
}

const count = z
  .object({ headers: z.object({ "key-total": z.coerce.number().int().nonnegative() }) })
  .transform(({ headers }) => headers["key-total"]);

const aKey = resource(wire.key);
const created = { role: "Writer", sends: "key", prefer: "return=representation", reply: aKey } as const;

export const listKeys = read("listKeys", "GET", "/keys", {
  role: "Reader",
  reply: resources(wire.key),
});
export const countKeys = read("countKeys", "HEAD", "/keys", { role: "Reader", reply: count });
/** There is no idempotency token, and names are not unique: whoever calls says whether a repetition is safe. */
export const createKey = once(write("createKey", "POST", "/keys", created));
export const createKeyWithPolicies = once(
  write("createKeyWithPolicies", "POST", "/keys_with_policy_overrides", created),
);
export const getKey = read("getKey", "GET", "/keys/{id}", { role: "ReaderPlus", reply: aKey });
export const getKeyMetadata = read("getKeyMetadata", "GET", "/keys/{id}/metadata", {
  role: "Reader",
  feature: "metadata",
  reply: aKey,
});
export const moveKey = write("moveKey", "PATCH", "/keys/{id}", {
  role: "Manager",
  feature: "keyRings",
  sends: "key",
  reply: nothing,
});
export const deleteKey = write("deleteKey", "DELETE", "/keys/{id}", {
  role: "Manager",
  prefer: "return=minimal",
  reply: nothing,
});
export const restoreKey = write("restoreKey", "POST", "/keys/{id}/restore", {
  role: "Manager",
  feature: "restore",
  prefer: "return=representation",
  reply: aKey,
});

export const wrapKey = use("wrap", { reply: body(wire.wrapped) });
export const unwrapKey = use("unwrap", { reply: body(wire.unwrapped) });
export const rewrapKey = use("rewrap", {
  feature: "rewrap",
  reply: body(wire.rewrapped),
});
/** A second rotation would make a second version, which costs and pushes the first out of use. */
export const rotateKey = once(
  write("rotateKey", "POST", "/keys/{id}/actions/rotate", { role: "Writer", sends: "key_action", reply: nothing }),
);
export const enableKey = act("enable", "Manager", "disable");
export const disableKey = act("disable", "Manager", "disable");

export const setKeyPolicies = write("setKeyPolicies", "PUT", "/keys/{id}/policies", {
  role: "Manager",
  feature: "policies",
  sends: "policy",
  reply: nothing,
});
export const createKeyAlias = write("createKeyAlias", "POST", "/keys/{id}/aliases/{name}", {
  role: "Writer",
  feature: "aliases",
  reply: resources(wire.keyAlias),
});
export const deleteKeyAlias = write("deleteKeyAlias", "DELETE", "/keys/{id}/aliases/{name}", {
  role: "Writer",
  feature: "aliases",
  reply: nothing,
});
export const listRegistrations = read("listRegistrations", "GET", "/keys/{id}/registrations", {
  role: "Reader",
  feature: "registrations",
  reply: resources(wire.registration),
});

export const listKeyRings = read("listKeyRings", "GET", "/key_rings", {
  role: "Reader",
  feature: "keyRings",
  reply: resources(wire.keyRing),
});
export const createKeyRing = write("createKeyRing", "POST", "/key_rings/{name}", {
  role: "Writer",
  feature: "keyRings",
  reply: nothing,
});
export const deleteKeyRing = write("deleteKeyRing", "DELETE", "/key_rings/{name}", {
  role: "Manager",
  feature: "keyRings",
  reply: nothing,
});

export const createImportToken = write("createImportToken", "POST", "/import_token", {
  role: "Writer",
  feature: "importToken",
  sends: "import_token",
  reply: body(wire.importToken),
});
export const getImportToken = read("getImportToken", "GET", "/import_token", {
  role: "Writer",
  feature: "importToken",
  reply: body(wire.importToken),
});
