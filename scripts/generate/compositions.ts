import type { Bundle, DeclaredComposition } from "../../src/core/composition";
import type { Definition, Vendor } from "../../src/core/definition";
import { type Field, fieldsOf, referencesOf } from "../../src/core/fields";
import { secretOutputs } from "../../src/core/lifecycle";
import { isPlainObject } from "../../src/core/unknown";
import { capitalised, resourcesWithIds } from "../../src/core/words";
import { writeOnlyName, writeOnlyVersionName } from "../../src/terraform/names";
import { SEALED, SECRET_KNOWN } from "../../src/terraform/resource-schema";
import { dataSourceName } from "./construct-classes";
import { camelCase, propertiesOfResource } from "./construct-properties";
import { docOf } from "./construct-types";
import { comment, paragraphsOf } from "./typescript";

type DeclaredBundle = NonNullable<DeclaredComposition["bundle"]>;

/** The form of compositions in one of the two kinds of program. */
interface Dialect {
  /** The suffix of the types of arguments: `Args`, `Config`. */
  readonly suffix: "Args" | "Config";
  /** All names under which programs can give an input; a secret has further ones, for a value that is not stored. */
  namesOf(field: Field): readonly string[];
  /** The type of a list whose items can be resources. */
  itemOf(references: string): string;
}

const programs: Dialect = {
  suffix: "Args",
  namesOf: ({ name }) => [name],
  itemOf: (references) => `readonly (pulumi.Input<string> | ${references})[]`,
};

const constructs: Dialect = {
  suffix: "Config",
  namesOf: ({ name, meta }) =>
    meta.secret ? [name, ...[writeOnlyName(name), writeOnlyVersionName(name)].map(camelCase)] : [name],
  itemOf: (references) => `readonly (string | IResolvable | ${references})[] | IResolvable`,
};

/** The components for Pulumi programs. */
export function components(vendors: readonly Vendor[]): string {
  const compositions = vendors.flatMap((vendor) => vendor.compositions ?? []);
  const text = [
    ...bundlesOf(compositions).map(({ bundle, of }) => bundleFunction(bundle, of)),
    ...compositions.map((composition) => component(composition, vendors)),
  ].join("\n");
  return [
    importOf("@pulumi/pulumi", ["* as pulumi"], text),
    importOf("../../core/composition", ["type Bundle", "type Composition"], text),
    importOf("../composition", ["filesOf", "KeysmithComposition"], text),
    importOf("./resources", resourceNames(compositions, "Args"), text),
    `\n${text}`,
  ].join("");
}

/** The constructs for the same compositions. */
export function compositionConstructs(vendors: readonly Vendor[]): string {
  const compositions = vendors.flatMap((vendor) => vendor.compositions ?? []);
  const bundles = bundlesOf(compositions).map(({ bundle }) => bundle);
  const text = [...bundles.map(bundleType), ...compositions.map((composition) => construct(composition, vendors))].join(
    "\n",
  );
  return [
    importOf("cdktf", ["type IResolvable", "type TerraformMetaArguments"], text),
    importOf("constructs", ["type Construct"], text),
    importOf("../composition", ["type ConstructComposition", "KeysmithComposition"], text),
    importOf(
      "./data-sources",
      bundles.map(({ asks }) => dataSourceName(asks)),
      text,
    ),
    importOf("./resources", resourceNames(compositions, "Config"), text),
    `\n${text}`,
  ].join("");
}

function component(composition: DeclaredComposition, vendors: readonly Vendor[]): string {
  const { name, summary, parts, outputs, bundle } = composition;
  const { resource } = lastOf(composition);
  const style = { side: "output", withIds: resourcesWithIds(vendors) } as const;
  const fields = fieldsOf(definitionOf(resource, vendors).outputs);
  const members = outputs.map((output) => {
    const field = fields.find((each) => each.name === output);
    if (!field) throw new TypeError(`${name}: ${resource} has no output ${output}`);
    return `${comment(paragraphsOf(field, [], style), "  ")}  declare readonly ${output}: ${resource}["${output}"];\n`;
  });
  return [
    argumentsOf(composition, vendors, programs),
    shapeOf(composition),
    `${comment([summary])}export class ${name} extends KeysmithComposition {
${partMembers(composition)}${members.join("")}
  constructor(name: string, args: ${name}Args, opts?: pulumi.ComponentResourceOptions) {
    super(${shapeName(name)}, { ${distinct(parts.map((part) => part.resource)).join(", ")} }, name, args, opts);
  }

${bundle ? fileGetter(bundle.name, `pulumi.Output<${capitalised(bundle.name)}>`, ["The files that an application needs, by name. Secret. The first use asks the service."], "this.files") : ""}}\n`,
  ].join("\n");
}

