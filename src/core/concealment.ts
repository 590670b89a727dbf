import { REDACTED } from "./secret";

const UNTOLD = "[a message with a secret]";

/** A text of at least this many characters is looked for within words too; a shorter one would be found in half of all words. */
const LONG = 6;

/** Ends a text of which only the beginning is shown. */
const CUT = "…";

/** If this many characters before a cut are the beginning of a secret, that is no accident. */
const TELLING = 4;

/** A part of a text, from `start` up to but not including `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Hides the values that the program itself has marked as secret, in fields that aren't secret by nature, from whatever is shown: as
 * they are, as JSON, on one line, and where a message shows the beginning of a long value.
 */
export class Concealment {
  readonly #long = new Set<string>();
  readonly #short = new Set<string>();

  /** @param value as JSON holds it: everything in it is secret */
  add(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.add(item);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) this.add(item);
    else if (typeof value === "string" || typeof value === "number") this.#note(String(value));
  }

  /** Never throws: the object that the text is about may have been made already, and is lost unless it is reported and recorded. */
  hide(text: string): string {
    try {
      const long = [...this.#long];
      const cuts = placesOf(CUT, text);
      return replaced(text, [
        ...long.flatMap((secret) => placesOf(secret, text)),
        ...wordsIn(text, this.#short),
        ...[...long, ...this.#short].flatMap((secret) => beginningsOf(secret, text, cuts)),
      ]);
    } catch {
      return UNTOLD;
    }
  }

  #note(text: string): void {
    for (const form of formsOf(text)) if (form.trim() !== "") (form.length < LONG ? this.#short : this.#long).add(form);
  }
}

/** The forms in which messages write a text: plain, as JSON, as JSON within such a text, and on one line. */
function formsOf(text: string): readonly string[] {
  const json = escaped(text);
  return [text, json, escaped(json), text.replaceAll(/\s*[\r\n]+\s*/g, " "), text.replaceAll(/\s+/g, " ").trim()];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function placesOf(secret: string, text: string): Span[] {
  const places: Span[] = [];
  for (let start = text.indexOf(secret); start >= 0; start = text.indexOf(secret, start + 1))
    places.push({ start, end: start + secret.length });
  return places;
}

/** Where a short secret stands by itself. Looks up each piece of the text: there may be thousands of secrets, and a text is short. */
function wordsIn(text: string, secrets: ReadonlySet<string>): Span[] {
  if (secrets.size === 0) return [];
  const spans: Span[] = [];
  for (let start = 0; start < text.length; start++)
    for (let end = start + 1; end < start + LONG && end <= text.length; end++)
      if (secrets.has(text.slice(start, end)) && isWord(text, { start, end })) spans.push({ start, end });
  return spans;
}

/** Looks at two UTF-16 units on each side, as one may be half a character. */
function isWord(text: string, { start, end }: Span): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  return !/[\p{L}\p{N}_]$/u.test(before) && !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2));
}

/** Pieces that end at a cut and begin like a secret. After a quotation mark, where a value begins, any length counts. */
function beginningsOf(secret: string, text: string, cuts: readonly Span[]): Span[] {
  if (cuts.length === 0) return [];
  const starts = placesOf(secret.charAt(0), text).map(({ start }) => start);
  return cuts.flatMap(({ start: end }) => {
    const begins = (start: number): boolean =>
      (end - start >= TELLING || text[start - 1] === '"') && secret.startsWith(text.slice(start, end));
    const start = starts.find((each) => each < end && begins(each));
    return start === undefined ? [] : [{ start, end }];
  });
}

/** Places overlap where one secret is part of another, or ends as the other begins. */
function replaced(text: string, places: readonly Span[]): string {
  const shown: string[] = [];
  let upTo = 0;
  for (const { start, end } of [...places].sort((one, other) => one.start - other.start)) {
    if (start >= upTo) shown.push(text.slice(upTo, start), REDACTED);
    upTo = Math.max(upTo, end);
  }
  return [...shown, text.slice(upTo)].join("");
}
