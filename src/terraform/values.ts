import type { Definition, Values } from "../core/definition";
import { type Field, type FieldType, fieldsOf } from "../core/fields";
import { withDefaults } from "../core/left-out";
import { Secret } from "../core/secret";
import { isPlainObject, isUnknown } from "../core/unknown";
import { snakeCase } from "./names";
import type { Attributes, Value } from "./protocol/provider";
import type { Schema, SchemaAttribute } from "./protocol/schema";

export function stateFields({ inputs, outputs }: Definition): readonly Field[] {
  return [...fieldsOf(inputs), ...fieldsOf(outputs).filter(({ name }) => !(name in inputs.shape))];
}

/**
 * The values of a state. The engine records a block that was left out as one with nothing in it, so its defaults are
 * filled in.
 */
export function stateValues(definition: Definition, attributes: Readonly<Record<string, unknown>>): Values {
  const values = toValues(stateFields(definition), attributes);
  const blocks = fieldsOf(definition.inputs).filter(({ type }) => type.kind === "object");
  return { ...values, ...withDefaults(blocks, values) };
}

/** The values of `fields` in an object of the engine's. Nulls there are absent here. */
export function toValues(fields: readonly Field[], attributes: Readonly<Record<string, unknown>>): Values {
  const entries = fields.map((field) => {
    const value = toValue(field.type, attributes[snakeCase(field.name)]);
    return [field.name, field.optional && isEmptyBlock(field, value) ? undefined : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Engines tell an optional block with nothing in it from one that is left out no more than null from an attribute that is. */
function isEmptyBlock({ type }: Field, value: unknown): boolean {
  return type.kind === "object" && isPlainObject(value) && Object.keys(value).length === 0;
}

function toValue(type: FieldType, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (isUnknown(value)) return value;
  if (type.kind === "object") return isPlainObject(value) ? toValues(type.fields, value) : value;
  if (type.kind === "list" && Array.isArray(value)) return value.map((item) => itemOf(type.item, item));
  // Numbers that JavaScript can't hold come as text.
  return type.kind === "number" && typeof value === "string" ? Number(value) : value;
}

function itemOf(type: FieldType, item: unknown): unknown {
  return toValue(type, item) ?? null;
}

type SecretValue = (secret: Secret) => Value;

/** @param secret writes a secret; by default secrets are null, as they are kept separately */
export function toAttributes(fields: readonly Field[], values: Values, secret: SecretValue = () => null): Attributes {
  return Object.fromEntries(fields.map(({ name, type }) => [snakeCase(name), toAttribute(type, values[name], secret)]));
}

function toAttribute(type: FieldType, value: unknown, secret: SecretValue): Value {
  if (value === null || value === undefined) return null;
  if (value instanceof Secret) return secret(value);
  if (isUnknown(value)) return value;
  if (type.kind === "object") return isPlainObject(value) ? toAttributes(type.fields, value, secret) : null;
  if (type.kind === "list" && Array.isArray(value)) return value.map((item) => toAttribute(type.item, item, secret));
  return value as Value;
}

/**
 * Brings an object that any version of the schema stored to this version: attributes that this one doesn't know are
 * dropped, and those that are missing are null.
 */
export function conform(
  { attributes }: Pick<Schema, "attributes">,
  stored: Readonly<Record<string, unknown>>,
): Attributes {
  return Object.fromEntries(
    attributes.map((attribute) => [attribute.name, conformOne(attribute, stored[attribute.name])]),
  );
}

function conformOne(attribute: SchemaAttribute, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (!("nesting" in attribute)) return value as Value;
  if (Array.isArray(value)) return value.map((item) => (isPlainObject(item) ? conform(attribute, item) : null));
  return isPlainObject(value) ? conform(attribute, value) : null;
}