function construct(composition: DeclaredComposition, vendors: readonly Vendor[]): string {
  const { name, summary, parts, outputs, bundle } = composition;
  const { resource } = lastOf(composition);
  const definition = definitionOf(resource, vendors);
  const own = [SEALED, SECRET_KNOWN].map(camelCase);
  const getters = propertiesOfResource(definition)
    .filter((property) => outputs.includes(property.name) || own.includes(property.name))
    .map((property) => {
      const text = comment([docOf(property), property.attribute.sensitive ? "Secret." : undefined], "  ");
      return `${text}  get ${property.name}(): ${resource}["${property.name}"] {\n    return this.${lastOf(composition).name}.${property.name};\n  }\n`;
    });
  const resources = distinct(parts.map((part) => part.resource)).join(", ");
  const source = bundle ? `, source: ${dataSourceName(bundle.asks)}` : "";
  const [files, plain] = bundle
    ? [bundle.name, `plain${capitalised(bundle.name)}`].map((each, index) =>
        fileGetter(each, capitalised(bundle.name), [FILES[index]], `this.files("${index === 0 ? "opened" : "plain"}")`),
      )
    : [];
  return [
    argumentsOf(composition, vendors, constructs),
    shapeOf(composition, {
      parts: parts.map((part) => ({ ...part, takes: givenNames(part.takes, part.resource, vendors, constructs) })),
      named: distinct(parts.flatMap((part) => namedBy(part.takes, definitionOf(part.resource, vendors)))),
      secrets: secretOutputs(definition),
      owner: ownerOutput(definition),
    }),
    `${comment([summary])}export class ${name} extends KeysmithComposition {
${partMembers(composition)}
  constructor(scope: Construct, id: string, config: ${name}Config) {
    super(${shapeName(name)}, { resources: { ${resources} }${source} }, scope, id, config);
  }

${[...getters, files, plain].join("\n")}}\n`,
  ].join("\n");
}

const FILES = [
  "The files that an application needs, by name, for write-only attributes and for providers. Secret. The first use asks the service.",
  "The same for any attribute: for states that the engine encrypts, with `plainSecrets` of the provider. Secret.",
];

function fileGetter(name: string, type: string, doc: readonly (string | undefined)[], value: string): string {
  return `${comment(doc, "  ")}  get ${name}(): ${type} {\n    return ${value};\n  }\n`;
}

function partMembers({ parts }: DeclaredComposition): string {
  const members = parts.map(({ name, resource, doc, onlyWith }) => {
    const type = onlyWith ? `${resource} | undefined` : resource;
    return `${doc ? comment([doc], "  ") : ""}  declare readonly ${name}: ${type};\n`;
  });
  return members.join("");
}

/** The arguments of a composition: each input as the first part that takes it documents it, unless `docs` has its own text. */
function argumentsOf({ name, parts, docs }: DeclaredComposition, vendors: readonly Vendor[], dialect: Dialect): string {
  const { suffix, namesOf, itemOf } = dialect;
  const seen = new Set(Object.keys(docs));
  const picked = parts.flatMap(({ resource, takes }) => {
    const names = takes.filter((each) => !seen.has(each));
    for (const each of names) seen.add(each);
    const given = givenNames(names, resource, vendors, dialect).map((each) => JSON.stringify(each));
    return given.length > 0 ? [`Pick<${resource}${suffix}, ${given.join(" | ")}>`] : [];
  });
  const own = Object.entries(docs).flatMap(([input, doc]) => {
    const part = parts.find(({ takes }) => takes.includes(input));
    if (!part) throw new TypeError(`${name}: no part takes ${input}`);
    const field = fieldOf(part.resource, input, vendors);
    const references = referencesOf(field).join(" | ");
    const type = references ? itemOf(references) : `${part.resource}${suffix}["${input}"]`;
    return namesOf(field).map((each) => `${comment([doc], "  ")}  readonly ${each}?: ${type} | undefined;\n`);
  });
  const meta = suffix === "Config" ? [`Pick<TerraformMetaArguments, "provider">`] : [];
  return `${comment([`What {@link ${name}} takes.`])}export interface ${name}${suffix} extends ${[...picked, ...meta].join(", ")} {
${own.join("")}}\n`;
}

