import type { Vendor } from "../../src/core/definition";
import { NAMING } from "../../src/pulumi/naming";
import { packageSchema } from "../../src/pulumi/plugin/schema";
import { comment } from "./typescript";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly description?: string;
}

interface ObjectType {
  readonly description?: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

interface Schema {
  readonly provider: { readonly inputProperties: Readonly<Record<string, Property>> };
  readonly types: Readonly<Record<string, ObjectType>>;
}

const HEADER = `import type * as pulumi from "@pulumi/pulumi";
import { KeysmithProvider } from "../explicit-provider";
`;

/** The class of explicit providers for Pulumi programs, with the types of its arguments, made from the package schema. */
export function providerClass(vendors: readonly Vendor[]): string {
  const { provider, types } = packageSchema(vendors, "0.0.0") as unknown as Schema;
  // Programs choose the names.
  const { [NAMING]: _naming, ...properties } = provider.inputProperties;
  const args: ObjectType = { description: "What {@link Provider} takes.", properties };
  return [
    HEADER,
    ...interfacesOf("ProviderArgs", args, types),
    `${comment([
      "A provider with a configuration of its own, for a second account or region: give it to resources and functions by the option `provider`.",
      "Only with the plugin, which the configuration `keysmith:plugin` chooses.",
    ])}export class Provider extends KeysmithProvider {
  /**
   * @param name unique among the stack's providers
   * @param args what it is told; by default, what the environment says
   */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super(name, args, opts);
  }
}
`,
  ].join("\n");
}

/** The interface of an object, after those of its nested objects. */
function interfacesOf(
  name: string,
  { description, properties, required = [] }: ObjectType,
  types: Schema["types"],
): string[] {
  const held = Object.values(properties).flatMap((property) => {
    const found = types[tokenIn(property)];
    return found ? interfacesOf(nameOf(property), found, types) : [];
  });
  const members = Object.entries(properties).map(([member, property]) => {
    const type = property.$ref ? nameOf(property) : property.type;
    const isRequired = required.includes(member);
    const given = isRequired ? `pulumi.Input<${type}>` : `pulumi.Input<${type} | undefined> | undefined`;
    return `${comment([property.description], "  ")}  readonly ${member}${isRequired ? "" : "?"}: ${given};\n`;
  });
  return [...held, `${comment([description])}export interface ${name} {\n${members.join("")}}\n`];
}

function tokenIn({ $ref = "" }: Property): string {
  return decodeURIComponent($ref.slice($ref.lastIndexOf("/") + 1));
}

/** The schema's name for a type: the last part of its token. */
function nameOf(property: Property): string {
  return tokenIn(property).split(":").at(-1) ?? "";
}
