import type * as z from "zod";
import type { Values } from "../core/definition";
import { type Field, fieldsOf } from "../core/fields";
import { Secret } from "../core/secret";
import { isPlainObject } from "../core/unknown";

const GAP = "  ";

export function printable(answer: Values, showSecrets: boolean): Values {
  const shown = (value: unknown): unknown => {
    if (!(value instanceof Secret)) return value;
    return showSecrets ? value.reveal() : String(value);
  };
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, shown(value)]));
}

/** The fields of an answer in the order in which they are shown; for a list of objects, also its columns. */
type Layout = ReadonlyMap<string, readonly string[] | undefined>;

export function layoutOf(outputs: z.ZodObject): Layout {
  const columns = ({ type }: Field): readonly string[] | undefined =>
    type.kind === "list" && type.item.kind === "object" ? type.item.fields.map(({ name }) => name) : undefined;
  return new Map(fieldsOf(outputs).map((field) => [field.name, columns(field)]));
}

/** The same for an answer that nothing declares: an empty list counts as one of objects. */
export function layoutOfAnswer(answer: Values): Layout {
  const columns = (value: unknown): readonly string[] | undefined =>
    Array.isArray(value) && value.every(isPlainObject) ? [...new Set(value.flatMap(Object.keys))] : undefined;
  return new Map(Object.entries(answer).map(([name, value]) => [name, columns(value)]));
}

/**
 * The answer as a person reads it: a line for each output, and a table for a list of objects, under its name where something else
 * stands beside it.
 * @param width columns that don't fit into this many characters are left out, from the right; words in the last column are broken
 * into lines
 */
export function table(layout: Layout, answer: Values, width = Number.POSITIVE_INFINITY): string {
  const parts = [...layout].filter(([name]) => answer[name] !== undefined);
  const lines = parts.flatMap(([name, columns]) => (columns ? [] : [[name, cell(answer[name])] as const]));
  const tables = parts.flatMap(([name, columns]) =>
    columns ? [[name, rows(columns, answer[name], width)] as const] : [],
  );
  return [
    ...aligned(lines),
    ...tables.flatMap(([name, shown]) => (tables.length + lines.length > 1 ? ["", `${name}:`, ...shown] : shown)),
  ].join("\n");
}

function rows(names: readonly string[], items: unknown, width: number): string[] {
  const objects = (Array.isArray(items) ? items : []).filter(isPlainObject);
  if (objects.length === 0) return ["none"];
  const columns = names
    .map((name) => [name, ...objects.map((object) => cell(object[name]))])
    .filter(([, ...cells]) => cells.some((text) => text !== ""));
  const prose = Number.isFinite(width) && isProse(columns.at(-1) ?? []) ? columns.pop() : undefined;
  const room = prose ? width - LEAST_PROSE - GAP.length : width;
  const fitting = columns.filter((_, index) => lengthOf(columns.slice(0, index + 1)) <= room || index === 0);
  const rest = Math.max(LEAST_PROSE, width - lengthOf(fitting) - GAP.length);
  const lines = ["", ...objects].flatMap((_, row) => {
    const cells = fitting.map((column) => column[row] ?? "");
    const [first = "", ...others] = prose ? broken(prose[row] ?? "", rest) : [];
    return prose ? [[...cells, first], ...others.map((line) => [...cells.map(() => ""), line])] : [cells];
  });
  return aligned(lines);
}

const LEAST_PROSE = 40;

function isProse(column: readonly string[]): boolean {
  return column.some((text) => text.length > LEAST_PROSE && text.includes(" "));
}

function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function lengthOf(columns: readonly (readonly string[])[]): number {
  return columns.map(longest).reduce((sum, length) => sum + length + GAP.length, -GAP.length);
}

function aligned(lines: readonly (readonly string[])[]): string[] {
  const lengths = (lines[0] ?? []).map((_, column) => longest(lines.map((line) => line[column] ?? "")));
  return lines.map((line) =>
    line
      .map((text, column) => (column === line.length - 1 ? text : text.padEnd(lengths[column] ?? 0)))
      .join(GAP)
      .trimEnd(),
  );
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.map(cell).join(", ") : String(value);
}
