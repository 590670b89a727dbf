import { closest } from "fastest-levenshtein";
import { type Checkable, findingsOf } from "./checks";
import { InvalidInputError, type Problem } from "./errors";
import { type Field, type FieldType, fieldsOf, settingOf } from "./fields";
import { type Ask, fillIn, isGiven, isReplaced, onlyGiven } from "./left-out";
import { howToGive, joined, type Message, message, ref } from "./message";
import { explainIssues, halfCharacters, problemOf, wrongType } from "./problems";
import { hasUnknown, isPlainObject, isUnknown, type Values } from "./unknown";

export type { Checkable };

export interface Checked {
  readonly values: Values;
  readonly problems: readonly Problem[];
}

/**
 * Checks inputs from a user or an engine. Never throws for their content.
 * @param ask for fields that are left out; @param recorded inputs of the same resource
 */
export function checkInputs(
  definition: Checkable,
  given: Values,
  ask: Ask = () => undefined,
  recorded: Values = {},
): Checked {
  const problems: Problem[] = [];
  const fields = fieldsOf(definition.inputs);
  const values = checkFields(fields, given, { ask, recorded, problems });
  const found = findingsOf(definition, { inputs: values, given, problems });
  // A check may know better why there is no such field.
  const strange = strangers(fields, given, "").filter(({ field }) => !found.some((each) => each.field === field));
  return { values, problems: [...strange, ...problems, ...found] };
}

/** The checked inputs. @throws InvalidInputError naming each bad field */
export function requireInputs(definition: Checkable, subject: string, given: Values, ask?: Ask): Values {
  const { values, problems } = checkInputs(definition, given, ask);
  if (problems.length > 0) throw new InvalidInputError(subject, problems);
  return values;
}

interface Checking {
  readonly ask: Ask;
  readonly recorded: Values;
  readonly problems: Problem[];
}

function checkFields(fields: readonly Field[], given: Values, checking: Checking): Values {
  const values: Record<string, unknown> = {};
  const known: Record<string, unknown> = { ...onlyGiven(given) };
  for (const field of fields) {
    const found = fillIn(field, known, checking.ask, checking.recorded);
    if (found === undefined && isReplaced(field, known)) continue;
    const value = checkField(field, found, checking);
    if (value === undefined) continue;
    values[field.name] = value;
    // A field that stands for another one may have been filled in just now.
    known[field.name] ??= value;
  }
  return values;
}

function checkField(field: Field, value: unknown, checking: Checking): unknown {
  const { problems } = checking;
  if (value === undefined) {
    if (!field.optional) problems.push(problemOf(field, missing(field)));
    return field.defaultValue;
  }
  if (isUnknown(value)) return value;
  if (field.type.kind === "object") {
    if (isPlainObject(value)) {
      problems.push(...strangers(field.type.fields, value, `${field.path}.`));
      return checkFields(field.type.fields, value, { ...checking, recorded: {} });
    }
    problems.push(problemOf(field, wrongType(field, value)));
    return undefined;
  }
  problems.push(...strangersInItems(field.type, value, field.path));
  const halves = halfCharacters(field, value);
  if (halves.length > 0) {
    problems.push(...halves);
    return undefined;
  }
  if (!hasUnknown(value)) return parseField(field, value, problems);
  if (isShaped(field.type, value)) return value;
  problems.push(problemOf(field, wrongType(field, value)));
  return undefined;
}

/** Whether a value with unknown parts can still become one of the type. No list or object becomes a text. */
function isShaped(type: FieldType, value: unknown): boolean {
  if (isUnknown(value) || !isGiven(value)) return true;
  if (type.kind === "list") return Array.isArray(value) && value.every((item) => isShaped(type.item, item));
  if (type.kind === "object")
    return isPlainObject(value) && type.fields.every(({ name, type }) => isShaped(type, value[name]));
  return !hasUnknown(value);
}

/** A list's schema drops fields that its objects don't have, so they are looked for here. */
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

function missing(field: Field): Message {
  const setting = settingOf(field);
  return setting ? message`is missing: give it here, in ${howToGive(setting)}` : "is missing";
}

function strangers(fields: readonly Field[], given: Values, prefix: string): Problem[] {
  const names = fields.map((field) => field.name);
  return Object.keys(given)
    .filter((name) => !names.includes(name) && given[name] !== undefined)
    .map((name) => ({
      field: `${prefix}${name}`,
      reason: message`is not a field; did you mean ${ref(closest(name, names))}? Fields: ${joined(names.map(ref), ", ")}`,
      secret: true,
    }));
}
