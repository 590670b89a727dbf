import { onDemand } from "./memo";

/** Inputs or state as a flat object by field name. Secret values in it are `Secret`s. */
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

/** The objects in a list; empty for anything but a list. */
export function objectsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}

/** One for all: a plan of many resources asks thousands of questions that touch unknown values, and recording a stack takes long. */
const NOT_KNOWN = new Error("what isn't known yet was touched outside of a question");

/** Ends the question that `ifKnown` is asking. */
export function notKnown(): never {
  throw NOT_KNOWN;
}

/** The answer; undefined when the question touched an unknown value. Every other error is thrown. */
export function ifKnown<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error === NOT_KNOWN) return undefined;
    throw error;
  }
}

/**
 * The same values, except that unknown ones can't be touched, at any depth: so definitions needn't handle unknown values. A list
 * with anything unknown in it can't be touched at all.
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
