import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { EmulatorError } from "./error";

/** A part of the state that knows how to write itself down as JSON and to read itself back. */
export interface Section {
  /** What may be shown to whoever steers the emulator; no secrets. */
  snapshot(): unknown;
  /** What has to survive besides but must not be shown: key material. Written to the file only. */
  hidden?(): unknown;
  /** @throws when `data` is not what `snapshot` wrote, or `hidden` not what `hidden` did. */
  restore(data: unknown, hidden?: unknown): void;
}

const fileVersion = 1;
const fileSchema = z.object({
  version: z.literal(fileVersion),
  sections: z.record(z.string(), z.unknown()),
  hidden: z.record(z.string(), z.unknown()).default({}),
});
type Contents = Omit<z.infer<typeof fileSchema>, "version">;

/**
 * Keeps the sections in a JSON file, or only in memory when no file is given.
 *
 * Every save is synchronous and atomic (temporary file, then rename): an answer is never sent before what it says is on
 * file, and a killed emulator never leaves half a file behind.
 */
export class Store {
  readonly #file: string | undefined;
  readonly #sections = new Map<string, Section>();
  readonly #loaded: Contents;

  /** @throws EmulatorError (`EmulatorState`) when the file exists but cannot be read. */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#loaded = file === undefined ? nothing : readContents(file);
  }

  /** Adds a section and restores it from the file, when the file has it. */
  register(name: string, section: Section): void {
    this.#sections.set(name, section);
    const { sections, hidden } = this.#loaded;
    if (!Object.hasOwn(sections, name)) return;
    try {
      section.restore(sections[name], hidden[name]);
    } catch (cause) {
      throw unusable(`${this.#file}: section "${name}"`, cause);
    }
  }

  /** The state as it would be written, without what is hidden. */
  snapshot(): Record<string, unknown> {
    return Object.fromEntries([...this.#sections].map(([name, section]) => [name, section.snapshot()]));
  }

  save(): void {
    if (this.#file === undefined) return;
    const contents = { version: fileVersion, sections: this.snapshot(), hidden: this.#hidden() };
    const temporary = `${this.#file}.${process.pid}.tmp`;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(contents), { mode: 0o600 });
    renameSync(temporary, this.#file);
  }

  #hidden(): Record<string, unknown> {
    const all = [...this.#sections].map(([name, section]) => [name, section.hidden?.()] as const);
    return Object.fromEntries(all.filter(([, hidden]) => hidden !== undefined));
  }
}

const nothing: Contents = { sections: {}, hidden: {} };

function readContents(file: string): Contents {
  if (!existsSync(file)) return nothing;
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function unusable(what: string, cause: unknown): EmulatorError {
  return new EmulatorError("EmulatorState", `${what} is not a state file of this emulator`, 500, { cause });
}
