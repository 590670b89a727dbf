/** Stands for a value that the engine will know only when it applies the plan. */
export const UNKNOWN: unique symbol = Symbol.for("keysmith.unknown");

export type Unknown = typeof UNKNOWN;

/** Whether `value` is unknown itself. */
export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN;
}

/** Whether `value` is unknown, or holds something unknown at any depth. */
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
