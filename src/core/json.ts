/** Undefined for a text that isn't JSON: the parser's own error would show a part of it, which may be secret. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
