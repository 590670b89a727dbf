/** The size of a chapter including the empty line after it, so that it can be read at once. */
export const SCREEN = { lines: 24, columns: 120 } as const;

/** Lines shown of one output of an engine: a chapter with two of them and its claims still fits. */
const SHOWN_LINES = 8;
const INDENT = "   ";

/** Tells a story in chapters, each with a heading, output of the engine, and checked claims. */
export class Telling {
  readonly #write: (line: string) => void;
  readonly #lines: string[] = [];

  /** @param write receives one line after another, none wider than the screen */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** The whole text so far. */
  get told(): string {
    return this.#lines.join("\n");
  }

  /** Tells the text before the first chapter. */
  opening(text: string): void {
    this.#tell(text.split("\n").flatMap((line) => wrapped(line, "")));
  }

  /** Begins a chapter. */
  heading(text: string): void {
    this.#tell(["", ...wrapped(text, "== ", INDENT)]);
  }

  line(text: string): void {
    this.#tell(wrapped(text, INDENT));
  }

  /** Shows the part of an engine's output that is worth showing, or its beginning when it is long. */
  show(printed: string): void {
    const given = printed.split("\n").filter((line) => line.trim() !== "");
    const lines = given.flatMap((line) => wrapped(line.trimEnd(), `${INDENT}| `, `${INDENT}|     `));
    const rest = lines.length - SHOWN_LINES;
    this.#tell(lines.slice(0, SHOWN_LINES));
    if (rest > 0) this.#tell([`${INDENT}| … (${rest} more ${rest === 1 ? "line" : "lines"})`]);
  }

  /** Tells a claim that holds. @throws Error when it does not */
  claim(holds: boolean, text: string): void {
    if (!holds) throw new Error(`this should not have been: ${text}`);
    this.#tell(wrapped(text, `${INDENT}✓ `, `${INDENT}  `));
  }

  #tell(lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.#write(line);
    }
  }
}

/** A text in lines as wide as the screen, broken between words, or inside a word longer than a line. */
function wrapped(text: string, first: string, next: string = first): string[] {
  const lines: string[] = [];
  let line = first + text;
  while (line.length > SCREEN.columns) {
    const space = line.lastIndexOf(" ", SCREEN.columns);
    const end = space > next.length ? space : SCREEN.columns;
    lines.push(line.slice(0, end).trimEnd());
    line = next + line.slice(end).trimStart();
  }
  return [...lines, line];
}
