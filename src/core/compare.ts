import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { type Field, fieldsOf, leavesOf } from "./fields";
import { Secret } from "./secret";
import { isPlainObject } from "./unknown";

/** Whether two values of `field` mean the same: order and spelling count only where the definition lets them. */
export function sameValue(field: Field, left: unknown, right: unknown): boolean {
  if (left instanceof Secret || right instanceof Secret) return left instanceof Secret && left.equals(right);
  return isDeepStrictEqual(comparable(field, left), comparable(field, right));
}

/** The fields of `shape` in which two sets of values differ. */
export function differences(shape: z.ZodObject, left: unknown, right: unknown): readonly Field[] {
  return leavesOf(fieldsOf(shape)).filter(
    (field) => !sameValue(field, valueAt(left, field.path), valueAt(right, field.path)),
  );
}

/** Those of them that can't be changed in place. @param alike names of top-level fields that mean the same all the same */
export function fixedDifferences(
  shape: z.ZodObject,
  left: unknown,
  right: unknown,
  alike: readonly string[] = [],
): readonly Field[] {
  return differences(shape, left, right).filter(({ path, meta }) => meta.immutable && !alike.includes(path));
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
