import type { Values } from "../../src/core/definition";
import { exampleOf } from "../../src/core/example";
import { type Field, fieldsOf } from "../../src/core/fields";
import type { Checkable } from "../../src/core/validate";
import { Expression, hclBlock } from "../../src/terraform/hcl";
import { snakeCase } from "../../src/terraform/names";
import type { Schema } from "../../src/terraform/protocol/schema";

/** The sources of an example in HCL: the declaration, and the schema that engines get. */
export interface Described {
  readonly declared: Checkable;
  readonly schema: Schema;
  /** The example for TypeScript programs. */
  readonly given: Values;
}

/** An example of a resource or a function. @param kind `resource`, `data`, `ephemeral` or `action` */
export function hclExample(kind: string, type: string, { declared, schema, given }: Described): string {
  const required = new Set(schema.attributes.filter((each) => each.required).map(({ name }) => name));
  const known = new Set(schema.attributes.map(({ name }) => name));
  const values = fieldsOf(declared.inputs).flatMap((field) => {
    const name = snakeCase(field.name);
    if (!known.has(name)) return [];
    if (field.name in given) return [[name, inHcl(given[field.name], field)] as const];
    return required.has(name) ? [[name, inHcl(exampleOf(field), field)] as const] : [];
  });
  const body = Object.fromEntries(values);
  return hclBlock(`${kind} "${type}" "example"`, kind === "action" ? { config: body } : body);
}

/** An example under the attributes' names. A secret comes from a variable, because it may not stand in a program. */
function inHcl(value: unknown, { type, meta }: Pick<Field, "type" | "meta">): unknown {
  if (meta.secret) return new Expression("var.secret");
  if (type.kind === "list" && Array.isArray(value)) return value.map((item) => inHcl(item, { type: type.item, meta }));
  if (type.kind !== "object") return value;
  const members = value as Values;
  const named = type.fields.filter(({ name }) => name in members);
  return Object.fromEntries(named.map((field) => [snakeCase(field.name), inHcl(members[field.name], field)]));
}
