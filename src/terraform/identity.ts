import { type Definition, subjectOf, type Values } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { accountToImport, type IdentityValues, identityOf, identityParts, toldByIdentity } from "../core/identity";
import { fromMarkdown, inWords } from "../core/message";
import { isPlainObject } from "../core/unknown";
import { hclWords, resourceType, snakeCase } from "./names";
import type { Attributes, Imported } from "./protocol/provider";
import type { IdentitySchema } from "./protocol/schema";
import { contextOf, type Resource, sought } from "./resource";
import { toBeRead } from "./stored-state";

const VERSION = 0;

export function identitySchema(definition: Definition): IdentitySchema {
  const parts = identityParts(definition);
  const names = new Set(parts.map(({ name }) => name));
  const attributes = parts.map(({ name, doc, required }) => ({
    name: snakeCase(name),
    description: inWords(fromMarkdown(doc, names), hclWords),
    required,
  }));
  return { version: VERSION, attributes };
}

/**
 * Reads a stored identity, of which there has been one version only.
 * @throws ConfigurationError for an identity of a newer version, and for one that no version has stored
 */
export function upgradeIdentity(definition: Definition, version: number, stored: unknown): Attributes {
  const type = resourceType(definition);
  if (version > VERSION)
    throw new ConfigurationError(
      `the identity of this ${type} was stored by a newer version of Keysmith`,
      "Use that version of the provider, or a newer one. Nothing was changed.",
    );
  if (isPlainObject(stored)) return attributesOf(identityValues(definition, stored as Attributes));
  throw new ConfigurationError(`the identity of this ${type} is not an object`, "Restore the state from its backup.");
}

/** The identity of a state, in which the parts that the engine has recorded stay. */
export function identityAttributes(
  definition: Definition,
  state: Values,
  recorded: Attributes | null | undefined,
): Attributes | undefined {
  const identity = identityOf(definition, state, recorded ? identityValues(definition, recorded) : undefined);
  return identity && attributesOf(identity);
}

export function identityValues(definition: Definition, attributes: Attributes): IdentityValues {
  const entries = identityParts(definition).map(({ name }) => [name, attributes[snakeCase(name)]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, string] => typeof entry[1] === "string"),
  );
}

function attributesOf(identity: IdentityValues): Attributes {
  return Object.fromEntries(Object.entries(identity).map(([name, value]) => [snakeCase(name), value]));
}

/**
 * The object with the identity that a program gives, with its account and place filled in.
 * @throws KeysmithError for an identity of another account, or without a part that nothing else tells
 */
export async function importByIdentity(resource: Resource, identity: Attributes): Promise<Imported> {
  const { definition } = resource;
  const type = resourceType(definition);
  const given = identityValues(definition, identity);
  const told = toldByIdentity(definition, type, given);
  const filled = sought(resource, told);
  const subject = subjectOf(definition, filled);
  const account = await accountToImport(definition, subject, contextOf(resource, undefined), given, filled);
  const whole = identityOf(definition, filled) ?? given;
  const named = attributesOf({ ...whole, ...given, ...(account !== undefined && { account }) });
  return { imported: [{ type, ...toBeRead(definition, told), identity: named }], diagnostics: [] };
}
