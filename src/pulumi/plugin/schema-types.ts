import { type Field, type FieldType, referencesOf } from "../../core/fields";
import { isAbsentable, mayBeLeftOut } from "../../core/left-out";
import { capitalised, effectOfChange, inPlaceOf } from "../../core/words";
import { tokenOf } from "../tokens";
import { valueLeftOut } from "../words";

/** A type as the engine's package schema writes it. */
export interface TypeSpec {
  readonly type?: "string" | "boolean" | "number" | "array";
  readonly items?: TypeSpec;
  readonly $ref?: string;
}

export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly secret?: true;
  readonly willReplaceOnChanges?: true;
}

export interface ObjectSpec {
  readonly type?: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}

interface EnumSpec {
  readonly type: "string";
  readonly enum: readonly Choice[];
}

interface Choice {
  readonly name?: string;
  readonly value: string;
}

/** Whether a schema describes fields that a program gives, or fields that it gets. */
export type Side = "given" | "got";

/** By resource name: the output by which programs refer to the resource. */
export type References = ReadonlyMap<string, string>;

/** Turns fields into properties, and collects the types that they need. */
export class SchemaTypes {
  readonly #types = new Map<string, ObjectSpec | EnumSpec>();
  readonly #references: References;

  constructor(references: References) {
    this.#references = references;
  }

  /** All collected types, sorted by token. */
  all(): Readonly<Record<string, ObjectSpec | EnumSpec>> {
    return Object.fromEntries([...this.#types].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /**
   * @param owner prefix for the type names of nested objects and choices
   * @param typed the side of those types: a field that a program both gives and gets has one type
   */
  object(owner: string, fields: readonly Field[], side: Side, typed = side): ObjectSpec {
    const properties = fields.map((field) => [field.name, this.#property(owner, field, side, typed)] as const);
    const required = fields.filter((field) => isRequired(field, side)).map(({ name }) => name);
    return { properties: Object.fromEntries(properties), required };
  }

  /** The recorded properties: all outputs, and inputs without an output of the same name, with the types of inputs. */
  recorded(owner: string, outputs: readonly Field[], inputs: readonly Field[]): ObjectSpec {
    const names = new Set(outputs.map(({ name }) => name));
    const kept = inputs.filter(({ name }) => !names.has(name));
    const [made, given] = [this.object(owner, outputs, "got"), this.object(owner, kept, "got", "given")];
    return {
      properties: { ...made.properties, ...given.properties },
      required: [...made.required, ...given.required],
    };
  }

  #property(owner: string, field: Field, side: Side, typed: Side): PropertySpec {
    return {
      ...this.#type(owner, field, field.type, typed),
      description: this.#description(field, side),
      ...(field.meta.secret ? { secret: true } : {}),
      // Not `replaceOnChanges`: with it the engine would replace whenever a diff names the property, even for an
      // unknown value that turns out to be the same.
      ...(side === "given" && field.onChange === "replace" ? { willReplaceOnChanges: true } : {}),
    };
  }

  #type(owner: string, field: Field, type: FieldType, side: Side): TypeSpec {
    const name = `${owner}${capitalised(field.name)}`;
    switch (type.kind) {
      case "list":
        return { type: "array", items: this.#type(owner, field, type.item, side) };
      case "object": {
        const { properties, required } = this.object(name, type.fields, side);
        return this.add(name, { type: "object", description: field.meta.doc, properties, required });
      }
      case "choice":
        return this.add(name, { type: "string", enum: type.values.map(choice) });
      default:
        return { type: type.kind };
    }
  }

  /**
   * Adds a type.
   * @returns the reference to it
   * @throws TypeError if another type has the name: programs would confuse the two
   */
  add(name: string, spec: ObjectSpec | EnumSpec): TypeSpec {
    const token = tokenOf(name);
    const known = this.#types.get(token);
    if (known && JSON.stringify(known) !== JSON.stringify(spec))
      throw new TypeError(`two types would be called ${token}`);
    this.#types.set(token, spec);
    return { $ref: `#/types/${token}` };
  }

  #description(field: Field, side: Side): string {
    if (side === "got") return field.meta.doc;
    const left = valueLeftOut(field, []);
    const notes = [
      this.#referred(field),
      inPlaceOf(field),
      left && `Default: ${left}.`,
      field.meta.unordered ? "The order means nothing." : undefined,
      effectOfChange(field),
    ];
    return [field.meta.doc, ...notes].filter((note) => note !== undefined).join(" ");
  }

  /** Says which property of a referenced resource to give. */
  #referred(field: Field): string | undefined {
    const resources = referencesOf(field);
    if (resources.length === 0) return undefined;
    const ways = resources.map((name) => `the \`${this.#references.get(name)}\` of the \`${name}\``);
    return `Takes ${ways.join(", or ")}.`;
  }
}

/** Names a value that most languages don't allow as a name: each SDK would otherwise make up its own. */
function choice(value: string): Choice {
  const words = value.split(/\W+/).filter((word) => word !== "");
  return words.length === 1 ? { value } : { name: words.map(capitalised).join(""), value };
}

/** Programs that use the schema give a reference as a text, from which nothing is inherited. */
function isRequired(field: Field, side: Side): boolean {
  return side === "given" ? !mayBeLeftOut(field, (origin) => origin !== "reference") : !isAbsentable(field);
}
