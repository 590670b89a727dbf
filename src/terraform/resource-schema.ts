import type { Definition } from "../core/definition";
import { everyField, type Field, type FieldType, fieldsOf, type Origin } from "../core/fields";
import { isFilledIn, mayBeLeftOut } from "../core/left-out";
import { lackingSecrets, secretOutputs } from "../core/lifecycle";
import { kept } from "../core/memo";
import { fromMarkdown, inWords } from "../core/message";
import { dueAttribute } from "./due";
import { hclWords, snakeCase, writeOnlyName, writeOnlyVersionName } from "./names";
import type { CtyType, Schema, SchemaAttribute } from "./protocol/schema";

export const ID = "id";
export const NONCE = "nonce";
export const SEALED = "sealed";
export const SECRET_KNOWN = "secret_known";

export function secretInputs({ inputs }: Definition): readonly Field[] {
  return fieldsOf(inputs).filter(({ meta }) => meta.secret);
}

const made = new WeakMap<Definition, Schema>();

/** The schema of a definition's resource. Made once: in every run the engine has every stored state upgraded to it. */
export function resourceSchema(definition: Definition): Schema {
  return kept(made, definition, () => makeSchema(definition));
}

function makeSchema(definition: Definition): Schema {
  const inputs = fieldsOf(definition.inputs);
  const outputs = fieldsOf(definition.outputs).filter(({ name }) => !(name in definition.inputs.shape));
  const attributes = [
    ...inputs.flatMap((field) => inputAttributes(definition, field)),
    ...outputs.map((field) => attributeOf(field, answered)),
    ...engineAttributes(definition),
  ];
  const fields = [...inputs, ...outputs];
  return describedIn(fields, definition.summary, attributes);
}

/** A schema with descriptions in the engine's words. Definitions call `fields` as programs do. */
export function describedIn(fields: readonly Field[], summary: string, attributes: readonly SchemaAttribute[]): Schema {
  const names = new Set(everyField(fields).flatMap(({ name, path }) => [name, path]));
  const said = (text: string): string => inWords(fromMarkdown(text, names), hclWords);
  const described = (attribute: SchemaAttribute): SchemaAttribute => ({
    ...attribute,
    description: said(attribute.description),
    ...("nesting" in attribute ? { attributes: attribute.attributes.map(described) } : {}),
  });
  return { version: 0, description: said(summary), attributes: attributes.map(described) };
}

/** A provider learns neither a resource's name nor the arguments of referenced resources: programs in HCL give both. */
export function isKnownOrigin(origin: Origin): boolean {
  return origin !== "name" && origin !== "reference";
}

type Mode = Pick<SchemaAttribute, "required" | "optional" | "computed">;

function modeOf(definition: Definition, field: Field): Mode {
  if (isFilledIn(field, isKnownOrigin) || (field.type.kind === "object" && field.optional))
    return field.meta.secret && !(field.name in definition.outputs.shape)
      ? { optional: true }
      : { optional: true, computed: true };
  return asked(field);
}

function inputAttributes(definition: Definition, field: Field): SchemaAttribute[] {
  const attribute = attributeOf(field, (each) => modeOf(definition, each));
  if (!field.meta.secret) return [attribute];
  const { name } = attribute;
  return [
    { ...attribute, description: `${field.meta.doc} Kept in the state in clear: use \`${writeOnlyName(name)}\`.` },
    {
      name: writeOnlyName(name),
      description: `${field.meta.doc} Never kept: it is read when the resource is created, and when \`${writeOnlyVersionName(name)}\` changes.`,
      type: "string",
      optional: true,
      writeOnly: true,
    },
    {
      name: writeOnlyVersionName(name),
      description: `Any new number says that \`${writeOnlyName(name)}\` holds another value.`,
      type: "number",
      optional: true,
    },
  ];
}

function engineAttributes(definition: Definition): SchemaAttribute[] {
  const { subject } = definition;
  const id: SchemaAttribute = {
    name: ID,
    description: definition.id
      ? "The id that the service gives the object, and by which other resources refer to it."
      : `The same as \`${snakeCase(subject)}\`.`,
    type: "string",
    computed: true,
  };
  const nonce: SchemaAttribute = {
    name: NONCE,
    description:
      "Tells this resource's objects from those of other resources with the same label. Made with the resource, and part of the mark of every object that it makes.",
    type: "string",
    computed: true,
  };
  const always = [id, nonce, ...(definition.due ? [dueAttribute] : [])];
  if (secretOutputs(definition).length === 0) return always;
  const names = lackingSecrets(definition, {})
    .map((name) => `\`${snakeCase(name)}\``)
    .join(" and ");
  const elsewhere = definition.recordsNoSecrets ? ", and neither are those that go where the inputs say" : "";
  return [
    ...always,
    {
      name: SEALED,
      description: `Holds ${names}, encrypted with age to the provider's \`seal_to\`. \`ephemeral "keysmith_opened"\` and \`keysmith open\` open it.`,
      type: "string",
      computed: true,
      // It isn't secret, but plans would print its many lines whenever it changes.
      sensitive: true,
    },
    {
      name: SECRET_KNOWN,
      description: `Whether ${names} are known: those of an object that was made elsewhere aren't, until it rotates${elsewhere}.`,
      type: "bool",
      computed: true,
    },
  ];
}

export type ModeOf = (field: Field) => Mode;

export const answered: ModeOf = () => ({ computed: true });

export const asked: ModeOf = (field) => (mayBeLeftOut(field, isKnownOrigin) ? { optional: true } : { required: true });

export function attributeOf(field: Field, modeOf: ModeOf): SchemaAttribute {
  const base = {
    name: snakeCase(field.name),
    description: field.meta.doc,
    ...modeOf(field),
    ...(field.meta.secret ? { sensitive: true } : {}),
  };
  const held = nestedIn(field.type);
  if (!held) return { ...base, type: ctyOf(field.type, field.meta.unordered === true) };
  const listed = field.meta.unordered ? "set" : "list";
  const nesting = field.type.kind === "object" ? "single" : listed;
  const isGiven = base.required === true || base.optional === true;
  const attributes = held.map((each) => attributeOf(each, modeOf));
  return { ...base, nesting, attributes, ...(nesting === "single" && isGiven ? { block: true } : {}) };
}

function nestedIn(type: FieldType): readonly Field[] | undefined {
  if (type.kind === "object") return type.fields;
  return type.kind === "list" ? nestedIn(type.item) : undefined;
}

function ctyOf(type: FieldType, unordered: boolean): CtyType {
  switch (type.kind) {
    case "boolean":
      return "bool";
    case "number":
      return "number";
    case "list":
      return [unordered ? "set" : "list", ctyOf(type.item, false)];
    case "object":
      throw new TypeError("objects are nested attributes");
    default:
      return "string";
  }
}
