import { callOf, capitalised } from "../../src/core/words";
import { type ConstructProperty, camelCase, isGiven, isReadable, isRequired, memberName } from "./construct-properties";
import { comment } from "./typescript";

/** The interfaces and classes that nested objects of `owner` need, before it. */
export function nestedTypes(
  owner: string,
  properties: readonly ConstructProperty[],
  withIds: ReadonlySet<string>,
): string[] {
  return properties
    .filter(({ kind }) => kind === "object")
    .flatMap((property) => {
      const name = `${owner}${capitalised(property.name)}`;
      const inner = nestedTypes(name, property.held, withIds);
      const given = isGiven(property) ? [configInterface(name, docOf(property), property.held, { withIds })] : [];
      return [...inner, ...given, ...readClasses(name, property)];
    });
}

/** How the interface of what a program gives is written. */
interface ConfigStyle {
  /** After which the types of nested objects are named; else the interface. */
  readonly owner?: string;
  /** What it extends. */
  readonly extended?: string;
  /** The resources that are called by an id of their own. */
  readonly withIds?: ReadonlySet<string>;
}

/** The interface of what a program gives. */
export function configInterface(
  name: string,
  doc: string,
  properties: readonly ConstructProperty[],
  { owner = name, extended = "", withIds = new Set() }: ConfigStyle = {},
): string {
  const members = properties.filter(isGiven).map((property) => {
    const isOpen = !isRequired(property);
    const type = `${givenType(owner, property)}${isOpen ? " | undefined" : ""}`;
    const text = comment([docOf(property), givenNotes(property, withIds)], "  ");
    return `${text}  readonly ${property.name}${isOpen ? "?" : ""}: ${type};\n`;
  });
  return `${comment([doc])}export interface ${name}${extended} {\n${members.join("")}}\n`;
}

function givenNotes({ references, notes }: ConstructProperty, withIds: ReadonlySet<string>): string | undefined {
  const taken = references.length > 0 ? [`Takes the resource itself, or its ${callOf(references, withIds)}.`] : [];
  return [...taken, ...notes].join(" ") || undefined;
}

function givenType(owner: string, { name, kind, many, values, references }: ConstructProperty): string {
  const plain = kind === "bool" ? "boolean" : kind === "object" ? `${owner}${capitalised(name)}` : kind;
  const item = [...(values?.map((value) => JSON.stringify(value)) ?? [plain]), ...references, "IResolvable"].join(
    " | ",
  );
  return many ? `readonly (${item})[] | IResolvable` : item;
}

/** How a program reads what the engine knows of an object that is one, or one of a list. */
function readClasses(name: string, { held, many, attribute }: ConstructProperty): string[] {
  const members = held.filter(isReadable).map((property) => getter(name, property));
  const one = `${comment([attribute.description])}export class ${name}OutputReference extends ComplexObject {
${members.join("\n")}}\n`;
  if (many === undefined) return [one];
  const isSet = many === "set";
  return [
    one,
    `${comment([attribute.description])}export class ${name}List extends ComplexList {
  get(index: number): ${name}OutputReference {
    return new ${name}OutputReference(this.terraformResource, this.terraformAttribute, ${isSet}, index);
  }
}\n`,
  ];
}

/** The getter of an attribute. */
export function getter(owner: string, property: ConstructProperty): string {
  const { type, value } = readAs(owner, property);
  const paragraphs = [docOf(property), property.attribute.sensitive ? "Secret." : undefined];
  return `${comment(paragraphs, "  ")}  get ${memberName(property)}(): ${type} {\n    return ${value};\n  }\n`;
}

function readAs(owner: string, { kind, many, attribute, name }: ConstructProperty): { type: string; value: string } {
  const key = JSON.stringify(attribute.name);
  if (kind === "object") {
    const type = `${owner}${capitalised(name)}${many ? "List" : "OutputReference"}`;
    return { type, value: `new ${type}(this, ${key}, ${many === "set"})` };
  }
  if (many === undefined)
    switch (kind) {
      case "bool":
        return { type: "IResolvable", value: `this.getBooleanAttribute(${key})` };
      case "number":
        return { type: "number", value: `this.getNumberAttribute(${key})` };
      default:
        return { type: "string", value: `this.getStringAttribute(${key})` };
    }
  if (kind !== "string") throw new TypeError(`${owner}.${name}: constructs have no form for a list of ${kind}s`);
  const list = `this.getListAttribute(${key})`;
  return { type: "string[]", value: many === "set" ? `Fn.tolist(${list})` : list };
}

/** What programs should know of an attribute: where it names others, by the names that programs use. */
export function docOf({ attribute, field }: ConstructProperty): string {
  if (field && !field.meta.secret) return field.meta.doc;
  return attribute.description.replaceAll(/`[a-z0-9]+(?:_[a-z0-9]+)+`/g, camelCase);
}
