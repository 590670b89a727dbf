import {
  forbiddenAliasNotFound,
  forbiddenKeyNotFound,
  forbiddenKeyVersionNotFound,
  rejectedState,
  unsupportedAlias,
  unsupportedOperation,
} from "../errors";
import { arn, type OperationContext } from "../operation";
import { isAt } from "../place";
import { type Key, stateOf } from "./key";
import type { KeyVersion } from "./version";

/** The forms that `KeyId` may take: an id, or with some operations also an alias or an ARN. */
type Named = "id" | "any";

/**
 * The key that a parameter names.
 *
 * @throws KmsError MissingParameter, Unsupported.Alias, Forbidden.AliasNotFound, Forbidden.KeyNotFound
 */
export function findKey(
  context: OperationContext,
  { named = "any", parameter = "KeyId" }: { named?: Named; parameter?: string } = {},
): Key {
  const text = context.parameters.required(parameter);
  if (named === "id" && text.startsWith("alias/")) throw unsupportedAlias();
  const key = context.region.keys.get(named === "any" ? keyIdOf(context, text) : text);
  if (key === undefined || !isAt(context.place, key.instance)) throw forbiddenKeyNotFound();
  return key;
}

function keyIdOf(context: OperationContext, text: string): string {
  const prefix = arn(context, "key/");
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  if (!text.startsWith("alias/")) return text;
  const alias = context.region.aliases.get(text);
  if (alias === undefined) throw forbiddenAliasNotFound();
  return alias.keyId;
}

/** The key, if it is enabled. @throws KmsError Rejected.Disabled, Rejected.PendingDeletion, Rejected.PendingImport */
export function requireEnabled(key: Key): Key {
  const state = stateOf(key);
  if (state !== "Enabled") throw rejectedState(state);
  return key;
}

/** The key, unless its deletion is scheduled. @throws KmsError Rejected.PendingDeletion */
export function requireKept(key: Key): Key {
  if (key.deleteDate !== undefined) throw rejectedState("PendingDeletion");
  return key;
}

/** The key, if it has this usage. @throws KmsError UnsupportedOperation */
export function requireUsage(key: Key, usage: Key["usage"]): Key {
  if (key.usage !== usage) throw unsupportedOperation();
  return key;
}

/** The version with this id, or the primary one, with its material. @throws KmsError Forbidden.KeyVersionNotFound */
export function versionOf({ materials }: OperationContext, key: Key, id?: string): KeyVersion {
  const version = id === undefined ? key.versions.at(-1) : key.versions.find((each) => each.id === id);
  if (version === undefined) throw forbiddenKeyVersionNotFound();
  return { keyId: key.id, keyVersionId: version.id, spec: key.spec, material: materials.get(version.id) };
}
