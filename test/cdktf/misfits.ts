import { isPlainObject } from "../../src/core/unknown";
import type { CtyType, Schema, SchemaAttribute } from "../../src/terraform/protocol/schema";

const EXPRESSION = /^\$\{.*\}$/s;

/** What the engine would refuse of attributes: those that a schema doesn't have or doesn't take, and wrong values. */
export function misfits(schema: Pick<Schema, "attributes">, given: Readonly<Record<string, unknown>>): string[] {
  const known = new Map(schema.attributes.map((attribute) => [attribute.name, attribute]));
  const strange = Object.keys(given).filter((name) => !known.has(name));
  const missing = schema.attributes.filter(({ name, required }) => required && given[name] === undefined);
  const wrong = schema.attributes.filter((attribute) => given[attribute.name] !== undefined);
  return [
    ...strange.map((name) => `${name} is unknown`),
    ...missing.map(({ name }) => `${name} is missing`),
    ...wrong.flatMap((attribute) => misfitsOf(attribute, given[attribute.name])),
  ];
}

function misfitsOf(attribute: SchemaAttribute, value: unknown): string[] {
  const { name } = attribute;
  if (!attribute.required && !attribute.optional) return [`${name} can't be given`];
  if (!("nesting" in attribute))
    return isOfType(attribute.type, value) ? [] : [`${name} is ${JSON.stringify(value)}, not ${attribute.type}`];
  const held = attribute.nesting === "single" ? [value] : value;
  if (!Array.isArray(held)) return [`${name} is no list`];
  return held.flatMap((each) =>
    isPlainObject(each) ? misfits(attribute, each).map((text) => `${name}.${text}`) : [`${name} is no object`],
  );
}

function isOfType(type: CtyType, value: unknown): boolean {
  if (typeof value === "string" && EXPRESSION.test(value)) return true;
  if (typeof type === "string") return typeof value === (type === "bool" ? "boolean" : type);
  const [, item] = type;
  return Array.isArray(value) && typeof item === "string" && value.every((each) => isOfType(item, each));
}
