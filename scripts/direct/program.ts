import type { Values } from "../../src/core/definition";

/** One resource of a program. `name` is its logical name, by which other resources refer to it. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly args: Values;
}

/** A reference in a resource's arguments to another declared resource. */
export interface Reference {
  readonly $type: string;
  readonly $name: string;
}

export type Action = "same" | "create" | "update" | "replace" | "delete";

export interface Outcome {
  /** The action on each resource, done or in a preview planned, by type and logical name: `ClientKey orders-app`. */
  readonly actions: Readonly<Record<string, Action>>;
  /** The text shown to the user. */
  readonly shown: string;
}

export const keyOf = ({ type, name }: { readonly type: string; readonly name: string }): string => `${type} ${name}`;

export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "$type" in value;
}

/** Values with each reference replaced by `change`'s result. */
export function mapReferences(value: unknown, change: (reference: Reference) => unknown): unknown {
  if (isReference(value)) return change(value);
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapReferences(part, change)]));
}

/** The keys of the resources that arguments refer to. */
export function keysIn(args: Values): string[] {
  const keys: string[] = [];
  mapReferences(args, ({ $type, $name }) => keys.push(keyOf({ type: $type, name: $name })));
  return keys;
}
