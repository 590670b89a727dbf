import type { Definition, Values } from "../../src/core/definition";
import { type Field, type FieldType, fieldsOf } from "../../src/core/fields";
import type { FunctionDefinition } from "../../src/core/function";
import { actionSchema, functionSchema, isAction, isDataSource, isEphemeral } from "../../src/terraform/function";
import { functionType, resourceType, snakeCase } from "../../src/terraform/names";
import { isBlock, type SchemaAttribute } from "../../src/terraform/protocol/schema";
import { resourceSchema, SEALED } from "../../src/terraform/resource-schema";
import { hclExample } from "./hcl-example";
import { codeBlock, codes, table } from "./markdown";

const HEADING = "## Terraform and OpenTofu\n";

/** The HCL part of a resource's page. @param given the example for TypeScript programs */
export function resourceSection(definition: Definition, given: Values): string {
  const schema = resourceSchema(definition);
  const type = resourceType(definition);
  return [
    HEADING,
    codeBlock("hcl", hclExample("resource", type, { declared: definition, schema, given })),
    attributeTable(schema.attributes, fieldsOf(definition.inputs)),
    sealedNote(schema.attributes, type),
    importNote(definition, type),
    movedNote(definition, type),
  ]
    .filter((part) => part !== undefined)
    .join("\n");
}

/** The HCL part of a function's page. */
export function functionSection(fn: FunctionDefinition, given: Values): string {
  if (isAction(fn)) return actionSection(fn, given);
  const type = functionType(fn);
  const kinds = [isDataSource(fn) ? "data" : undefined, isEphemeral(fn) ? "ephemeral" : undefined];
  const offered = kinds.filter((kind) => kind !== undefined);
  return [HEADING, ...offered.flatMap((kind) => asked(kind, type, fn, given))].join("\n");
}

/** An action takes its arguments in a block, and answers with lines only. */
function actionSection(fn: FunctionDefinition, given: Values): string {
  const [schema, type] = [actionSchema(fn), functionType(fn)];
  const left = fieldsOf(fn.inputs).filter(({ meta }) => meta.secret);
  return [
    HEADING,
    `An action of Terraform 1.14 or newer: \`terraform apply -invoke=action.${type}.example\` invokes it, or an \`action_trigger\` of a resource. Other versions, and OpenTofu, have none: there, use \`keysmith\` on the command line.\n`,
    codeBlock("hcl", hclExample("action", type, { declared: fn, schema, given })),
    attributeTable(schema.attributes, fieldsOf(fn.inputs)),
    ...left.map(
      ({ name }) => `A plan keeps what an action is given, so \`${snakeCase(name)}\`, a secret, is not among it.\n`,
    ),
  ].join("\n");
}

function asked(kind: string, type: string, fn: FunctionDefinition, given: Values): string[] {
  const schema = functionSchema(fn, kind === "ephemeral");
  const what =
    kind === "ephemeral"
      ? `An ephemeral resource, whose result is kept nowhere: \`ephemeral.${type}.example\`. Terraform 1.10 or OpenTofu 1.11, or newer.\n`
      : `A data source: \`data.${type}.example\`. The state keeps the result, so secrets are left out of it.\n`;
  const example = hclExample(kind, type, { declared: fn, schema, given });
  return [what, codeBlock("hcl", example), attributeTable(schema.attributes, fieldsOf(fn.inputs))];
}

/** The attributes, nested ones by their paths. @param fields the definition's fields for those that programs set */
export function attributeTable(attributes: readonly SchemaAttribute[], fields: readonly Field[] = []): string {
  return table(["attribute", "type", "", ""], rows(attributes, fields, ""));
}

function rows(attributes: readonly SchemaAttribute[], fields: readonly Field[], prefix: string): string[][] {
  return attributes.flatMap((attribute) => {
    const path = `${prefix}${attribute.name}`;
    const field = fields.find(({ name }) => snakeCase(name) === attribute.name);
    const own = [`\`${path}\``, typeOf(attribute), modeOf(attribute, field), notesOn(attribute)];
    if (!("attributes" in attribute)) return [own];
    const inside = attribute.nesting === "single" ? `${path}.` : `${path}[*].`;
    return [own, ...rows(attribute.attributes, heldBy(field?.type), inside)];
  });
}

function heldBy(type: FieldType | undefined): readonly Field[] {
  if (type?.kind === "list") return heldBy(type.item);
  return type?.kind === "object" ? type.fields : [];
}

function typeOf(attribute: SchemaAttribute): string {
  if ("nesting" in attribute)
    return { single: isBlock(attribute) ? "block" : "object", list: "list of objects", set: "set of objects" }[
      attribute.nesting
    ];
  const { type } = attribute;
  if (typeof type === "string") return type;
  return type[0] === "object" ? "object" : `${type[0]} of ${String(type[1])}s`;
}

function modeOf({ required, optional, computed }: SchemaAttribute, field: Field | undefined): string {
  if (required) return "**required**";
  if (!optional) return "read-only";
  if (field?.defaultValue !== undefined && field.type.kind !== "object")
    return `optional, default \`${JSON.stringify(field.defaultValue)}\``;
  return computed ? "optional, computed" : "optional";
}

function notesOn({ description, writeOnly, sensitive }: SchemaAttribute): string {
  if (writeOnly) return `${description} Write-only.`;
  return sensitive ? `${description} Sensitive.` : description;
}

function sealedNote(attributes: readonly SchemaAttribute[], type: string): string | undefined {
  if (!attributes.some(({ name }) => name === SEALED)) return undefined;
  return `Anyone with an identity can open it: \`ephemeral "keysmith_opened" "example" { sealed = ${type}.example.sealed }\`, or \`keysmith open\`.\n`;
}

/** One form of an import id, as definitions give it: `<region>/<name>`. */
const IMPORT_ID = /<[^>]+>(\/<[^>]+>)*/g;

function importNote({ adopt }: Definition, type: string): string | undefined {
  if (!adopt) return undefined;
  const { form, doc } = adopt;
  const [first] = form.match(IMPORT_ID) ?? [];
  const given = form.replaceAll(IMPORT_ID, (id) => codes([id]));
  return `Take over one that exists by ${given}. ${doc}\n\n${codeBlock("sh", `terraform import ${type}.example '${first}'`)}`;
}

function movedNote({ adopt }: Definition, type: string): string | undefined {
  const [first, ...rest] = Object.keys(adopt?.records ?? {});
  if (first === undefined) return undefined;
  const others = rest.length > 0 ? `, ${codes(rest)}` : "";
  return `Take over the record of \`${first}\`${others} without making anything anew:\n\n${codeBlock(
    "hcl",
    `moved {\n  from = ${first}.example\n  to   = ${type}.example\n}`,
  )}`;
}
