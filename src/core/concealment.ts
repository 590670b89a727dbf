const HIDDEN = "[secret]";

/** From so many characters on a text is looked for within words, too; a shorter one would be found in half of all words. */
const LONG = 6;

/** What ends a value that is shown in part. */
const CUT = "…";

/**
 * What a program itself has marked as secret, in fields that aren't secret by nature, hidden in whatever is shown: as it is, as JSON
 * writes it, on one line, and where a message shows the beginning of a long value.
 */
export class Concealment {
  readonly #texts = new Set<string>();
  #sorted: readonly string[] | undefined;

  /** @param value as JSON holds it: all that is in it is secret */
  add(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.add(item);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) this.add(item);
    else if (typeof value === "string" || typeof value === "number") this.#note(String(value));
  }

  hide(text: string): string {
    // The longest first, as one may be a part of another.
    this.#sorted ??= [...this.#texts].sort((one, other) => other.length - one.length);
    return this.#sorted.reduce((shown, secret) => hideCut(hideWhole(shown, secret), secret), text);
  }

  #note(text: string): void {
    const json = JSON.stringify(text).slice(1, -1);
    for (const form of [text, json, text.replaceAll(/\s*[\r\n]+\s*/g, " ")])
      if (form.trim() !== "") this.#texts.add(form);
    this.#sorted = undefined;
  }
}

function hideWhole(text: string, secret: string): string {
  if (secret.length >= LONG) return text.replaceAll(secret, HIDDEN);
  const literal = secret.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(String.raw`(?<![\p{L}\p{N}_])${literal}(?![\p{L}\p{N}_])`, "gu"), HIDDEN);
}

/** Only what begins like a value, after a quotation mark, is taken for the beginning of one. */
function hideCut(text: string, secret: string): string {
  const parts = text.split(CUT);
  const last = parts.pop() ?? "";
  const shown = parts.map((part) => {
    const at = part.lastIndexOf('"') + 1;
    const rest = part.slice(at);
    return at > 0 && rest !== "" && secret.startsWith(rest) ? part.slice(0, at) + HIDDEN : part;
  });
  return [...shown, last].join(CUT);
}
