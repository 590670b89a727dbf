import type { Definition, Values, Vendor } from "../../src/core/definition";
import { literal, shownArguments } from "../../src/core/example";
import { type Field, type FieldType, fieldsOf, referencesOf } from "../../src/core/fields";
import type { FunctionDefinition } from "../../src/core/function";
import { mayBeLeftOut } from "../../src/core/left-out";
import type { Setting } from "../../src/core/settings";
import { callOf, effectOfChange, inPlaceOf, questionFields, resourcesWithIds, warnings } from "../../src/core/words";
import { actingNote, DUE_DOC, valueLeftOut } from "../../src/pulumi/words";
import { isAction, isDataSource, isEphemeral } from "../../src/terraform/function";
import { functionType, resourceType } from "../../src/terraform/names";
import { codeBlock, codes, table } from "./markdown";
import { providerPage } from "./provider-page";
import { functionSection, resourceSection } from "./terraform-section";

/** The first line of a generated page. */
export const NOTE = '<!-- Made from the definitions by "npm run generate": edit those, not this. -->\n';

const PROVIDER_PAGE = "provider.md";

/** All pages, by file name. */
export function referencePages(vendors: readonly Vendor[]): ReadonlyMap<string, string> {
  const withIds = resourcesWithIds(vendors);
  const pages = vendors.flatMap(({ definitions, functions, shown = [] }) => [
    ...definitions.map(
      (each) => [`${each.name}.md`, resourcePage(each, shownArguments(each, shown), withIds)] as const,
    ),
    ...functions.map((each) => [`${each.name}.md`, functionPage(each, shownArguments(each, shown), withIds)] as const),
  ]);
  const provider = [PROVIDER_PAGE, `${NOTE}\n${providerPage(vendors)}`] as const;
  return new Map([["README.md", indexPage(vendors)], provider, ...pages]);
}

function indexPage(vendors: readonly Vendor[]): string {
  const sections = vendors.map(
    (vendor) => `## ${vendor.title}

${table(
  ["", "Terraform and OpenTofu", ""],
  [
    ...vendor.definitions.map((each) => [linkTo(each), codes([resourceType(each)]), each.summary]),
    ...vendor.functions.map((each) => [linkTo(each), codes(typesOf(each)), each.summary]),
  ],
)}
Settings, from the configuration or from the environment:

${table(
  ["configuration", "environment", ""],
  leafSettings(vendor.settings).map(({ config, env, otherEnv = [], doc }) => [
    `\`keysmith:${config}\``,
    codes([...(env === undefined ? [] : [env]), ...otherEnv]),
    doc,
  ]),
)}`,
  );
  const engines = `On Terraform and OpenTofu they are attributes of [the provider's block](${PROVIDER_PAGE}).\n`;
  return [NOTE, "# Reference\n", ...sections, engines].join("\n");
}

/** The settings in objects of settings, each on its own. */
function leafSettings(settings: readonly Setting[]): readonly Setting[] {
  return settings.flatMap((setting) => (setting.members ? leafSettings(setting.members) : [setting]));
}

function linkTo({ name }: { readonly name: string }): string {
  return `[${name}](${name}.md)`;
}

/** The first words of a function's blocks in the engine. */
function typesOf(fn: FunctionDefinition): string[] {
  if (isAction(fn)) return [`action ${functionType(fn)}`];
  const kinds = [...(isDataSource(fn) ? ["data"] : []), ...(isEphemeral(fn) ? ["ephemeral"] : [])];
  return kinds.map((kind) => `${kind} ${functionType(fn)}`);
}

