import { ConfigurationError, isKeysmithError, NotFoundError } from "./errors";
import type { Field, FieldType } from "./fields";
import { type Message, message, ref } from "./message";
import { isPlainObject, isUnknown, type Values } from "./unknown";

const REMEDY =
  "If the state was edited by hand or cut, restore it from a backup, or take the resource out of the state and adopt its " +
  "object anew. Otherwise this is a defect worth a report. Nothing was changed.";

export function damagedRecord(subject: string, problem: string): ConfigurationError {
  return new ConfigurationError(`${subject}: ${problem}`, REMEDY);
}

/**
 * The error to show for one that came up while a record was used. Code that takes a record for whole stumbles over one that
 * somebody has edited or that lacks a part: then the error names the resource and says what to do.
 */
export function aboutRecord(subject: string, error: unknown): unknown {
  const stumbled = error instanceof TypeError || error instanceof RangeError;
  if (isKeysmithError(error) || !stumbled) return error;
  return damagedRecord(subject, `its record can't be used (${error.message})`);
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function onRecord<T>({ title }: { readonly title: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw aboutRecord(title, error);
  }
}

/**
 * What is wrong with a record by the definition's fields: the first value that is missing or of another type. Shows no value, which
 * may be secret, but its type. Undefined for a record that is whole as far as types tell.
 */
export function flawIn(fields: readonly Field[], values: Values): Message | undefined {
  return first(fields, ({ name, path, type, optional, defaultValue, meta }) => {
    const value = values[name] ?? undefined;
    if (meta.secret || (value === undefined && (optional || defaultValue !== undefined))) return undefined;
    return value === undefined ? message`its recorded ${ref(path)} is missing` : misfit(type, path, value);
  });
}

function misfit(type: FieldType, path: string, value: unknown): Message | undefined {
  if (isUnknown(value)) return undefined;
  if (type.kind === "object" && isPlainObject(value)) return flawIn(type.fields, value);
  if (type.kind === "list" && Array.isArray(value)) return first(value, (item) => misfit(type.item, path, item));
  const kind = type.kind === "choice" ? "string" : type.kind;
  const found = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
  if (found === kind) return undefined;
  return message`its recorded ${ref(path)} holds ${NAMES[found] ?? found}, not ${NAMES[kind] ?? kind}`;
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  list: "a list",
  object: "an object",
};

function first<T>(items: readonly T[], look: (item: T) => Message | undefined): Message | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** For an update: whoever deleted the object, the engine takes it for recorded until it is told. @param advice how to tell it */
export function withRefreshAdvice(error: unknown, advice: string): unknown {
  if (!(error instanceof NotFoundError)) return error;
  return new NotFoundError(error.told.problem, message`${error.told.remedy} ${advice}`, error);
}
