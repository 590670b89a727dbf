import type { Definition } from "../core/definition";
import { secretNames } from "../core/lifecycle";
import { isPlainObject } from "../core/unknown";
import { snakeCase } from "./names";

type Json = Readonly<Record<string, unknown>>;

/**
 * The values that a program marks as sensitive: documents print them as they are. Attributes that are secret by
 * definition are left out, as nobody reads them from a document.
 * @param marks `sensitive_values` or `after_sensitive`: true for a sensitive value; of its form if only parts of it are
 */
export function sensitiveIn(definition: Definition, attributes: Json, marks: unknown): unknown[] {
  if (!isPlainObject(marks)) return [];
  const secret = new Set(secretNames(definition).map(snakeCase));
  return Object.entries(marks).flatMap(([name, mark]) => (secret.has(name) ? [] : marked(attributes[name], mark)));
}

function marked(value: unknown, mark: unknown): unknown[] {
  if (mark === true) return value === null || value === undefined ? [] : [value];
  if (Array.isArray(mark)) return Array.isArray(value) ? value.flatMap((item, index) => marked(item, mark[index])) : [];
  if (!isPlainObject(mark) || !isPlainObject(value)) return [];
  return Object.entries(mark).flatMap(([name, part]) => marked(value[name], part));
}

/**
 * The same marks from a state file, which has a path for each, with steps like `{"type": "get_attr", "value": "keys"}`.
 * A sensitive part of an attribute makes the whole attribute sensitive.
 * @see internal/states/statefile/version4.go of hashicorp/terraform
 */
export function marksOfPaths(paths: unknown): Json {
  const steps = Array.isArray(paths) ? paths.flatMap((path) => (Array.isArray(path) ? path.slice(0, 1) : [])) : [];
  return Object.fromEntries(steps.filter(isPlainObject).map(({ value }) => [String(value), true] as const));
}
