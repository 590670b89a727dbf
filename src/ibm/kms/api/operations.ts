import type { Repeatable } from "../../../http/retry";
import type { HttpRequest } from "../../../http/transport";
import type { Feature } from "../../platform/features";

export interface KeyOperation {
  /** Method, and path below the base path of the service; what stands in braces is filled in. */
  readonly call: `${HttpRequest["method"]} /${string}`;
  /** For messages, where two share one. */
  readonly name?: string;
  readonly role: "Reader" | "ReaderPlus" | "Writer" | "Manager";
  readonly feature?: Feature;
  /** Where it isn't as the method tells. */
  readonly kind?: "read";
  readonly retry?: Repeatable;
  readonly asksSecret?: true;
  readonly sends?: "key" | "key_action" | "policy" | "import_token";
  /** What the service shall answer, where it leaves the choice. */
  readonly prefer?: "return=representation" | "return=minimal";
}

const WHOLE = "return=representation";

// Wrapping changes nothing at the service, whatever the method.
const WRAPPING = { role: "Reader", kind: "read", asksSecret: true, sends: "key_action" } as const;

export const OPERATIONS = {
  listKeys: { call: "GET /keys", role: "Reader" },
  countKeys: { call: "HEAD /keys", role: "Reader" },
  createKey: { call: "POST /keys", role: "Writer", sends: "key", prefer: WHOLE },
  createKeyWithPolicies: { call: "POST /keys_with_policy_overrides", role: "Writer", sends: "key", prefer: WHOLE },
  getKey: { call: "GET /keys/{id}", role: "ReaderPlus", asksSecret: true },
  getKeyMetadata: { call: "GET /keys/{id}/metadata", role: "Reader", feature: "metadata" },
  moveKey: { call: "PATCH /keys/{id}", role: "Manager", feature: "keyRings", sends: "key" },
  deleteKey: { call: "DELETE /keys/{id}", role: "Manager", prefer: "return=minimal" },
  restoreKey: { call: "POST /keys/{id}/restore", role: "Manager", feature: "restore", prefer: WHOLE },
  // A second rotation would make a second version, which costs and pushes the first out of use.
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
