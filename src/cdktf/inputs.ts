import { Fn, type TerraformElement, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { closest } from "fastest-levenshtein";
import { InvalidInputError, type Problem } from "../core/errors";
import { fillIn } from "../core/left-out";
import { brokenTexts, HALF_CHARACTER } from "../core/problems";
import { isPlainObject } from "../core/unknown";
import { type Carried, carriedBy, type Properties, type Property, type Shape } from "./shape";
import { defaultLabel } from "./stack";

export interface Element extends TerraformElement {
  readonly provider?: unknown;
  readonly count?: unknown;
  readonly forEach?: unknown;
}

const META_ARGUMENTS = ["dependsOn", "count", "provider", "lifecycle", "forEach", "provisioners", "connection"];

export function metaArguments(config: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => META_ARGUMENTS.includes(name) && value !== undefined),
  );
}

/** A key that can't stand in a label, or is too long for one, is hashed, as in `labelFrom`. */
const KEY_IN_LABEL = 'can(regex("^[^()]{1,48}$", each.key)) ? each.key : substr(sha256(each.key), 0, 16)';

export class Inputs<Config extends object> {
  readonly #element: Element;
  readonly #shape: Shape;
  readonly #values: Record<string, unknown>;

  /** @throws InvalidInputError for problems that show without the engine */
  constructor(element: Element, shape: Shape, config: Config) {
    this.#element = element;
    this.#shape = shape;
    this.#values = Object.fromEntries(Object.entries(config).filter(([name]) => !META_ARGUMENTS.includes(name)));
    this.#require(this.#values);
  }

  get<Name extends keyof Config & string>(name: Name): Config[Name] {
    return this.#values[name] as Config[Name];
  }

  set<Name extends keyof Config & string>(name: Name, value: Config[Name]): void {
    this.#require({ [name]: value });
    this.#values[name] = value;
  }

  reset(name: keyof Config & string): void {
    delete this.#values[name];
  }

