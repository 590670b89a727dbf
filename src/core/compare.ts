import { isDeepStrictEqual } from "node:util";
import type { Field } from "./fields";
import { Secret } from "./secret";
import { isPlainObject } from "./unknown";

/** Whether two values of `field` mean the same: order and spelling count only where the definition lets them. */
export function sameValue(field: Field, left: unknown, right: unknown): boolean {
  if (left instanceof Secret || right instanceof Secret) return left instanceof Secret && left.equals(right);
  return isDeepStrictEqual(comparable(field, left), comparable(field, right));
}

/** The value at a dotted path; nothing when any step of it is absent. */
export function valueAt(values: unknown, path: string): unknown {
  let value = values;
  for (const name of path.split(".")) {
    if (!isPlainObject(value)) return undefined;
    value = value[name];
  }
  return value === null ? undefined : value;
}

function comparable(field: Field, value: unknown): unknown {
  const canonical = field.meta.canonical ?? ((one: unknown) => one);
  if (!Array.isArray(value)) return value === undefined ? undefined : canonical(value);
  const items = value.map(canonical);
  return field.meta.unordered ? items.map((item) => JSON.stringify(item)).sort() : items;
}
