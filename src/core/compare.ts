import { isDeepStrictEqual } from "node:util";
import type * as z from "zod";
import { type Field, fieldsOf, leavesOf } from "./fields";
import { settle, staysRecorded, withDefaults } from "./left-out";
import { type Message, message, ref } from "./message";
import { Secret } from "./secret";
import { hasUnknown, isPlainObject, type Values } from "./unknown";

/**
 * Top-level inputs that together mean the same in two sets if `by` returns the same for both, even in other words: the service's
 * words needn't be the program's. Undefined never equals. Pure.
 */
export interface Equality<I> {
  readonly of: readonly string[];
  by(inputs: I): unknown;
}

export interface Comparable {
  readonly inputs: z.ZodObject;
  readonly equal?: readonly Equality<Values>[] | undefined;
}

/**
 * The inputs in which `desired` differs from the record, or may differ because they aren't known yet. Order and spelling count only
 * where the definition lets them.
 */
export function differences(definition: Comparable, recorded: Values, desired: Values): readonly Field[] {
  const same = meaningSame(definition, recorded, desired);
  return leavesOf(fieldsOf(definition.inputs)).filter((field) => {
    if (same.includes(topOf(field.path))) return false;
    const to = knownAt(desired, field.path);
    return hasUnknown(to) || !sameValue(field, valueAt(recorded, field.path), to);
  });
}

/** The differences that change something. Leaving out an input that keeps its recorded value changes nothing. */
export function changedInputs(definition: Comparable, recorded: Values, desired: Values): readonly Field[] {
  return differences(definition, recorded, desired).filter((field) => {
    const isLeft = staysRecorded(field) && knownAt(desired, field.path) === undefined;
    return field.onChange !== "ignore" && !isLeft;
  });
}

export function sameValue(field: Field, left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left instanceof Secret || right instanceof Secret) return left instanceof Secret && left.equals(right);
  return isDeepStrictEqual(comparable(field, left), comparable(field, right));
}

export function valueAt(values: unknown, path: string): unknown {
  let value = values;
  for (const name of path.split(".")) {
    if (!isPlainObject(value)) return undefined;
    value = value[name];
  }
  return value === null ? undefined : value;
}

export function withValueAt(values: Values, path: string, value: unknown): Values {
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...values, [name]: value };
  const inner = values[name];
  return { ...values, [name]: withValueAt(isPlainObject(inner) ? inner : {}, rest.join("."), value) };
}

/** The value at a dotted path, or the unknown value that contains it. */
export function knownAt(values: Values, path: string): unknown {
  const top = values[topOf(path)];
  return isPlainObject(top) || !hasUnknown(top) ? valueAt(values, path) : top;
}

function meaningSame(definition: Comparable, recorded: Values, desired: Values): readonly string[] {
  const { equal = [] } = definition;
  if (equal.length === 0) return [];
  const settled = settle(fieldsOf(definition.inputs), recorded, desired);
  const same = equal.filter(({ by }) => {
    const [was, will] = [by(recorded), by(settled)];
    return was !== undefined && isDeepStrictEqual(was, will);
  });
  return same.flatMap(({ of }) => of).filter((name) => !hasUnknown(desired[name]));
}

/** The name of the top-level field that a path leads into, such as `rotation` for `rotation.trigger`. */
export function topOf(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}

function comparable(field: Field, value: unknown): unknown {
  const canonical = field.meta.canonical ?? ((one: unknown) => one);
  if (!Array.isArray(value)) return value === undefined ? undefined : canonical(value);
  const items = value.map(canonical);
  return field.meta.unordered ? items.map((item) => JSON.stringify(item)).sort() : items;
}

/** What changes in place require of the objects that their fields named before. */
export function needsBefore(definition: Comparable, prior: Values, desired: Values): Message[] {
  const changed = changedInputs(definition, withDefaults(fieldsOf(definition.inputs), prior), desired);
  return changed.flatMap(({ path, meta, onChange }) => {
    if (meta.needsBefore === undefined || onChange === "replace") return [];
    const what = hasUnknown(knownAt(desired, path)) ? "is not known yet: if it changes" : "changes";
    return [message`${ref(path)} ${what}, ${meta.needsBefore}`];
  });
}
