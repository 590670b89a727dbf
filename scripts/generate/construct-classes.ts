import type { Definition, Vendor } from "../../src/core/definition";
import type { FunctionDefinition } from "../../src/core/function";
import { capitalised, resourcesWithIds, warnings } from "../../src/core/words";
import { isDataSource, isEphemeral } from "../../src/terraform/function";
import { functionType, resourceType, snakeCase } from "../../src/terraform/names";
import { ID } from "../../src/terraform/resource-schema";
import {
  type ConstructProperty,
  isGiven,
  isReadable,
  isRequired,
  memberName,
  propertiesOfFunction,
  propertiesOfResource,
} from "./construct-properties";
import { shapeLiteral } from "./construct-shapes";
import { configInterface, getter, nestedTypes } from "./construct-types";
import { comment } from "./typescript";

/** The data from which one class is made. */
interface Emitted {
  readonly name: string;
  readonly type: string;
  readonly summary: readonly (string | undefined)[];
  readonly base: string;
  readonly extended: string;
  readonly properties: readonly ConstructProperty[];
  /** The attribute by which other resources refer to it. */
  readonly reference?: string;
  /** Whether programs may change their arguments later. */
  readonly mutable: boolean;
}

/** The constructs of all resources, with the types of their arguments. */
export function resourceConstructs(vendors: readonly Vendor[]): string {
  const definitions = vendors.flatMap((vendor) => vendor.definitions);
  return file(definitions.map(resource), "KeysmithResource", resourcesWithIds(vendors));
}

/** The constructs of the functions that are data sources. */
export function dataSourceConstructs(vendors: readonly Vendor[]): string {
  const functions = vendors.flatMap((vendor) => vendor.functions).filter(isDataSource);
  return file(functions.map(dataSource), "KeysmithDataSource", resourcesWithIds(vendors));
}

/** The constructs of the functions that are ephemeral resources. */
export function ephemeralConstructs(vendors: readonly Vendor[]): string {
  const functions = vendors.flatMap((vendor) => vendor.functions).filter(isEphemeral);
  return file(functions.map(ephemeral), "KeysmithEphemeralResource", resourcesWithIds(vendors));
}

function resource(definition: Definition): Emitted {
  const { name, summary } = definition;
  return {
    name,
    type: resourceType(definition),
    summary: [summary, ...warnings(definition)],
    base: "KeysmithResource",
    extended: " extends TerraformMetaArguments",
    properties: propertiesOfResource(definition),
    reference: definition.id ? ID : snakeCase(definition.subject),
    mutable: true,
  };
}

function dataSource(fn: FunctionDefinition): Emitted {
  const note = "The state keeps the answer, without the secrets in it.";
  return { ...question(fn, "Data", false), base: "KeysmithDataSource", summary: [fn.summary, note] };
}

function ephemeral(fn: FunctionDefinition): Emitted {
  const note = "Asked anew in every run; nothing keeps the answer.";
  return { ...question(fn, "Ephemeral", true), base: "KeysmithEphemeralResource", summary: [fn.summary, note] };
}

/** The name of a function's data source: `DataKmsInstance` for `getKmsInstance`. */
export function dataSourceName(fn: string): string {
  return `Data${askedName(fn)}`;
}

function askedName(fn: string): string {
  return capitalised(fn.replace(/^(get|list)(?=[A-Z])/, ""));
}

function question(fn: FunctionDefinition, prefix: string, withSecrets: boolean): Omit<Emitted, "base" | "summary"> {
  return {
    name: `${prefix}${askedName(fn.name)}`,
    type: functionType(fn),
    extended: ` extends Omit<TerraformMetaArguments, "provisioners" | "connection">`,
    properties: propertiesOfFunction(fn, withSecrets),
    mutable: false,
  };
}

function file(emitted: readonly Emitted[], base: string, withIds: ReadonlySet<string>): string {
  const text = emitted.map((each) => classOf(each, withIds)).join("\n");
  const referred = [...new Set(emitted.flatMap(({ properties }) => everyReference(properties)))];
  const own = emitted.map(({ name }) => name);
  const others = referred.filter((name) => !own.includes(name)).sort();
  const used = (names: readonly string[]): string[] => names.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const values = used(["ComplexList", "ComplexObject", "Fn"]);
  const types = used(["IResolvable", "TerraformMetaArguments"]);
  return `${libraryImport(values, types)}
import type { Construct } from "constructs";
import { ${base} } from "../elements";
${others.length > 0 ? `import type { ${others.join(", ")} } from "./resources";\n` : ""}import type { Shape } from "../shape";

${text}`;
}

function libraryImport(values: readonly string[], types: readonly string[]): string {
  if (values.length === 0) return `import type { ${types.join(", ")} } from "cdktf";`;
  return `import { ${[...values, ...types.map((name) => `type ${name}`)].join(", ")} } from "cdktf";`;
}

function everyReference(properties: readonly ConstructProperty[]): string[] {
  return properties.flatMap(({ references, held }) => [...references, ...everyReference(held)]);
}

function classOf(emitted: Emitted, withIds: ReadonlySet<string>): string {
  const { name, type, summary, base, extended, properties, reference } = emitted;
  const config = `${name}Config`;
  const shape = `${name.charAt(0).toLowerCase()}${name.slice(1)}Shape`;
  const empty = properties.filter(isGiven).some(isRequired) ? "" : " = {}";
  const members = properties.flatMap((property) => membersOf(emitted, property));
  return [
    ...nestedTypes(name, properties, withIds),
    configInterface(config, `What {@link ${name}} takes.`, properties, { owner: name, extended, withIds }),
    `const ${shape}: Shape = ${shapeLiteral(name, type, properties, reference)};\n`,
    `${comment(summary)}export class ${name} extends ${base}<${config}> {
  static readonly tfResourceType = ${JSON.stringify(type)};

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: ${config}${empty}) {
    super(scope, id, ${shape}, config);
  }

${members.join("\n")}}\n`,
  ].join("\n");
}

/** The getter, and for an argument that programs may change, the setter and the reset. */
function membersOf({ name, mutable }: Emitted, property: ConstructProperty): string[] {
  const members = isReadable(property) ? [getter(name, property)] : [];
  if (!mutable || !isGiven(property)) return members;
  const config = `${name}Config[${JSON.stringify(property.name)}]`;
  const key = JSON.stringify(property.name);
  const member = memberName(property);
  const put = property.kind === "object" ? `put${capitalised(member)}(value: ${config}): void` : undefined;
  const set = `{\n    this.given.set(${key}, value);\n  }\n`;
  const written = isReadable(property)
    ? ""
    : `  get ${member}(): ${config} {\n    return this.given.get(${key});\n  }\n\n`;
  return [
    ...members,
    put ? `  ${put} ${set}` : `${written}  set ${member}(value: ${config}) ${set}`,
    `  get ${member}Input(): ${config} {\n    return this.given.get(${key});\n  }\n`,
    ...(isRequired(property) ? [] : [`  reset${capitalised(member)}(): void {\n    this.given.reset(${key});\n  }\n`]),
  ];
}
