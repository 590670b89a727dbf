import * as pulumi from "@pulumi/pulumi";
import type { Definition } from "../core/definition";
import { InvalidInputError } from "../core/errors";
import { type Field, type FieldType, fieldsOf, referencesOf } from "../core/fields";
import { type Ask, fillIn } from "../core/left-out";
import { halfCharacters } from "../core/problems";
import { isPlainObject } from "../core/unknown";
import { NAMING, physicalName } from "./naming";
import { placeOf } from "./place";
import { programRun } from "./program";

/** Arguments as a program gives them: each may be an output, and a reference may be a resource. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Given {
  readonly definition: Definition;
  readonly inputs: Arguments;
}

/** The key under which a resource carries its `Given`. Other copies of this package find it too. */
const GIVEN: unique symbol = Symbol.for("keysmith.given");

/** Stores what other resources may need of `resource` in a property that no enumeration shows. */
export function rememberGiven(resource: object, given: Given): void {
  Object.defineProperty(resource, GIVEN, { value: given });
}

export function givenFor(value: unknown): Given | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [GIVEN]?: Given })[GIVEN];
}

export interface Resolved {
  readonly inputs: Arguments;
  /** The resources that were given as references. */
  readonly references: readonly pulumi.Resource[];
}

/**
 * Converts the arguments for the engine: names instead of resources, defaults that only a program knows, secrets
 * marked. Arguments that aren't fields stay, for the check to refuse.
 *
 * A resource becomes the name that the engine has registered for it, which a transform, `ignoreChanges` or a target may
 * have changed from the program's. If the service gives it an id, it becomes the engine's id instead. An output that
 * isn't an input wouldn't do: while an update is pending it is unknown in a preview, which would then show a change of
 * everything that refers to the resource. The engine's id is known there, unless the resource is yet to be made.
 * @throws InvalidInputError for a resource of the wrong kind
 */
export function resolveArguments(
  definition: Pick<Definition, "name" | "inputs">,
  logicalName: string,
  given: Arguments,
): Resolved {
  const subject = `${definition.name} ${JSON.stringify(logicalName)}`;
  const resolver = new ReferenceResolver(subject);
  const fields = fieldsOf(definition.inputs);
  const ask: Ask = (origin, name) => {
    if (origin === "name") return physicalName(programRun().configured(NAMING), placeOf(logicalName, undefined));
    return origin === "reference" ? resolver.registered(name) : undefined;
  };
  const inputs: Record<string, unknown> = resolver.resolveFields(fields, given);
  for (const field of fields) {
    const value = fillIn(field, inputs, ask);
    if (value !== undefined) inputs[field.name] = field.meta.secret ? pulumi.secret(value) : value;
  }
  // Half a character would reach the engine as bytes that aren't UTF-8.
  const halves = fields.flatMap((field) => halfCharacters(field, inputs[field.name]));
  if (halves.length > 0) throw new InvalidInputError(subject, halves);
  return { inputs, references: resolver.references };
}

class ReferenceResolver {
  readonly references: pulumi.Resource[] = [];
  readonly #subject: string;

  constructor(subject: string) {
    this.#subject = subject;
  }

  resolveFields(fields: readonly Field[], given: Arguments): Record<string, unknown> {
    const resolved: Record<string, unknown> = { ...given };
    for (const field of fields) {
      const value = given[field.name];
      if (value !== undefined) resolved[field.name] = this.#resolve(field, field.type, value);
    }
    return resolved;
  }

  /** The registered value of an input, from the first referenced resource for which the program gave it. */
  registered(name: string): unknown {
    const resource = this.references.find((each) => givenFor(each)?.inputs[name] !== undefined);
    return propertyOf(resource, name);
  }

  #resolve(field: Field, type: FieldType, value: unknown): unknown {
    if (type.kind === "list" && Array.isArray(value)) return value.map((item) => this.#resolve(field, type.item, item));
    if (type.kind === "object" && isPlainObject(value)) return this.resolveFields(type.fields, value);
    const given = referencesOf(field).length === 0 ? undefined : givenFor(value);
    if (!given) return value;
    this.#requireKind(field, given);
    const resource = value as pulumi.CustomResource;
    this.references.push(resource);
    return given.definition.id ? resource.id : propertyOf(resource, given.definition.subject);
  }

  #requireKind(field: Field, { definition }: Given): void {
    const kinds = referencesOf(field);
    if (kinds.includes(definition.name)) return;
    const reason = `takes a resource of type ${kinds.join(" or ")}, not ${definition.name}`;
    throw new InvalidInputError(this.#subject, [{ field: field.path, reason, secret: false }]);
  }
}

/** An input or output as the engine has registered it. */
export function propertyOf(resource: pulumi.Resource | undefined, name: string): unknown {
  return (resource as unknown as Readonly<Record<string, unknown>> | undefined)?.[name];
}
