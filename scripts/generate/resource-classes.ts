import type { Definition, Vendor } from "../../src/core/definition";
import { type Field, fieldsOf } from "../../src/core/fields";
import { isAbsentable, mayBeLeftOut } from "../../src/core/left-out";
import { resourcesWithIds, warnings } from "../../src/core/words";
import { DUE_DOC } from "../../src/pulumi/words";
import { comment, interfacesOf, paragraphsOf, type Style, typeOf } from "./typescript";

const HEADER = `import type * as pulumi from "@pulumi/pulumi";
import { KeysmithResource } from "../resource";
`;

/** The member of resources that can be due. */
const DUE = `${comment([DUE_DOC], "  ")}  declare readonly due: pulumi.Output<{ code: string; message: string }[] | undefined>;\n`;

/** Names that the engine reserves on every resource. */
const TAKEN = ["id", "urn"];

/** The classes of all resources for Pulumi programs, with the types of their arguments and outputs. */
export function resourceClasses(vendors: readonly Vendor[]): string {
  const definitions = vendors.flatMap((vendor) => vendor.definitions);
  const withIds = resourcesWithIds(vendors);
  return [HEADER, ...definitions.map((definition) => resourceClass(definition, withIds))].join("\n");
}

function resourceClass(definition: Definition, withIds: ReadonlySet<string>): string {
  const { name, summary } = definition;
  const inputs = fieldsOf(definition.inputs);
  const recorded = recordedFields(definition);
  const output: Style = { side: "output", withIds };
  const optional = inputs.every((field) => mayBeLeftOut(field));
  const parts = [
    interfacesOf(`${name}Args`, `What {@link ${name}} takes.`, inputs, { side: "input", withIds }),
    nestedOutputs(name, recorded, output),
    `${comment([summary, ...warnings(definition)])}export class ${name} extends KeysmithResource {
${recorded.map((field) => property(name, field, output)).join("")}${definition.due ? DUE : ""}
  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: ${name}Args${optional ? " = {}" : ""}, opts?: pulumi.CustomResourceOptions) {
    super(${JSON.stringify(name)}, name, args, opts);
  }
}
`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** A resource's recorded fields: its inputs, and its outputs, which take precedence over inputs of the same name. */
function recordedFields(definition: Definition): readonly Field[] {
  const outputs = fieldsOf(definition.outputs);
  const names = outputs.map(({ name }) => name);
  const fields = [...outputs, ...fieldsOf(definition.inputs).filter(({ name }) => !names.includes(name))];
  const taken = fields.find(({ name }) => TAKEN.includes(name));
  if (taken) throw new TypeError(`${definition.name}.${taken.name}: the engine keeps this name for itself`);
  return fields;
}

function property(owner: string, field: Field, style: Style): string {
  const type = `${typeOf(owner, field, "output")}${isAbsentable(field) ? " | undefined" : ""}`;
  return `${comment(paragraphsOf(field, [], style), "  ")}  declare readonly ${field.name}: pulumi.Output<${type}>;\n`;
}

/** The interfaces of nested objects only: the resource itself has a class. */
function nestedOutputs(name: string, fields: readonly Field[], style: Style): string {
  const whole = interfacesOf(name, "", fields, style);
  return whole.slice(0, whole.lastIndexOf("/**  */"));
}
