import { isDeepStrictEqual } from "node:util";
import { placeOfId } from "../core/adoption";
import { aboutRecord, damagedRecord } from "../core/damage";
import type { Definition, Values } from "../core/definition";
import { ConfigurationError, InvalidInputError } from "../core/errors";
import { isPlainObject } from "../core/unknown";
import { PROVIDER, resourceType } from "./names";
import { writePrivate } from "./private-record";
import type { Attributes, Imported, MoveRequest, Recorded, StoredState } from "./protocol/provider";
import type { CtyType, SchemaAttribute } from "./protocol/schema";
import { resourceSchema } from "./resource-schema";
import { conform, stateFields, toAttributes, toValues } from "./values";

type Json = Readonly<Record<string, unknown>>;

/**
 * A stored state in this version's schema. The engine asks for it in every run, before it configures the provider.
 * @throws ConfigurationError for a state that a newer version has stored: some of its content might be lost
 */
export function upgradeState(definition: Definition, { type, version, json }: StoredState): Recorded {
  const schema = resourceSchema(definition);
  if (version > schema.version) {
    throw new ConfigurationError(
      `the state of this ${type} was stored by a newer version of Keysmith (schema ${version}, and this one knows ${schema.version})`,
      "Use that version of the provider, or a newer one. Nothing was changed.",
    );
  }
  if (!isPlainObject(json)) {
    throw new ConfigurationError(
      `the state of this ${type} can't be read: it is not an object`,
      "Restore the state from its backup.",
    );
  }
  const [misfit] = misfitsIn(schema.attributes, json);
  if (misfit !== undefined) throw damagedRecord(titleIn(type, json), `its recorded ${misfit} is of a wrong type`);
  const state = conform(schema, json);
  try {
    return { state: { ...state, ...upgraded(definition, state) }, diagnostics: [] };
  } catch (error) {
    throw aboutRecord(titleIn(type, json), error);
  }
}

/** The attributes that an earlier version recorded differently: a plan without a refresh would show them as changes. */
function upgraded(definition: Definition, state: Attributes): Attributes {
  const fields = stateFields(definition).filter(({ meta }) => !meta.secret);
  const values = toValues(fields, state);
  const now = definition.upgrade?.(values) ?? values;
  return toAttributes(
    fields.filter(({ name }) => !isDeepStrictEqual(now[name], values[name])),
    now,
  );
}

/** The resource in messages before its definition is asked, when only the id is certain. */
function titleIn(type: string, { id }: Readonly<Record<string, unknown>>): string {
  return typeof id === "string" ? `${type} ${JSON.stringify(id)}` : type;
}

/** The paths of values whose type isn't that of the schema. Never shows a value: it may be a secret. */
function misfitsIn(attributes: readonly SchemaAttribute[], stored: Json, path = ""): readonly string[] {
  return attributes.flatMap((attribute) => {
    const value = stored[attribute.name] ?? null;
    const place = `${path}${attribute.name}`;
    if (value === null) return [];
    if (!("nesting" in attribute)) return fits(attribute.type, value) ? [] : [place];
    const items = attribute.nesting === "single" ? [value] : Array.isArray(value) ? value : [undefined];
    return items.flatMap((item) =>
      isPlainObject(item) ? misfitsIn(attribute.attributes, item, `${place}.`) : [place],
    );
  });
}

function fits(type: CtyType, value: unknown): boolean {
  if (typeof type !== "string") {
    if (type[0] === "object") return isPlainObject(value);
    const items = type[0] === "map" ? isPlainObject(value) && Object.values(value) : Array.isArray(value) && value;
    const [, item] = type;
    return items !== false && items.every((each) => each === null || fits(item, each));
  }
  if (type === "bool") return typeof value === "boolean";
  // The engine writes numbers that JSON can't hold as texts.
  const isNumber =
    typeof value === "number" || (typeof value === "string" && value !== "" && !Number.isNaN(Number(value)));
  return type === "number" ? isNumber : typeof value === "string";
}

/** The state of an imported object: what the import knows of it, which the following refresh completes. */
export function toBeRead(definition: Definition, known: Values) {
  const state = conform(resourceSchema(definition), toAttributes(stateFields(definition), known));
  return { state, private: writePrivate({ takenOver: true, unread: true }) };
}

function refusal(type: string, reason: string): InvalidInputError {
  return new InvalidInputError(type, [{ field: "", reason, secret: false }]);
}

/** The object with the id that people give. @throws InvalidInputError for an id of another form */
export function importState(definition: Definition, id: string): Imported {
  const type = resourceType(definition);
  const known = placeOfId(type, definition.adopt, id);
  return { imported: [{ type, ...toBeRead(definition, known) }], diagnostics: [] };
}

/**
 * Takes an object over from another tool's record, for a `moved` block. Pure, as no provider is configured yet.
 * @throws InvalidInputError for the record of another kind of object
 */
export function moveState(definition: Definition, { sourceType, source, targetType }: MoveRequest): Recorded {
  const records = definition.adopt?.records ?? {};
  const tell = records[sourceType];
  if (!tell) {
    const kinds = Object.keys(records).join(", ");
    const possible = kinds ? `it can be moved only from ${kinds}` : "no kind can be moved to it";
    throw refusal(targetType, `can't be moved from a ${sourceType}: ${possible}`);
  }
  const known = tell(isPlainObject(source) ? source : {});
  if (known) return { ...toBeRead(definition, known), diagnostics: [] };
  throw refusal(targetType, `this ${sourceType} is not of a kind that a ${PROVIDER} resource of this type can be`);
}