function bundleFunction(bundle: DeclaredBundle, resource: string): string {
  const { name, summary, inputs } = bundle;
  const given = distinct(Object.values(inputs));
  const shape = `${name}Shape`;
  const parameter = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}`;
  const docs = [
    summary,
    "All of it is secret. Asks the service with one call; none in a preview in which the resource isn't known.",
  ];
  return `${bundleType(bundle)}
const ${shape}: Bundle = ${JSON.stringify(withoutDocs(bundle))};

${comment(docs)}export function ${name}(${[`${parameter}: ${resource}`, ...given.map((each) => `${each}: pulumi.Input<string>`)].join(", ")}): pulumi.Output<${capitalised(name)}> {
  return filesOf(${shape}, ${parameter}, { ${given.join(", ")} });
}\n`;
}

function bundleType({ name }: Bundle): string {
  return `/** The contents of files by their names. */\nexport type ${capitalised(name)} = Record<string, string>;\n`;
}

/** The output that gives the name in an address. Found by an address made of the fields' own names. */
function ownerOutput({ inputs, outputs, address }: Definition): string | undefined {
  const names = Object.keys({ ...inputs.shape, ...outputs.shape });
  const found = address(Object.fromEntries(names.map((each) => [each, each]))).name;
  return found !== undefined && found in outputs.shape ? found : undefined;
}

function shapeOf(composition: DeclaredComposition, more?: object): string {
  const type = more ? "ConstructComposition" : "Composition";
  return `const ${shapeName(composition.name)}: ${type} = ${JSON.stringify(withoutDocs({ ...composition, ...more }))};\n`;
}

/** Drops the texts, which the code that runs does not need. */
function withoutDocs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDocs);
  if (!isPlainObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !["summary", "doc", "docs"].includes(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutDocs(each)]));
}

function shapeName(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** Each bundle once, with its resource. */
function bundlesOf(
  compositions: readonly DeclaredComposition[],
): readonly { readonly bundle: DeclaredBundle; readonly of: string }[] {
  const all = compositions.flatMap((each) => (each.bundle ? [{ bundle: each.bundle, of: lastOf(each).resource }] : []));
  return all.filter(({ bundle }, index) => all.findIndex((each) => each.bundle === bundle) === index);
}

function givenNames(
  takes: readonly string[],
  resource: string,
  vendors: readonly Vendor[],
  { namesOf }: Dialect,
): string[] {
  return takes.flatMap((input) => namesOf(fieldOf(resource, input, vendors)));
}

/** The inputs whose default is the resource's name in the program. */
function namedBy(takes: readonly string[], { inputs }: Definition): string[] {
  const fields = fieldsOf(inputs).filter(({ name, from }) => takes.includes(name) && from.includes("name"));
  return fields.map(({ name }) => name);
}

function fieldOf(resource: string, input: string, vendors: readonly Vendor[]): Field {
  const found = fieldsOf(definitionOf(resource, vendors).inputs).find(({ name }) => name === input);
  if (!found) throw new TypeError(`${resource} has no input ${input}`);
  return found;
}

function definitionOf(resource: string, vendors: readonly Vendor[]): Definition {
  const found = vendors.flatMap(({ definitions }) => definitions).find(({ name }) => name === resource);
  if (!found) throw new TypeError(`there is no resource ${resource}`);
  return found;
}

function lastOf({ name, parts }: DeclaredComposition): DeclaredComposition["parts"][number] {
  const last = parts.at(-1);
  if (!last) throw new TypeError(`${name} has no parts`);
  return last;
}

/** The parts' classes, and the types of their arguments. */
function resourceNames(compositions: readonly DeclaredComposition[], suffix: string): string[] {
  const resources = distinct(compositions.flatMap(({ parts }) => parts.map(({ resource }) => resource))).sort();
  return resources.flatMap((each) => [each, `type ${each}${suffix}`]);
}

/** An import of the names that `text` uses. */
function importOf(module: string, names: readonly string[], text: string): string {
  const used = names.filter((name) => new RegExp(`\\b${name.split(" ").at(-1)}\\b`).test(text));
  if (used.length === 0) return "";
  if (used[0]?.startsWith("*")) return `import ${used[0]} from "${module}";\n`;
  return `import { ${used.join(", ")} } from "${module}";\n`;
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
