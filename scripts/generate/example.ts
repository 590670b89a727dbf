import type { Vendor } from "../../src/core/definition";
import { type Field, type FieldType, fieldsOf } from "../../src/core/fields";
import { type Checkable, checkInputs } from "../../src/core/validate";
import { mayBeLeftOut } from "./words";

/**
 * The least that has to be given, in the definition's own examples: what can't be left out, and further fields in
 * their order until the definition's rules are content.
 * @throws RangeError when even all examples together break a rule
 */
export function leastArguments({ inputs, rules }: Checkable): Record<string, unknown> {
  const fields = fieldsOf(inputs);
  const given = Object.fromEntries(
    fields.filter((field) => !mayBeLeftOut(field)).map((field) => [field.name, exampleOf(field)]),
  );
  const more = fields.filter((field) => mayBeLeftOut(field) && field.meta.source === undefined);
  while (problemsOf({ inputs, rules }, given).length > 0) {
    const next = more.shift();
    if (!next) throw new RangeError(`no examples fit together: ${problemsOf({ inputs, rules }, given).join("; ")}`);
    given[next.name] = exampleOf(next);
  }
  return given;
}

/** An example as a program writes it. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${name}: ${literal(item)}`)
    .join(", ")} }`;
}

/** The vendor's name as people write it. */
export function vendorTitle({ name }: Vendor): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function exampleOf(field: Field): unknown {
  return field.meta.examples ? field.meta.examples[0] : nestedExample(field.type);
}

function nestedExample(type: FieldType): unknown {
  if (type.kind === "list") return [nestedExample(type.item)];
  if (type.kind !== "object") return undefined;
  return Object.fromEntries(
    type.fields.filter((field) => !mayBeLeftOut(field)).map((field) => [field.name, exampleOf(field)]),
  );
}

function problemsOf(definition: Checkable, given: Record<string, unknown>): string[] {
  const sources = Object.fromEntries(
    fieldsOf(definition.inputs).flatMap((field) => (field.meta.source ? [[field.name, exampleOf(field)]] : [])),
  );
  return checkInputs(definition, { ...sources, ...given }).problems.map(({ field, reason }) => `${field}: ${reason}`);
}