function resourcePage(definition: Definition, example: Values, withIds: ReadonlySet<string>): string {
  const { name, summary, actions, actionsWith = {} } = definition;
  const asked = Object.entries(actionsWith).flatMap(([input, more]) =>
    Object.entries(more).map(([verb, names]) => [`${verb}, with \`${input}\``, codes(names)]),
  );
  return [
    NOTE,
    `# ${name}\n`,
    `${summary}\n`,
    snippet(`const example = new keysmith.${name}("example", ${written(example)});`),
    ...warnings(definition).map((line) => `${line}\n`),
    "## Inputs\n",
    inputTable(fieldsOf(definition.inputs), withIds),
    "## Outputs\n",
    "Besides the inputs:\n",
    outputTable(fieldsOf(definition.outputs), withIds, definition.due ? [["`due`", "list of objects", DUE_DOC]] : []),
    resourceSection(definition, example),
    "## Permissions\n",
    "What the caller must be allowed to do, by what Keysmith does:\n",
    table(["", "actions"], [...Object.entries(actions).map(([verb, names]) => [verb, codes(names)]), ...asked]),
    asked.length === 0
      ? "All together, as the actions of a policy:\n"
      : "All together, as the actions of a policy, without what only some inputs need:\n",
    codeBlock("json", JSON.stringify([...new Set(Object.values(actions).flat())].sort(), undefined, 2)),
  ]
    .filter((part) => part !== undefined)
    .join("\n");
}

function functionPage(fn: FunctionDefinition, example: Values, withIds: ReadonlySet<string>): string {
  return [
    NOTE,
    `# ${fn.name}\n`,
    `${fn.summary}\n`,
    snippet(`const found = keysmith.${fn.name}Output(${written(example)});`),
    `\`${fn.name}Output\` takes outputs as arguments and returns an output. \`${fn.name}\` takes plain values and returns a promise.\n`,
    ...(fn.kind === "action" ? [`${actingNote(fn.name)}\n`] : []),
    "## Inputs\n",
    inputTable(questionFields(fn), withIds),
    "## Result\n",
    outputTable(fieldsOf(fn.outputs), withIds),
    functionSection(fn, example),
    "## Permissions\n",
    `${codes(fn.actions)}\n`,
  ].join("\n");
}

function snippet(code: string): string {
  return codeBlock("ts", `import * as keysmith from "keysmith/pulumi";\n\n${code}`);
}

function written(given: Values): string {
  if (Object.keys(given).length === 0) return "{}";
  return `{\n${Object.entries(given)
    .map(([name, value]) => `  ${name}: ${literal(value)},\n`)
    .join("")}}`;
}

function inputTable(fields: readonly Field[], withIds: ReadonlySet<string>): string {
  const rows = flatten(fields, "").map(({ path, field, siblings }) => [
    `\`${path}\``,
    typeName(field.type, field, withIds),
    leftOut(field, siblings),
    [field.meta.doc, inPlaceOf(field), field.meta.secret && "Secret.", effectOfChange(field)].filter(Boolean).join(" "),
  ]);
  return table(["input", "type", "default", ""], rows);
}

function outputTable(fields: readonly Field[], withIds: ReadonlySet<string>, more: readonly string[][] = []): string {
  const rows = flatten(fields, "").map(({ path, field }) => [
    `\`${path}\``,
    typeName(field.type, field, withIds),
    [field.meta.doc, field.meta.secret && "Secret.", field.optional && "Optional."].filter(Boolean).join(" "),
  ]);
  return table(["output", "type", ""], [...rows, ...more]);
}

function leftOut(field: Field, siblings: readonly Field[]): string {
  return mayBeLeftOut(field) ? (valueLeftOut(field, siblings) ?? "") : "**required**";
}

interface Row {
  readonly path: string;
  readonly field: Field;
  readonly siblings: readonly Field[];
}

/** Every field with its path; the fields of an object or of a list of objects follow it. */
function flatten(fields: readonly Field[], prefix: string): Row[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const row = { path, field, siblings: fields };
    const { type } = field;
    if (type.kind === "object") return [row, ...flatten(type.fields, `${path}.`)];
    if (type.kind !== "list" || type.item.kind !== "object") return [row];
    return [row, ...flatten(type.item.fields, `${path}[].`)];
  });
}

function typeName(type: FieldType, field: Field, withIds: ReadonlySet<string>): string {
  const { unordered } = field.meta;
  const references = referencesOf(field);
  if (type.kind === "list") return `list of ${listed(type.item, field, withIds)}${unordered ? ", in any order" : ""}`;
  if (references.length > 0)
    return [...references.map((name) => `[${name}](${name}.md)`), callOf(references, withIds)].join(" or ");
  return type.kind === "choice" ? type.values.map((value) => `\`${value}\``).join(", ") : type.kind;
}

function listed(item: FieldType, field: Field, withIds: ReadonlySet<string>): string {
  return item.kind === "object" ? "objects" : typeName(item, field, withIds);
}
