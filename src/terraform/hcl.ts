const INDENT = "  ";

/** A value to write into a program as it is, such as the name of another resource's attribute. */
export class Expression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A block of HCL as the engines' own formatter writes it. @param head such as `resource "keysmith_policy" "orders"` */
export function hclBlock(head: string, values: Readonly<Record<string, unknown>>): string {
  const lines = attributes(values, INDENT);
  return lines.length > 0 ? `${head} {\n${lines.join("\n")}\n}\n` : `${head} {\n}\n`;
}

/** Lines of attributes and blocks. Neighbours that take one line each have their equals signs in one column. */
function attributes(values: Readonly<Record<string, unknown>>, indent: string): string[] {
  const entries = Object.entries(values).map(([name, value]) => ({ name, lines: written(value, indent) }));
  return entries.flatMap(({ name, lines: [first = "", ...rest] }, index) => {
    if (rest.length > 0) return [`${indent}${name} ${first}`, ...rest];
    return [`${indent}${name.padEnd(widthAround(entries, index))} = ${first}`];
  });
}

function widthAround(entries: readonly { name: string; lines: readonly string[] }[], index: number): number {
  const isShort = (at: number): boolean => entries[at]?.lines.length === 1;
  let [from, to] = [index, index];
  while (isShort(from - 1)) from -= 1;
  while (isShort(to + 1)) to += 1;
  return Math.max(...entries.slice(from, to + 1).map(({ name }) => name.length));
}

/** All lines of a block, or the one line of an attribute. */
function written(value: unknown, indent: string): string[] {
  if (!isObject(value)) return [inOneLine(value)];
  return ["{", ...attributes(value, indent + INDENT), `${indent}}`];
}

export function inOneLine(value: unknown): string {
  if (value instanceof Expression) return value.text;
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (!isObject(value)) return typeof value === "string" ? quoted(value) : JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name} = ${inOneLine(member)}`);
  return members.length > 0 ? `{ ${members.join(", ")} }` : "{}";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Expression);
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };

/** As the engines themselves write it in addresses. `${` and `%{` would begin a template. */
export function quoted(text: string): string {
  const escaped = text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0)?.toString(16) ?? "";
    return ESCAPES[character] ?? (code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`);
  });
  return `"${escaped.replaceAll(/[$%](?=\{)/g, "$&$&")}"`;
}
