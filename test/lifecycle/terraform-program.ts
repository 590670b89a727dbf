import type { Definition, Values } from "../../src/core/definition";
import { type Field, fieldsOf } from "../../src/core/fields";
import {
  PROVIDER,
  resourceType,
  SOURCE,
  snakeCase,
  writeOnlyName,
  writeOnlyVersionName,
} from "../../src/terraform/names";
import { type Declared, isReference, keyOf, type Reference } from "./engine";
import { find } from "./samples";

/** How secrets are given: as what is kept nowhere, each value of one field with a number of its own. */
export class SecretVersions {
  readonly #known = new Map<string, number>();

  of(key: string, value: unknown): number {
    const known = `${key} ${JSON.stringify(value)}`;
    if (!this.#known.has(known)) this.#known.set(known, this.#known.size + 1);
    return Number(this.#known.get(known));
  }
}

/** The address at which a declared resource stands in the configuration. */
export function addressOf({ type, name }: Pick<Declared, "type" | "name">): string {
  return `${resourceType(find(type))}.${blockName(name)}`;
}

/** The JSON configuration of a program, with what a person would write, or a construct that knows the names. */
export function configuration(
  program: readonly Declared[],
  provider: Readonly<Record<string, unknown>>,
  versions: SecretVersions,
): string {
  const resource: Record<string, Record<string, unknown>> = {};
  for (const declared of program) {
    const type = resourceType(find(declared.type));
    resource[type] = { ...resource[type], [blockName(declared.name)]: block(declared, versions) };
  }
  const required = { required_providers: { [PROVIDER]: { source: SOURCE } } };
  const blocks = program.length > 0 ? { resource } : {};
  return JSON.stringify({ terraform: required, provider: { [PROVIDER]: provider }, ...blocks }, null, 2);
}

/** What the engine reads as that text, whatever is in it. */
export function literal(text: string): string {
  return text.replaceAll("${", "$${").replaceAll("%{", "%%{");
}

function block(declared: Declared, versions: SecretVersions): Record<string, unknown> {
  const definition = find(declared.type);
  const fields = fieldsOf(definition.inputs);
  const filled = { ...filledIn(fields, declared), ...declared.args };
  return Object.assign({}, ...fields.map((field) => attributes(field, filled[field.name], keyOf(declared), versions)));
}

/** What this engine can't fill in by itself, as it knows no names in the way in which programs have them. */
function filledIn(fields: readonly Field[], { name }: Declared): Values {
  const entries = fields.flatMap((field) => {
    if (field.from.includes("name")) return [[field.name, name] as const];
    return field.from.includes("label") ? [[field.name, `lifecycle/test/${name}`] as const] : [];
  });
  return Object.fromEntries(entries);
}

function attributes(field: Field, value: unknown, key: string, versions: SecretVersions): Record<string, unknown> {
  if (value === undefined) return {};
  const name = snakeCase(field.name);
  if (!field.meta.secret) return { [name]: expression(value) };
  return {
    [writeOnlyName(name)]: expression(value),
    [writeOnlyVersionName(name)]: versions.of(`${key} ${name}`, value),
  };
}

function expression(value: unknown): unknown {
  if (typeof value === "string") return literal(value);
  if (Array.isArray(value)) return value.map(expression);
  if (typeof value !== "object" || value === null) return value;
  if (isReference(value)) return reference(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [snakeCase(name), expression(part)]));
}

function reference({ $type: type, $name: name }: Reference): string {
  return `\${${addressOf({ type, name })}.${referred(find(type))}}`;
}

/** By what others refer to a resource. */
function referred(definition: Definition): string {
  return definition.id ? "id" : snakeCase(definition.subject);
}

function blockName(name: string): string {
  return name.replaceAll(/[^\w-]+/g, "_").replace(/^(?=[\d-])/, "_");
}
