import { vendors } from "../../src/catalog";
import type { Definition, Values } from "../../src/core/definition";
import { type Field, fieldsOf, leavesOf } from "../../src/core/fields";
import { type Declared, keyOf, type Reference } from "./engine";

export const definitions: readonly Definition[] = vendors.flatMap((vendor) => vendor.definitions);

export const inputLeaves = (definition: Definition): readonly Field[] => leavesOf(fieldsOf(definition.inputs));

/** Another valid value of a field than the sample has; nothing where there is only one. */
export function otherValue(field: Field): unknown {
  if (field.type.kind === "boolean") return field.defaultValue !== true;
  const [first, second] = field.meta.examples ?? [];
  return JSON.stringify(first) === JSON.stringify(second) ? undefined : second;
}

/** The first example of every input but of switches, which stay as they are by default, and of what the engine fills in. */
export function sample(definition: Definition): Record<string, unknown> {
  const fields = inputLeaves(definition).filter(
    (field) => field.type.kind !== "boolean" && field.meta.source === undefined,
  );
  return fields.reduce(
    (values, field) => withValue(values, field, field.meta.examples?.[0]),
    {} as Record<string, unknown>,
  );
}

/** The same with one field set; what it names is declared as a reference. */
export function withValue(values: Record<string, unknown>, field: Field, value: unknown): Record<string, unknown> {
  const given = field.meta.references ? refer(field.meta.references, value) : value;
  const [first = "", second] = field.path.split(".");
  if (second === undefined) return { ...values, [first]: given };
  return { ...values, [first]: { ...(values[first] as Values | undefined), [second]: given } };
}

/** The resources that the examples of a definition name, and those that they name in turn, in order of creation. */
export function prerequisites(definition: Definition): Declared[] {
  const found = new Map<string, Declared>();
  for (const declared of neededBy(definition)) found.set(keyOf(declared), declared);
  return [...found.values()];
}

/** The same resources once more in the other region of the examples, so that what refers to them can move there. */
export function everywhere(resources: readonly Declared[]): Declared[] {
  const elsewhere = resources.flatMap(({ type, name, args }) => {
    const region = inputLeaves(find(type)).find(({ path }) => path === "region");
    return region ? [{ type, name: `${name} elsewhere`, args: { ...args, name, region: otherValue(region) } }] : [];
  });
  return [...resources, ...elsewhere];
}

function find(type: string): Definition {
  const definition = definitions.find(({ name }) => name === type);
  if (!definition) throw new Error(`no definition is called ${type}`);
  return definition;
}

function neededBy(definition: Definition): Declared[] {
  return inputLeaves(definition).flatMap((field) => {
    if (!field.meta.references) return [];
    const target = find(field.meta.references);
    const names = new Set((field.meta.examples ?? []).flat().map(String));
    return [...neededBy(target), ...[...names].map((name) => ({ type: target.name, name, args: sample(target) }))];
  });
}

function refer(type: string, value: unknown): unknown {
  const one = (name: unknown): Reference => ({ $type: type, $name: String(name) });
  return Array.isArray(value) ? value.map(one) : one(value);
}