  /** The value that the program gave for a property, else the value from its origins. */
  effective(name: string): unknown {
    const property = this.#shape.properties[name];
    const value = this.#values[name];
    if (value !== undefined || !property) return value;
    const { from = [], alternatives = [] } = property;
    return fillIn({ name, from, alternatives }, this.#values, (origin) => {
      if (origin === "reference") return this.#inherited(name);
      return origin === "name" || origin === "label" ? this.#placed(origin) : undefined;
    });
  }

  /** The attributes by the provider's names. @param write converts the value of a write-only one */
  attributes(write: (value: unknown) => unknown = (value) => value): Record<string, unknown> {
    return Object.fromEntries(this.#entries(write).map(([{ attribute }, value]) => [attribute, value]));
  }

  hclAttributes(write: (value: unknown) => unknown = (value) => value): Record<string, HclAttribute> {
    const given = this.#entries(write).map(([property, value]) => [property.attribute, toHcl(property, value)]);
    return Object.fromEntries(given);
  }

  carried(attribute: (name: string) => string): Carried {
    const { name, reference = "id" } = this.#shape;
    // One expression for all references: one notes when it is resolved that it leads to another stack.
    let expression: string | undefined;
    const refer = (): string => {
      if (!this.#isMany()) {
        expression ??= attribute(reference);
        return expression;
      }
      const reason =
        "is made several times, so a reference to it doesn't say which one: give the name or id of one of them";
      throw new InvalidInputError(this.#subject(), [{ field: "", reason, secret: false }]);
    };
    return { name, reference: refer, input: (property) => this.effective(property) };
  }

  missing(): string[] {
    const needed = Object.entries(this.#shape.properties).filter(([, { required }]) => required === true);
    const left = needed.filter(([name]) => (this.#values[name] ?? undefined) === undefined);
    return left.map(([name]) => `${this.#subject()}: ${name} is missing: give it, the service requires it`);
  }

  #entries(write: (value: unknown) => unknown): [Property, unknown][] {
    return Object.entries(this.#shape.properties).flatMap(([name, property]): [Property, unknown][] => {
      const value = toAttribute(property, this.effective(name));
      return value === undefined ? [] : [[property, property.writeOnly ? write(value) : value]];
    });
  }

  #inherited(name: string): unknown {
    const resources = Object.values(this.#values).flatMap(resourcesIn);
    return resources.map((each) => each.input(name)).find((value) => value !== undefined);
  }

  /** Several objects made from one construct need different names. */
  #placed(from: "name" | "label"): string {
    const { node, forEach, count } = this.#element;
    const [own, separator, key] =
      from === "name" ? [node.id, "-", "each.key"] : [defaultLabel(this.#element), "/", KEY_IN_LABEL];
    if (forEach !== undefined) return `${own}${separator}\${${key}}`;
    return count === undefined ? own : `${own}${separator}\${count.index}`;
  }

  #isMany(): boolean {
    return this.#element.forEach !== undefined || this.#element.count !== undefined;
  }

  #subject(): string {
    return `${this.#shape.name} ${JSON.stringify(this.#element.node.path)}`;
  }

  #require(values: Readonly<Record<string, unknown>>): void {
    const problems = problemsOf(this.#shape.properties, values);
    if (problems.length > 0) throw new InvalidInputError(this.#subject(), problems);
  }
}

/** Whether there is no value to check yet: a token stands for a value that the engine will find. */
function isOpen(value: unknown): boolean {
  return value === undefined || value === null || Token.isUnresolved(value);
}

/**
 * The problems with given values that show without the engine: strange names, wrong kinds, and resources of the wrong
 * type. The provider checks the rest when it plans.
 */
function problemsOf(properties: Properties, given: object, prefix = ""): Problem[] {
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
  if (resource)
    return property.references?.includes(resource.name) ? [] : [problem(path, wrongKind(property, resource))];
  if (kind === "object" && isPlainObject(value)) return problemsOf(fields ?? {}, value, `${path}.`);
  if (typeof value !== (kind === "bool" ? "boolean" : kind) || kind === "object")
    return [problem(path, `must be ${called(kind)}, not ${shown(value)}`)];
  if (brokenTexts(value, path).length > 0) return [problem(path, HALF_CHARACTER)];
  if (values === undefined || values.includes(String(value))) return [];
  return [problem(path, `${JSON.stringify(value)} is not allowed: it must be ${oneOf(values)}`)];
}

function wrongKind({ references = [], kind }: Property, { name }: Carried): string {
  if (references.length > 0) return `takes a resource of type ${references.join(" or ")}, not ${name}`;
  return `takes ${called(kind)}, not a resource of type ${name}`;
}

/** Describes a value without showing it: it may be a secret in the wrong place. */
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

/** A value as the engine's configuration has it, with the provider's names, and references instead of resources. */
export function toAttribute(property: Property, value: unknown): unknown {
  const { fields } = property;
  if (isOpen(value)) return fields && !property.many && Token.isUnresolved(value) ? partsOf(fields, value) : value;
  const resource = carriedBy(value);
  if (resource) return resource.reference();
  if (Array.isArray(value)) return value.map((item) => toAttribute(property, item));
  return fields && isPlainObject(value) ? toAttributes(fields, value) : value;
}

/** A block has to be written out, even if only the engine knows what is in it. */
function partsOf(properties: Properties, value: unknown): Record<string, unknown> {
  const part = (name: string): unknown => Fn.try([Fn.lookupNested(value, [name]), Fn.jsondecode("null")]);
  return Object.fromEntries(Object.values(properties).map(({ attribute }) => [attribute, part(attribute)]));
}

function toAttributes(properties: Properties, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(properties).map(
    ([name, property]) => [property.attribute, toAttribute(property, values[name])] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

export function resourcesIn(value: unknown): readonly Carried[] {
  const resource = carriedBy(value);
  if (resource) return [resource];
  if (Array.isArray(value)) return value.flatMap(resourcesIn);
  return isPlainObject(value) ? Object.values(value).flatMap(resourcesIn) : [];
}

export interface HclAttribute {
  readonly value: unknown;
  readonly isBlock: boolean;
  readonly type: "simple" | "list" | "set" | "struct" | "any";
  readonly storageClassType: string;
}

const SIMPLE = { string: "string", number: "number", bool: "boolean", object: "any" } as const;

export function toHcl({ kind, many, fields = {} }: Property, value: unknown): HclAttribute {
  if (kind === "object" && many) return { value, isBlock: false, type: "any", storageClassType: "any" };
  if (kind === "object")
    return { value: blockHcl(fields, value), isBlock: true, type: "struct", storageClassType: "any" };
  const storageClassType = many ? `${SIMPLE[kind]}List` : SIMPLE[kind];
  return { value, isBlock: false, type: many ?? "simple", storageClassType };
}

function blockHcl(properties: Properties, value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  const given = Object.values(properties).filter(({ attribute }) => value[attribute] !== undefined);
  return Object.fromEntries(given.map((property) => [property.attribute, toHcl(property, value[property.attribute])]));
}

/** Makes the rest of a construct; if that fails, nothing of the construct stays in the program. */
export function wholeOrGone<Result>({ node }: IConstruct, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    node.scope?.node.tryRemoveChild(node.id);
    throw error;
  }
}
