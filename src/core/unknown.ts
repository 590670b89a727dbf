import { onDemand } from "./memo";

/** Inputs or state as a flat object by field name. What is secret in it is a `Secret`. */
export type Values = Readonly<Record<string, unknown>>;

/** Stands for a value that the engine will know only when it applies the plan. */
export const UNKNOWN: unique symbol = Symbol.for("keysmith.unknown");

export type Unknown = typeof UNKNOWN;

export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN;
}

export function hasUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isPlainObject(value) && Object.values(value).some(hasUnknown);
}

/** Whether `value` is an object literal: no array, no null, no instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The objects of a list; none of what is no list. */
export function objectsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}

/** One for all, as a plan of many resources asks thousands of questions that touch what isn't known, and a stack takes long to note. */
const NOT_KNOWN = new Error("what isn't known yet was touched outside of a question");

/** Ends the question that is being asked by `ifKnown`. */
export function notKnown(): never {
  throw NOT_KNOWN;
}

/** The answer; nothing when the question touched what isn't known. Every other error is thrown. */
export function ifKnown<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error === NOT_KNOWN) return undefined;
    throw error;
  }
}

/**
 * The same values, of which one that isn't known can't be touched, at any depth: so definitions needn't think of unknown
 * ones. Of a list with something unknown in it nothing can.
 * @param others names that can't be touched either
 */
export function onlyKnown(values: Values, others: ReadonlySet<string> = new Set()): Values {
  if (others.size === 0 && !hasUnknown(values)) return values;
  const names = new Set([...Object.keys(values), ...others]);
  return onDemand([...names].map((name) => [name, () => (others.has(name) ? notKnown() : known(values[name]))]));
}

function known(value: unknown): unknown {
  if (!hasUnknown(value)) return value;
  return isPlainObject(value) ? onlyKnown(value) : notKnown();
}
