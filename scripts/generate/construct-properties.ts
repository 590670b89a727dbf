import type { Definition } from "../../src/core/definition";
import { type Field, type FieldType, fieldsOf, referencesOf, settingOf } from "../../src/core/fields";
import type { FunctionDefinition } from "../../src/core/function";
import { effectOfChange, hasReferences, inPlaceOf } from "../../src/core/words";
import { functionSchema } from "../../src/terraform/function";
import { snakeCase } from "../../src/terraform/names";
import type { Schema, SchemaAttribute } from "../../src/terraform/protocol/schema";
import { resourceSchema } from "../../src/terraform/resource-schema";

/** The data from which a construct's code for one attribute of the provider's schema is made. */
export interface ConstructProperty {
  /** Its name in programs. */
  readonly name: string;
  readonly attribute: SchemaAttribute;
  /** The definition's field; undefined for attributes of this engine alone, such as `sealed`. */
  readonly field: Field | undefined;
  readonly kind: "string" | "number" | "bool" | "object";
  readonly many: "list" | "set" | undefined;
  readonly values: readonly string[] | undefined;
  readonly held: readonly ConstructProperty[];
  readonly references: readonly string[];
  readonly from: readonly ("name" | "label" | "reference")[];
  readonly alternatives: readonly string[];
  /** Notes for programs that set it. */
  readonly notes: readonly string[];
}

/** Member names that constructs already use. */
const TAKEN = ["connection", "count", "dependsOn", "forEach", "fqn", "given", "lifecycle", "node", "provider"];

export function propertiesOfResource(definition: Definition): readonly ConstructProperty[] {
  const { inputs, outputs } = definition;
  const fields = [...fieldsOf(inputs), ...fieldsOf(outputs).filter(({ name }) => !(name in inputs.shape))];
  return propertiesOf(resourceSchema(definition).attributes, fields, new Set(Object.keys(inputs.shape)));
}

/** @param withSecrets whether for an ephemeral resource */
export function propertiesOfFunction(fn: FunctionDefinition, withSecrets: boolean): readonly ConstructProperty[] {
  const { inputs, outputs } = fn;
  const given = fieldsOf(inputs).map(withoutChange);
  const fields = [...given, ...fieldsOf(outputs).filter(({ name }) => !(name in inputs.shape))];
  return propertiesOf(functionSchema(fn, withSecrets).attributes, fields, new Set(Object.keys(inputs.shape)));
}

/** The properties of a schema without a definition: the provider's configuration. */
export function propertiesOfSchema({ attributes }: Schema): readonly ConstructProperty[] {
  return propertiesOf(attributes, [], new Set());
}

/** Whether a program may set it. */
export function isGiven({ attribute: { required, optional } }: ConstructProperty): boolean {
  return required === true || optional === true;
}

/** Whether a program must set it. */
export function isRequired({ attribute, from }: ConstructProperty): boolean {
  return attribute.required === true && !from.includes("name");
}

/** Whether a program may read it. */
export function isReadable({ attribute }: ConstructProperty): boolean {
  return attribute.writeOnly !== true;
}

/** The name of the getter: the property's own, unless constructs already use it. */
export function memberName({ name }: ConstructProperty): string {
  return TAKEN.includes(name) ? `${name}Attribute` : name;
}

/** Changed inputs never replace or rotate a function. */
function withoutChange(field: Field): Field {
  return { ...field, onChange: "update" };
}

function propertiesOf(
  attributes: readonly SchemaAttribute[],
  fields: readonly Field[],
  inputs: ReadonlySet<string>,
): ConstructProperty[] {
  const byAttribute = new Map(fields.map((field) => [snakeCase(field.name), field]));
  const siblings = fields.filter(({ name }) => inputs.has(name));
  return attributes.map((attribute) => propertyOf(attribute, byAttribute.get(attribute.name), siblings));
}

function propertyOf(
  attribute: SchemaAttribute,
  field: Field | undefined,
  siblings: readonly Field[],
): ConstructProperty {
  const { item, many } = shapeOf(attribute);
  const type = field && innermost(field.type);
  const held = "nesting" in attribute && type?.kind === "object" ? type.fields : [];
  return {
    name: field?.name ?? camelCase(attribute.name),
    attribute,
    field,
    kind: item,
    many,
    values: type?.kind === "choice" ? type.values : undefined,
    held: "nesting" in attribute ? propertiesOf(attribute.attributes, held, new Set(held.map(({ name }) => name))) : [],
    references: field ? referencesOf(field) : [],
    from: field ? originsOf(field, siblings) : [],
    alternatives: field?.alternatives ?? [],
    notes: field ? notesOf(field, siblings) : isSecret(attribute) ? ["Secret."] : [],
  };
}

function isSecret({ sensitive, writeOnly }: SchemaAttribute): boolean {
  return sensitive === true || writeOnly === true;
}

/** Turns `password_wo_version` into `passwordWoVersion`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}

function shapeOf(attribute: SchemaAttribute): Pick<ConstructProperty, "many"> & { item: ConstructProperty["kind"] } {
  if ("nesting" in attribute)
    return { item: "object", many: attribute.nesting === "single" ? undefined : attribute.nesting };
  const { type, name } = attribute;
  if (typeof type === "string") return { item: type, many: undefined };
  const [many, item] = type;
  if ((many !== "list" && many !== "set") || typeof item !== "string")
    throw new TypeError(`${name}: constructs have no form for ${JSON.stringify(type)}`);
  return { item, many };
}

function innermost(type: FieldType): FieldType {
  return type.kind === "list" ? innermost(type.item) : type;
}

/** The origins that constructs support. An engine's own adaptor supports the others. */
function originsOf(field: Field, siblings: readonly Field[]): ConstructProperty["from"] {
  const inherits = isInherited(field, siblings);
  return field.from.filter(
    (origin) => origin === "name" || origin === "label" || (origin === "reference" && inherits),
  ) as ConstructProperty["from"];
}

function isInherited(field: Field, siblings: readonly Field[]): boolean {
  if (field.path !== field.name || !siblings.some(({ name }) => name === field.name)) return false;
  return hasReferences(siblings) && field.from.includes("reference");
}

function notesOf(field: Field, siblings: readonly Field[]): string[] {
  const { meta } = field;
  const left = valueLeftOpen(field, siblings);
  const notes = [inPlaceOf(field), left && `Default: ${left}.`, meta.unordered && "The order means nothing."];
  return [...notes, meta.secret && "Secret.", effectOfChange(field)].filter((note) => typeof note === "string");
}

function valueLeftOpen(field: Field, siblings: readonly Field[]): string | undefined {
  const { type, defaultValue, from } = field;
  if (from.includes("name")) return "the id of the construct";
  if (from.includes("label"))
    return "`stack` of the provider, and the path of the construct below its stack, with slashes";
  const inherited = isInherited(field, siblings) ? "that of a referenced resource" : undefined;
  const setting = settingOf(field);
  const configured = setting && `\`${setting.config}\` of the provider, or \`${setting.env}\``;
  if (configured) return inherited ? `${inherited}, ${configured}` : configured;
  if (inherited || type.kind === "object" || defaultValue === undefined) return inherited;
  return `\`${JSON.stringify(defaultValue)}\``;
}
