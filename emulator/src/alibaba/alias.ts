import { z } from "zod";
import { forbiddenAliasNotFound, forbiddenKeyNotFound, invalidParameter, KmsError } from "./errors";
import type { Parameters } from "./parameters";

// Rules and codes: the vendor's API reference of the four operations, its page "Manage a key alias" and its list of common
// error codes, help page 69008.

/** An alias: its name with the prefix `alias/`, and the key that it names. */
export const aliasSchema = z.object({ name: z.string(), keyId: z.string() });

export function aliasAlreadyExists(): KmsError {
  return new KmsError(400, "AliasAlreadyExists", "The alias exists already.");
}

/** AliasName. @throws KmsError MissingParameter, InvalidParameter */
export function readAliasName(parameters: Parameters): string {
  const name = parameters.required("AliasName");
  if (!/^alias\/[\w/-]{1,255}$/.test(name))
    throw invalidParameter("AliasName", "it must be alias/ and 1 to 255 letters, digits, _, - and /");
  if (/^alias\/acs(\/|$)/.test(name)) throw invalidParameter("AliasName", "alias/acs is reserved");
  return name;
}

/** AliasName of an existing alias. @throws KmsError MissingParameter, InvalidParameter, Forbidden.AliasNotFound */
export function readKnownAlias(parameters: Parameters, aliases: ReadonlyMap<string, unknown>): string {
  const name = readAliasName(parameters);
  if (aliases.has(name)) return name;
  throw forbiddenAliasNotFound();
}

/** KeyId: any text in the form of a key id, even of an unknown key. @throws KmsError MissingParameter, Forbidden.KeyNotFound */
export function readKeyId(parameters: Parameters): string {
  const keyId = parameters.required("KeyId");
  if (/^(key-[\w-]+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/.test(keyId)) return keyId;
  throw forbiddenKeyNotFound();
}
