import { callOf, capitalised } from "../../src/core/words";
import { type ConstructProperty, camelCase, isGiven, isReadable, isRequired, memberName } from "./construct-properties";
import { comment } from "./typescript";

/** The interfaces and classes of `owner`'s nested objects. */
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

/** The form of the interface of a program's arguments. */
interface ConfigStyle {
  /** The prefix of nested types' names. Default: the interface. */
  readonly owner?: string;
  /** The interface that it extends. */
  readonly extended?: string;
  /** The resources that have an id of their own. */
  readonly withIds?: ReadonlySet<string>;
}

/** The interface of a program's arguments. */
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

/** The classes by which a program reads an attribute that is an object or a list of objects. */
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

/** The documentation of an attribute for programs, with other attributes under their names in programs. */
export function docOf({ attribute, field }: ConstructProperty): string {
  if (field && !field.meta.secret) return field.meta.doc;
  return attribute.description.replaceAll(/`[a-z0-9]+(?:_[a-z0-9]+)+`/g, camelCase);
}
