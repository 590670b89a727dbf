import { type Field, type FieldType, referencesOf } from "../../src/core/fields";
import { isAbsentable, mayBeLeftOut } from "../../src/core/left-out";
import { callOf, capitalised, effectOfChange, hasReferences, inPlaceOf } from "../../src/core/words";
import { valueLeftOut } from "../../src/pulumi/words";

/** A field's form in TypeScript: as a program gives it, plain or with outputs in it, or as the program gets it. */
export type Side = "plain" | "input" | "output";

/** The form of a set of fields, and the resources that have an id of their own. */
export interface Style {
  readonly side: Side;
  readonly withIds: ReadonlySet<string>;
}

/** Length of a comment's text line: with its indentation it stays under the formatter's 120. */
const MOST_CHARACTERS = 108;

/** The interfaces for a set of fields: those of its nested objects, then the one with this name. */
export function interfacesOf(name: string, summary: string, fields: readonly Field[], style: Style): string {
  const nested = nestedObjects(name, fields, style.side).map((each) =>
    interfacesOf(each.name, each.doc, each.fields, style),
  );
  const members = fields.map((field) => member(name, field, fields, style));
  return [...nested, `${comment([summary])}export interface ${name} {\n${members.join("")}}\n`].join("\n");
}

/**
 * The type of a field. @param owner its interface, whose name the names of nested interfaces begin with
 * @param open whether it may be left out: then an output may hold undefined too
 */
export function typeOf(owner: string, field: Field, side: Side, open = false): string {
  const { type } = field;
  const references = referencesOf(field).join(" | ");
  const plain = bareType(owner, field, type, side);
  if (side !== "input") return plain;
  const inputOf = (inner: string): string => `pulumi.Input<${inner}${open ? " | undefined" : ""}>`;
  if (references === "") return isLaidOpen(type) ? laidOpen(owner, field) : inputOf(plain);
  if (type.kind !== "list") return `${inputOf("string")} | ${references}`;
  return `${inputOf("pulumi.Input<string>[]")} | readonly (pulumi.Input<string> | ${references})[]`;
}

/** Code cannot look into an output, so a field with references is given as a plain value. */
function isLaidOpen(type: FieldType): boolean {
  const inner = type.kind === "list" ? type.item : type;
  return inner.kind === "object" && hasReferences(inner.fields);
}

function laidOpen(owner: string, field: Field): string {
  const name = nestedName(owner, field, "input");
  return field.type.kind === "list" ? `readonly ${name}[]` : name;
}

/** A documentation comment made of paragraphs. */
export function comment(paragraphs: readonly (string | undefined)[], indent = ""): string {
  const texts = paragraphs.filter((text) => text !== undefined);
  const lines = texts.flatMap((text, index) => [...(index > 0 ? [""] : []), ...wrapped(text)]);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line && ` ${line}`}\n`).join("")}${indent} */\n`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < MOST_CHARACTERS) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  return lines;
}

/** The documentation of a field for programs, as paragraphs. */
export function paragraphsOf(
  field: Field,
  siblings: readonly Field[],
  { side, withIds }: Style,
): (string | undefined)[] {
  const { doc, secret, unordered } = field.meta;
  const references = referencesOf(field);
  const given = side !== "output";
  // The promise form takes no resources from which a value could be inherited.
  const left = given ? valueLeftOut(field, side === "plain" ? [] : siblings) : undefined;
  const notes = [
    side === "input" && references.length > 0
      ? `Takes the resource itself, or its ${callOf(references, withIds)}.`
      : undefined,
    given ? inPlaceOf(field) : undefined,
    left && `Default: ${left}.`,
    given && unordered ? "The order means nothing." : undefined,
    secret ? "Secret." : undefined,
    given ? effectOfChange(field) : undefined,
  ].filter((note) => note !== undefined);
  return [doc, notes.length > 0 ? notes.join(" ") : undefined];
}

function member(owner: string, field: Field, siblings: readonly Field[], style: Style): string {
  const open = style.side === "output" ? isAbsentable(field) : mayBeLeftOut(field);
  const type = `${typeOf(owner, field, style.side, open)}${open ? " | undefined" : ""}`;
  return `${comment(paragraphsOf(field, siblings, style), "  ")}  readonly ${field.name}${open ? "?" : ""}: ${type};\n`;
}

function bareType(owner: string, field: Field, type: FieldType, side: Side): string {
  switch (type.kind) {
    case "choice":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "object":
      return nestedName(owner, field, side);
    case "list": {
      const item = bareType(owner, field, type.item, side);
      if (side === "input") return `pulumi.Input<${item}>[]`;
      return item.includes(" ") ? `(${item})[]` : `${item}[]`;
    }
    default:
      return type.kind;
  }
}

function nestedName(owner: string, field: Field, side: Side): string {
  const base = side === "output" ? owner : owner.replace(/Args$/, "");
  return `${base}${capitalised(field.name)}${side === "output" ? "" : "Args"}`;
}

function nestedObjects(
  owner: string,
  fields: readonly Field[],
  side: Side,
): { name: string; doc: string; fields: readonly Field[] }[] {
  return fields.flatMap((field) => {
    const type = field.type.kind === "list" ? field.type.item : field.type;
    return type.kind === "object"
      ? [{ name: nestedName(owner, field, side), doc: field.meta.doc, fields: type.fields }]
      : [];
  });
}
