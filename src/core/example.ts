import { valueAt, withValueAt } from "./compare";
import type { Problem } from "./errors";
import { type Field, type FieldType, fieldsOf, leavesOf } from "./fields";
import { mayBeLeftOut } from "./left-out";
import type { Values } from "./unknown";
import { type Checkable, checkInputs } from "./validate";

/**
 * The fewest arguments that the checks accept, in the definition's own examples: required fields, then further fields until no
 * check complains. Fields that a check complains about come first, then the others in their order.
 * @throws RangeError when even all examples together fail a check
 */
export function leastArguments({ inputs, checks }: Checkable): Values {
  const fields = fieldsOf(inputs);
  let given = requiredOf(fields);
  let more = leavesOf(fields).filter((field) => mayBeAdded(field) && valueAt(given, field.path) === undefined);
  for (;;) {
    const problems = problemsOf({ inputs, checks }, given);
    if (problems.length === 0) return given;
    const next = more.find(({ path }) => problems.some(({ field }) => field === path)) ?? more[0];
    if (!next)
      throw new RangeError(
        `no examples fit together: ${problems.map(({ field, reason }) => `${field}: ${reason}`).join("; ")}`,
      );
    more = more.filter((each) => each !== next);
    given = withExample(given, next);
  }
}

/** The fewest arguments, and those that the vendor wants to be shown, in the order of the definition. */
export function shownArguments(definition: Checkable, shown: readonly string[]): Values {
  const fields = fieldsOf(definition.inputs);
  const least = leastArguments(definition);
  const given = leavesOf(fields)
    .filter(({ path }) => shown.includes(path) && valueAt(least, path) === undefined)
    .reduce(withExample, least);
  return Object.fromEntries(fields.flatMap(({ name }) => (name in given ? [[name, given[name]]] : [])));
}

function mayBeAdded(field: Field): boolean {
  return !isSourced(field) && field.meta.insteadOf === undefined;
}

/** Whether an engine gives the value when the field is left out. */
function isSourced({ from }: Field): boolean {
  return from.some((origin) => origin !== "reference" && origin !== "recorded");
}

/** An example as a program writes it. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${name}: ${literal(item)}`)
    .join(", ")} }`;
}

function requiredOf(fields: readonly Field[]): Values {
  const required = fields.filter((field) => !mayBeLeftOut(field));
  return Object.fromEntries(required.map((field) => [field.name, exampleOf(field)]));
}

/** The first example of a field, or the examples of its members together. */
export function exampleOf(field: Field): unknown {
  return field.meta.examples ? field.meta.examples[0] : nestedExample(field.type);
}

function nestedExample(type: FieldType): unknown {
  if (type.kind === "list") return [nestedExample(type.item)];
  return type.kind === "object" ? requiredOf(type.fields) : undefined;
}

function withExample(given: Values, field: Field): Values {
  return withValueAt(given, field.path, exampleOf(field));
}

/** The problems that remain when everything that the engine fills in is filled in. */
function problemsOf(definition: Checkable, given: Values): readonly Problem[] {
  const sourced = fieldsOf(definition.inputs).filter(isSourced);
  const sources = Object.fromEntries(sourced.map((field) => [field.name, exampleOf(field)]));
  return checkInputs(definition, { ...sources, ...given }).problems;
}
