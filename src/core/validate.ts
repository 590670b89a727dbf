import { closest } from "fastest-levenshtein";
import { valueAt } from "./compare";
import type { Definition, Values } from "./definition";
import { InvalidInputError, type Problem } from "./errors";
import { alternativesTo, type Field, type FieldType, fieldsOf, type Source } from "./fields";
import { explainIssues, wrongType } from "./problems";
import { howToGive } from "./settings";
import { hasUnknown, isPlainObject, isUnknown, type Unknown } from "./unknown";

/** Finds what the engine or the environment knows when the user leaves a field open; it may not be known yet. */
export type SourceLookUp = (source: Source) => string | Unknown | undefined;

export interface Checked {
  /** The inputs with defaults filled in and secrets wrapped; unknown values stay unknown. */
  readonly values: Values;
  /** Empty when the inputs are good. */
  readonly problems: readonly Problem[];
}

/** What has inputs to check: a resource or a look-up. */
export type Checkable = Pick<Definition, "inputs" | "rules"> & Partial<Pick<Definition, "absent">>;

/** Checks inputs as a user or an engine gives them. Never throws for what they hold. */
export function checkInputs(definition: Checkable, given: Values, lookUp: SourceLookUp = () => undefined): Checked {
  const problems: Problem[] = [...missed(definition, given)];
  const values = checkFields(fieldsOf(definition.inputs), without(given, problems), "", lookUp, problems);
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
  problems.push(...strangers(fields, given, prefix), ...fields.flatMap((field) => clash(field, given)));
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const isReplaced = alternativesTo(field, fields).some((name) => isGiven(given[name] ?? values[name]));
    const found = given[field.name] ?? (isReplaced ? undefined : lookUpSource(field, lookUp));
    if (isReplaced && found === undefined) continue;
    const value = checkField(field, found, lookUp, problems);
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What isn't known yet may turn out to be nothing, so only two known values are one too many. */
function clash(field: Field, given: Values): Problem[] {
  const { insteadOf } = field.meta;
  if (insteadOf === undefined) return [];
  const both = [given[field.name], given[insteadOf]].every((value) => isGiven(value) && !isUnknown(value));
  return both ? [problem(field, `can't be given together with ${insteadOf}: leave one out`)] : [];
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
  problems.push(...strangersInItems(field.type, value, field.path));
  return hasUnknown(value) ? value : parseField(field, value, problems);
}

/** The schema of a list drops fields that its objects don't have, so they are looked for here. */
function strangersInItems(type: FieldType, value: unknown, path: string): Problem[] {
  if (type.kind === "object" && isPlainObject(value)) {
    const inside = type.fields.flatMap((field) =>
      strangersInItems(field.type, value[field.name], `${path}.${field.name}`),
    );
    return [...strangers(type.fields, value, `${path}.`), ...inside];
  }
  if (type.kind !== "list" || !Array.isArray(value)) return [];
  return value.flatMap((item, index) => strangersInItems(type.item, item, `${path}[${index}]`));
}

function parseField(field: Field, value: unknown, problems: Problem[]): unknown {
  const parsed = field.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(...explainIssues(field, value, parsed.error.issues));
  return undefined;
}

function lookUpSource(field: Field, lookUp: SourceLookUp): string | Unknown | undefined {
  return field.meta.source === undefined ? undefined : lookUp(field.meta.source);
}

function missing(field: Field): string {
  const source = field.meta.source;
  return typeof source === "object" ? `is missing: give it here, in ${howToGive(source)}` : "is missing";
}

/** What other resources have and this one can't: the definition knows why. */
function missed({ absent = {} }: Checkable, given: Values): Problem[] {
  return Object.entries(absent)
    .filter(([name]) => given[name] !== undefined)
    .map(([field, reason]) => ({ field, reason, secret: true }));
}

function without(given: Values, problems: readonly Problem[]): Values {
  const names = problems.map(({ field }) => field);
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
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

/** The inputs whose values are never shown. */
export function secretPaths({ inputs }: Checkable): ReadonlySet<string> {
  return new Set(fieldsOf(inputs).flatMap((field) => (field.meta.secret ? [field.path] : [])));
}

function brokenRules(definition: Checkable, values: Values, problems: readonly Problem[]): Problem[] {
  const bad = new Set(problems.map(({ field }) => field.split(/[.[]/)[0]));
  const ready = definition.rules.filter((rule) =>
    rule.fields.every((path) => !bad.has(path.split(".")[0]) && !hasUnknown(knownAt(values, path))),
  );
  const secrets = secretPaths(definition);
  return ready.flatMap((rule) => rule.check(values).map((each) => ({ ...each, secret: secrets.has(each.field) })));
}

/** The value at `path`, or the unknown that stands above it. */
function knownAt(values: Values, path: string): unknown {
  const top = values[path.split(".")[0] ?? ""];
  return isUnknown(top) ? top : valueAt(values, path);
}
