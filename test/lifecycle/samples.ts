import { mapReferences } from "../../scripts/direct/program";
import { vendors } from "../../src/catalog";
import { planProblems } from "../../src/core/checks";
import { parseTime } from "../../src/core/clock";
import { valueAt } from "../../src/core/compare";
import type { Definition, Values } from "../../src/core/definition";
import type { Problem } from "../../src/core/errors";
import { type Field, fieldsOf, leavesOf, referencesOf } from "../../src/core/fields";
import { type Checked, checkInputs } from "../../src/core/validate";
import type { Reference } from "./engine";

/** When the suites begin. */
export const MADE = "2026-01-01T00:00:00Z";

export const definitions: readonly Definition[] = vendors.flatMap((vendor) => vendor.definitions);

/** The same function, which derives only once for each definition: the suites ask again and again. */
export function perDefinition<T>(derive: (definition: Definition) => T): (definition: Definition) => T {
  const known = new Map<Definition, T>();
  return (definition) => {
    const value = known.has(definition) ? (known.get(definition) as T) : derive(definition);
    known.set(definition, value);
    return value;
  };
}

export const inputLeaves: (definition: Definition) => readonly Field[] = perDefinition(({ inputs }) =>
  leavesOf(fieldsOf(inputs)),
);

/** The definition of a resource. @throws Error when there is none */
export function find(type: string): Definition {
  const definition = definitions.find(({ name }) => name === type);
  if (!definition) throw new Error(`no definition is called ${type}`);
  return definition;
}

/** The outputs that a change of the field may change. */
export function affectedBy({ outputs }: Definition, { meta }: Field): readonly string[] {
  return meta.affects === "all" ? Object.keys(outputs.shape) : (meta.affects ?? []);
}

/** Whether an engine says what the field is where it is left out. */
export function isSourced({ from }: Field): boolean {
  return from.some((origin) => origin !== "reference" && origin !== "recorded");
}

/** Another valid value of a field than the sample has, or than `given` where that has one; nothing where there is none. */
export function otherValue(field: Field, given: Values = {}): unknown {
  if (field.type.kind === "boolean") return (valueAt(given, field.path) ?? field.defaultValue) !== true;
  const [first, second] = field.meta.examples ?? [];
  return JSON.stringify(first) === JSON.stringify(second) ? undefined : second;
}

/**
 * The first example of every input that fits together with those before it, but of
 * - switches, which stay as they are by default, unless what the suites do is refused without them,
 * - what the engine fills in, and what stands for something else, or for an object that is there already,
 * - what may be left out and has only one example.
 */
export const sample: (definition: Definition) => Values = perDefinition((definition) => {
  const fields = inputLeaves(definition).filter((field) => isSampled(definition, field));
  const required = fields.filter(({ optional }) => !optional).reduce(withFirst, {});
  const given = fields
    .filter(({ optional }) => optional)
    .reduce((values, field) => {
      const more = withFirst(values, field);
      return problemsOf(definition, more).length > problemsOf(definition, values).length ? values : more;
    }, required);
  return switchesOf(definition, given).reduce((values, field) => withValue(values, field, otherValue(field)), given);
});

/** The inputs of which the suites try another value: all that have one which fits into the sample, by themselves. */
export const varied: (definition: Definition) => readonly Field[] = perDefinition((definition) =>
  variedFrom(definition, sample(definition)),
);

function variedFrom(definition: Definition, given: Values): readonly Field[] {
  return inputLeaves(definition).filter((field) => {
    const other = otherValue(field, given);
    if (other === undefined || field.meta.insteadOf !== undefined) return false;
    return fits(definition, withValue({ ...given }, field, other));
  });
}

/** Whether arguments are good for a new resource, once the engine has filled in what it knows. */
export function fits(definition: Definition, given: Values): boolean {
  return problemsOf(definition, given).length === 0;
}

/** What the definition refuses of a change from one set of arguments to another, as far as it is pure. */
export function refusedChange(definition: Definition, from: Values, to: Values): readonly Problem[] {
  return planProblems(definition, checked(definition, from).values, checked(definition, to).values, parseTime(MADE));
}

/** Whether `to` leaves open what `from` gives and the service goes on with: then there is no way from one to the other. */
export function isKept(definition: Definition, from: Values, to: Values): boolean {
  return Object.keys(from).some((name) => !(name in to) && name in definition.outputs.shape);
}

/** The same with one field set; what it names is declared as a reference, to the first of the kinds that it may be. */
export function withValue(values: Record<string, unknown>, field: Field, value: unknown): Record<string, unknown> {
  const [kind] = referencesOf(field);
  const given = kind ? refer(kind, value) : value;
  const [first = "", second] = field.path.split(".");
  if (second === undefined) return { ...values, [first]: given };
  return { ...values, [first]: { ...(values[first] as Values | undefined), [second]: given } };
}

function isSampled({ inputs }: Definition, field: Field): boolean {
  const { type, defaultValue, meta, path } = field;
  // What is required of something that may be left out may be left out with it.
  const optional =
    field.optional || fieldsOf(inputs).some(({ name, optional }) => optional && path.startsWith(`${name}.`));
  if (type.kind === "boolean" || isSourced(field) || meta.insteadOf !== undefined || field.path === "adopt")
    return false;
  const [first, second] = meta.examples ?? [];
  return !optional || defaultValue !== undefined || JSON.stringify(first) !== JSON.stringify(second);
}

function withFirst(values: Record<string, unknown>, field: Field): Record<string, unknown> {
  return withValue(values, field, field.meta.examples?.[0]);
}

/** Switches that let through a replacement which is refused without them. */
function switchesOf(definition: Definition, given: Values): readonly Field[] {
  const refused = (args: Values): number =>
    variedFrom(definition, args).filter(
      (field) =>
        field.onChange === "replace" &&
        refusedChange(definition, args, withValue({ ...args }, field, otherValue(field))).length > 0,
    ).length;
  return inputLeaves(definition).filter((field) => {
    if (field.type.kind !== "boolean") return false;
    const switched = withValue({ ...given }, field, otherValue(field));
    return fits(definition, switched) && refused(switched) < refused(given);
  });
}

function problemsOf(definition: Definition, given: Values): readonly Problem[] {
  const { values, problems } = checked(definition, given);
  return problems.length > 0 ? problems : planProblems(definition, undefined, values, parseTime(MADE));
}

/** The inputs as they are checked, with the first example of each that an engine fills in. */
export function checked(definition: Definition, given: Values): Checked {
  const sourced = inputLeaves(definition).filter(isSourced);
  const values = { ...sourced.reduce(withFirst, {}), ...given };
  return checkInputs(definition, mapReferences(values, ({ $name }) => $name) as Values);
}

/** What is named by its beginning only is no single object. */
function refer(type: string, value: unknown): unknown {
  const one = (name: unknown): Reference | string =>
    String(name).endsWith("*") ? String(name) : { $type: type, $name: String(name) };
  return Array.isArray(value) ? value.map(one) : one(value);
}
