import { Token } from "cdktf";
import { Construct } from "constructs";
import { closest } from "fastest-levenshtein";
import type { Problem } from "../core/errors";
import { brokenTexts, HALF_CHARACTER } from "../core/problems";
import { isPlainObject } from "../core/unknown";
import type { Properties, Property } from "./shape";
import { type Carried, carriedBy } from "./shape";

/** Whether there is nothing to look at yet: a token stands for what the engine will find. */
export function isOpen(value: unknown): boolean {
  return value === undefined || value === null || Token.isUnresolved(value);
}

/**
 * What can be told of given values without the engine: strange names, wrong kinds, and resources where another one belongs.
 * What the provider checks besides, it checks when it plans.
 */
export function problemsOf(properties: Properties, given: object, prefix = ""): Problem[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const property = properties[name];
    if (property) return problemsOfOne(property, value, `${prefix}${name}`);
    return value === undefined ? [] : [problem(`${prefix}${name}`, strange(name, Object.keys(properties)))];
  });
}

function problemsOfOne(property: Property, value: unknown, path: string): Problem[] {
  if (isOpen(value)) return [];
  if (property.many === undefined) return problemsOfValue(property, value, path);
  if (!Array.isArray(value)) return [problem(path, `must be a list, not ${shown(value)}`)];
  return value.flatMap((item, index) => (isOpen(item) ? [] : problemsOfValue(property, item, `${path}[${index}]`)));
}

function problemsOfValue(property: Property, value: unknown, path: string): Problem[] {
  const { kind, fields, values } = property;
  const resource = carriedBy(value);
  if (resource) return isWelcome(property, resource) ? [] : [problem(path, wrongKind(property, resource))];
  if (kind === "object" && isPlainObject(value)) return problemsOf(fields ?? {}, value, `${path}.`);
  if (typeof value !== (kind === "bool" ? "boolean" : kind) || kind === "object")
    return [problem(path, `must be ${called(kind)}, not ${shown(value)}`)];
  if (brokenTexts(value, path).length > 0) return [problem(path, HALF_CHARACTER)];
  if (values === undefined || values.includes(String(value))) return [];
  return [problem(path, `${JSON.stringify(value)} is not allowed: it must be ${oneOf(values)}`)];
}

function isWelcome({ references = [] }: Property, { name }: Carried): boolean {
  return references.includes(name);
}

function wrongKind({ references = [], kind }: Property, { name }: Carried): string {
  if (references.length > 0) return `takes a resource of type ${references.join(" or ")}, not ${name}`;
  return `takes ${called(kind)}, not a resource of type ${name}`;
}

/** Never the value itself: it may be a secret that stands in the wrong place. */
function shown(value: unknown): string {
  if (Construct.isConstruct(value)) return `the construct ${value.node.path}: give one of its attributes`;
  return Array.isArray(value) ? "a list" : called(typeof value === "boolean" ? "bool" : typeof value);
}

function called(kind: string): string {
  if (kind === "bool") return "true or false";
  return kind === "object" ? "an object" : `a ${kind}`;
}

function oneOf(values: readonly string[]): string {
  return values.length > 1 ? `one of ${values.join(", ")}` : values.join();
}

function strange(name: string, names: readonly string[]): string {
  const guess = names.length > 0 ? `; did you mean ${closest(name, names)}? Properties: ${names.join(", ")}` : "";
  return `is not a property${guess}`;
}

function problem(field: string, reason: string): Problem {
  return { field, reason, secret: true };
}
