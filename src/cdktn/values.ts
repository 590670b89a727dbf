// Made from src/cdktf/values.ts by "npm run generate": edit that, not this.
import { isPlainObject } from "../core/unknown";
import { type Given, givenFor } from "./given";
import { isOpen } from "./problems";
import type { Properties, Property } from "./shape";

/** A value as the engine's configuration has it: the provider's names, and references instead of resources. */
export function toAttribute(property: Property, value: unknown): unknown {
  if (isOpen(value)) return value;
  const resource = givenFor(value);
  if (resource) return resource.reference();
  if (Array.isArray(value)) return value.map((item) => toAttribute(property, item));
  return property.fields && isPlainObject(value) ? toAttributes(property.fields, value) : value;
}

function toAttributes(properties: Properties, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(properties).map(
    ([name, property]) => [property.attribute, toAttribute(property, values[name])] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The resources in a value, at any depth. */
export function resourcesIn(value: unknown): readonly Given[] {
  const resource = givenFor(value);
  if (resource) return [resource];
  if (Array.isArray(value)) return value.flatMap(resourcesIn);
  return isPlainObject(value) ? Object.values(value).flatMap(resourcesIn) : [];
}

/** How the library writes an attribute in the engine's own language. */
export interface HclAttribute {
  readonly value: unknown;
  readonly isBlock: false;
  readonly type: "simple" | "list" | "set" | "map" | "any";
  readonly storageClassType: string;
}

const SIMPLE = { string: "string", number: "number", bool: "boolean", object: "any" } as const;

export function toHcl({ kind, many }: Property, value: unknown): HclAttribute {
  if (kind === "object") return { value, isBlock: false, type: many ? "any" : "map", storageClassType: "any" };
  const storageClassType = many ? `${SIMPLE[kind]}List` : SIMPLE[kind];
  return { value, isBlock: false, type: many ?? "simple", storageClassType };
}
