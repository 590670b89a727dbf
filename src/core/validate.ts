import { closest } from "fastest-levenshtein";
import { valueAt } from "./compare";
import type { Definition, Values } from "./definition";
import { InvalidInputError, type Problem } from "./errors";
import { type Field, fieldsOf, type Source } from "./fields";
import { explainIssues, wrongType } from "./problems";
import { howToGive } from "./settings";
import { hasUnknown, isPlainObject, isUnknown } from "./unknown";

/** Finds what the engine or the environment knows when the user leaves a field open. */
export type SourceLookUp = (source: Source) => string | undefined;

export interface Checked {
  /** The inputs with defaults filled in and secrets wrapped; unknown values stay unknown. */
  readonly values: Values;
  /** Empty when the inputs are good. */
  readonly problems: readonly Problem[];
}

/** What has inputs to check: a resource or a look-up. */
export type Checkable = Pick<Definition, "inputs" | "rules">;

/** Checks inputs as a user or an engine gives them. Never throws for what they hold. */
export function checkInputs(definition: Checkable, given: Values, lookUp: SourceLookUp = () => undefined): Checked {
  const problems: Problem[] = [];
  const values = checkFields(fieldsOf(definition.inputs), given, "", lookUp, problems);
  return { values, problems: [...problems, ...brokenRules(definition, values, problems)] };
}

/** The checked inputs. @throws InvalidInputError naming each bad field */
export function requireInputs(definition: Checkable, subject: string, given: Values, lookUp?: SourceLookUp): Values {
  const { values, problems } = checkInputs(definition, given, lookUp);
  if (problems.length > 0) throw new InvalidInputError(subject, problems);
  return values;
}

function checkFields(
  fields: readonly Field[],
  given: Values,
  prefix: string,
  lookUp: SourceLookUp,
  problems: Problem[],
): Values {
  problems.push(...strangers(fields, given, prefix));
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const value = checkField(field, given[field.name] ?? lookUpSource(field, lookUp), lookUp, problems);
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}

function checkField(field: Field, value: unknown, lookUp: SourceLookUp, problems: Problem[]): unknown {
  if (value === undefined) {
    if (!field.optional) problems.push(problem(field, missing(field)));
    return field.defaultValue;
  }
  if (isUnknown(value)) return value;
  if (field.type.kind === "object") {
    if (isPlainObject(value)) return checkFields(field.type.fields, value, `${field.path}.`, lookUp, problems);
    problems.push(problem(field, wrongType(field, value)));
    return undefined;
  }
  return hasUnknown(value) ? value : parseField(field, value, problems);
}

function parseField(field: Field, value: unknown, problems: Problem[]): unknown {
  const parsed = field.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(...explainIssues(field, value, parsed.error.issues));
  return undefined;
}

function lookUpSource(field: Field, lookUp: SourceLookUp): string | undefined {
  return field.meta.source === undefined ? undefined : lookUp(field.meta.source);
}

function missing(field: Field): string {
  const source = field.meta.source;
  return typeof source === "object" ? `is missing: give it here, in ${howToGive(source)}` : "is missing";
}

function strangers(fields: readonly Field[], given: Values, prefix: string): Problem[] {
  const names = fields.map((field) => field.name);
  return Object.keys(given)
    .filter((name) => !names.includes(name) && given[name] !== undefined)
    .map((name) => ({
      field: `${prefix}${name}`,
      reason: `is no field here; did you mean ${closest(name, names)}? Known are ${names.join(", ")}`,
      secret: true,
    }));
}

function problem(field: Field, reason: string): Problem {
  return { field: field.path, reason, secret: field.meta.secret === true };
}

function brokenRules(definition: Checkable, values: Values, problems: readonly Problem[]): Problem[] {
  const bad = new Set(problems.map(({ field }) => field.split(/[.[]/)[0]));
  const ready = definition.rules.filter((rule) =>
    rule.fields.every((path) => !bad.has(path.split(".")[0]) && !hasUnknown(knownAt(values, path))),
  );
  const secrets = new Set(fieldsOf(definition.inputs).flatMap((field) => (field.meta.secret ? [field.path] : [])));
  return ready.flatMap((rule) => rule.check(values).map((each) => ({ ...each, secret: secrets.has(each.field) })));
}

/** The value at `path`, or the unknown that stands above it. */
function knownAt(values: Values, path: string): unknown {
  const top = values[path.split(".")[0] ?? ""];
  return isUnknown(top) ? top : valueAt(values, path);
}
