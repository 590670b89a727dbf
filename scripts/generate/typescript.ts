import { type Field, type FieldType, referencesOf } from "../../src/core/fields";
import { isAbsentable, mayBeLeftOut } from "../../src/core/left-out";
import { callOf, capitalised, effectOfChange, hasReferences, inPlaceOf } from "../../src/core/words";
import { valueLeftOut } from "../../src/pulumi/words";

/** How fields become TypeScript: as a program gives them, plain or with outputs in them, or as it gets them. */
export type Side = "plain" | "input" | "output";

/** How a set of fields is written, and which resources are called by an id of their own. */
export interface Style {
  readonly side: Side;
  readonly withIds: ReadonlySet<string>;
}

/** Of a line of text in a comment: with its indentation it stays under the 120 of the formatter. */
const MOST_CHARACTERS = 108;

/** The interfaces that a set of fields needs: the one of `name`, after those of its nested objects. */
export function interfacesOf(name: string, summary: string, fields: readonly Field[], style: Style): string {
  const nested = nestedObjects(name, fields, style.side).map((each) =>
    interfacesOf(each.name, each.doc, each.fields, style),
  );
  const members = fields.map((field) => member(name, field, fields, style));
  return [...nested, `${comment([summary])}export interface ${name} {\n${members.join("")}}\n`].join("\n");
}

/**
 * The type of a field. @param owner the interface that it is in, after which nested ones are named
 * @param open whether it may be left out: then an output may be of nothing too
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

/** What is inside an output can't be looked at, so what holds references is given as it is. */
function isLaidOpen(type: FieldType): boolean {
  const inner = type.kind === "list" ? type.item : type;
  return inner.kind === "object" && hasReferences(inner.fields);
}

function laidOpen(owner: string, field: Field): string {
  const name = nestedName(owner, field, "input");
  return field.type.kind === "list" ? `readonly ${name}[]` : name;
}

/** A documentation comment of paragraphs. */
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

/** What a program should know of a field, as paragraphs. */
export function paragraphsOf(
  field: Field,
  siblings: readonly Field[],
  { side, withIds }: Style,
): (string | undefined)[] {
  const { doc, secret, unordered } = field.meta;
  const references = referencesOf(field);
  const given = side !== "output";
  // The promise form takes no resources from which anything could be inherited.
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
