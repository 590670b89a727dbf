import type { Field, FieldType } from "../../src/core/fields";
import { capitalised, effectOfChange, hasReferences, mayBeLeftOut, valueLeftOut } from "./words";

/** How fields become TypeScript: as a program gives them, plain or with outputs in them, or as it gets them. */
export type Side = "plain" | "input" | "output";

/** Of a line of text in a comment: with its indentation it stays under the 120 of the formatter. */
const MOST_CHARACTERS = 108;

/** The interfaces that a set of fields needs: the one of `name`, after those of its nested objects. */
export function interfacesOf(name: string, summary: string, fields: readonly Field[], side: Side): string {
  const nested = nestedObjects(name, fields, side).map((each) => interfacesOf(each.name, each.doc, each.fields, side));
  const members = fields.map((field) => member(name, field, fields, side));
  return [...nested, `${comment([summary])}export interface ${name} {\n${members.join("")}}\n`].join("\n");
}

/** The type of a field. @param owner the interface that it is in, after which nested ones are named */
export function typeOf(owner: string, field: Field, side: Side): string {
  const { meta, type } = field;
  if (side === "input" && meta.references) {
    const one = `pulumi.Input<string> | ${meta.references}`;
    return type.kind === "list" ? `pulumi.Input<pulumi.Input<string>[]> | readonly (${one})[]` : one;
  }
  const plain = bareType(owner, field, type, side);
  if (side !== "input") return plain;
  // What is inside an output can't be looked at, so an object with references is given as it is.
  return type.kind === "object" && hasReferences(type.fields) ? plain : `pulumi.Input<${plain}>`;
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
export function paragraphsOf(field: Field, siblings: readonly Field[], side: Side): (string | undefined)[] {
  const { doc, secret, references, unordered } = field.meta;
  const given = side !== "output";
  const left = given ? valueLeftOut(field, siblings) : undefined;
  const notes = [
    given && references ? `Takes the resource itself, or its name.` : undefined,
    left && `Left out: ${left}.`,
    given && unordered ? "The order means nothing." : undefined,
    secret ? "Secret." : undefined,
    given ? effectOfChange(field) : undefined,
  ].filter((note) => note !== undefined);
  return [doc, notes.length > 0 ? notes.join(" ") : undefined];
}

function member(owner: string, field: Field, siblings: readonly Field[], side: Side): string {
  const open = side === "output" ? isAbsentable(field) : mayBeLeftOut(field);
  const type = `${typeOf(owner, field, side)}${open ? " | undefined" : ""}`;
  return `${comment(paragraphsOf(field, siblings, side), "  ")}  readonly ${field.name}${open ? "?" : ""}: ${type};\n`;
}

/** Whether a recorded value may be missing: defaults and settings are recorded as if they had been given. */
export function isAbsentable({ optional, defaultValue, meta, type }: Field): boolean {
  return optional && defaultValue === undefined && meta.source === undefined && type.kind !== "object";
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
