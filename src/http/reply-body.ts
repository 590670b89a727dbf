/** The body of a reply, as it comes in parts. */
export interface ReplyBody {
  add(part: Buffer): void;
  text(): string;
}

export class WholeBody implements ReplyBody {
  readonly #parts: Buffer[] = [];
  readonly #encoding: "utf8" | "latin1";

  constructor(encoding: "utf8" | "latin1") {
    this.#encoding = encoding;
  }

  add(part: Buffer): void {
    this.#parts.push(part);
  }

  text(): string {
    return Buffer.concat(this.#parts).toString(this.#encoding);
  }
}

/**
 * A JSON body in which the texts of one field are empty. The removed texts are never held whole. Quotes within a text are escaped,
 * so that what looks like the field is the field; a body that isn't JSON stays as it came.
 */
export class BodyWithout implements ReplyBody {
  readonly #decoder = new TextDecoder();
  readonly #field: RegExp;
  readonly #longest: number;
  /** Copies, because a slice of a text would keep the whole text in memory. */
  readonly #kept: Buffer[] = [];
  /** The end of the text so far, which may be the beginning of the field. */
  #rest = "";
  #isInside = false;

  /** @param field the name of the field, letters only */
  constructor(field: string) {
    this.#field = new RegExp(`"${field}"\\s*:\\s*"`);
    // With room for blanks around the colon.
    this.#longest = field.length + 20;
  }

  add(part: Buffer): void {
    this.#take(this.#decoder.decode(part, { stream: true }));
  }

  text(): string {
    this.#take(this.#decoder.decode());
    return Buffer.concat(this.#kept).toString("utf8") + this.#rest;
  }

  #take(text: string): void {
    this.#rest += text;
    while (this.#isInside ? this.#leave() : this.#enter());
    if (this.#isInside) return;
    const sure = Math.max(0, this.#rest.length - this.#longest);
    // Never splits a surrogate pair.
    this.#keep(/[\ud800-\udbff]/.test(this.#rest.charAt(sure - 1)) ? sure - 1 : sure);
  }

  /** @param length of the part that is certainly kept */
  #keep(length: number): void {
    this.#kept.push(Buffer.from(this.#rest.slice(0, length)));
    this.#rest = this.#rest.slice(length);
  }

  /** Moves to the beginning of the next text. @returns whether there is one */
  #enter(): boolean {
    const found = this.#field.exec(this.#rest);
    if (!found) return false;
    this.#keep(found.index + found[0].length);
    this.#isInside = true;
    return true;
  }

  /** Moves to the end of the text. @returns whether it has arrived */
  #leave(): boolean {
    const inside = /^[^"\\]*(?:\\.[^"\\]*)*/s.exec(this.#rest)?.[0] ?? "";
    this.#rest = this.#rest.slice(inside.length);
    if (!this.#rest.startsWith('"')) return false;
    this.#isInside = false;
    return true;
  }
}
