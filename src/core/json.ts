/** Undefined for a text that isn't JSON: the parser's own error would show a part of it, which may be secret. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A value in the text of a list or an object; only in an object it has a name. */
export interface JsonPart {
  readonly name: string | undefined;
  readonly from: number;
  readonly to: number;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;

/**
 * The values of a list or an object, as they are written: what is parsed and written again may be another number. The text must be
 * the JSON of a list or an object.
 */
export function partsOf(text: string): readonly JsonPart[] {
  const parts: JsonPart[] = [];
  let [depth, from, to]: [number, number | undefined, number] = [0, undefined, 0];
  let name: string | undefined;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "]" || token === "}") depth -= 1;
    if (depth === 1 && token === ":") {
      name = JSON.parse(text.slice(from, to)) as string;
      from = undefined;
    } else if (depth === 0 || (depth === 1 && token === ",")) {
      if (from !== undefined) parts.push({ name, from, to });
      from = undefined;
    } else {
      from ??= index;
      to = index + token.length;
    }
    if (token === "[" || token === "{") depth += 1;
  }
  return parts;
}
