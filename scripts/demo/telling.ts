/** What a chapter may fill, the empty line behind it counted in, so that it can be read at once. */
export const SCREEN = { lines: 24, columns: 120 } as const;

/** Lines of what an engine printed at once: with two such parts and its claims a chapter still fits. */
const SHOWN_LINES = 8;
const INDENT = "   ";

/** How a story is told: chapters, each with a heading, what the engine printed, and claims that are checked. */
export class Telling {
  readonly #write: (line: string) => void;
  readonly #lines: string[] = [];

  /** @param write is given line after line, none longer than the screen is wide */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** All that was told. */
  get told(): string {
    return this.#lines.join("\n");
  }

  /** What is said before the first chapter. */
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

  /** What is worth showing of what an engine printed, or the beginning of that where it is long. */
  show(printed: string): void {
    const given = printed.split("\n").filter((line) => line.trim() !== "");
    const lines = given.flatMap((line) => wrapped(line.trimEnd(), `${INDENT}| `, `${INDENT}|     `));
    const rest = lines.length - SHOWN_LINES;
    this.#tell(lines.slice(0, SHOWN_LINES));
    if (rest > 0) this.#tell([`${INDENT}| … (${rest} more ${rest === 1 ? "line" : "lines"})`]);
  }

  /** Says what holds. @throws Error when it doesn't */
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

/** A text in lines as wide as the screen: broken between words, and inside of one that is longer than a line. */
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
