import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { EmulatorError } from "./error";

/** A part of the state that knows how to write itself down as JSON and to read itself back. */
export interface Section {
  /** What may be shown to whoever steers the emulator; no secrets. */
  snapshot(): unknown;
  /** What has to survive besides but must not be shown: key material. Written to the file only. */
  hidden?(): unknown;
  /** Puts this in place of all that there is. @throws when `data` is not what `snapshot` wrote, or `hidden` not what `hidden` did. */
  restore(data: unknown, hidden?: unknown): void;
}

const fileVersion = 1;
const contentsSchema = z.object({
  version: z.literal(fileVersion),
  sections: z.record(z.string(), z.unknown()),
  hidden: z.record(z.string(), z.unknown()).default({}),
});
type Contents = Omit<z.infer<typeof contentsSchema>, "version">;

/**
 * Keeps the sections in a JSON file, or only in memory when no file is given.
 *
 * Every save is synchronous and atomic (temporary file, then rename): an answer is never sent before what it says is on
 * file, and a killed emulator never leaves half a file behind. What cannot be saved is undone.
 */
export class Store {
  readonly #file: string | undefined;
  readonly #sections = new Map<string, Section>();
  /** What is on file: JSON, or nothing yet. */
  #saved: string | undefined;

  /** @throws EmulatorError (`EmulatorState`) when the file exists but cannot be read. */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#saved = file === undefined ? undefined : readState(file);
  }

  /** Adds a section and restores it from the file, when the file has it. */
  register(name: string, section: Section): void {
    this.#sections.set(name, section);
    try {
      restore(name, section, this.#saved);
    } catch (cause) {
      throw unusable(`${this.#file}: section "${name}"`, cause);
    }
  }

  /** The state as it would be written, without what is hidden. */
  snapshot(): Record<string, unknown> {
    return Object.fromEntries([...this.#sections].map(([name, section]) => [name, section.snapshot()]));
  }

  /** @throws EmulatorError (`EmulatorState`) when the file cannot be written; all sections are then as they were saved last. */
  save(): void {
    if (this.#file === undefined) return;
    const text = JSON.stringify({ version: fileVersion, sections: this.snapshot(), hidden: this.#hidden() });
    try {
      write(this.#file, text);
    } catch (cause) {
      for (const [name, section] of this.#sections) restore(name, section, this.#saved);
      throw unwritable(this.#file, cause);
    }
    this.#saved = text;
  }

  #hidden(): Record<string, unknown> {
    const all = [...this.#sections].map(([name, section]) => [name, section.hidden?.()] as const);
    return Object.fromEntries(all.filter(([, hidden]) => hidden !== undefined));
  }
}

/** Restores a section from a state, when that has it. */
function restore(name: string, section: Section, state: string | undefined): void {
  if (state === undefined) return;
  const { sections, hidden }: Contents = contentsSchema.parse(JSON.parse(state));
  if (Object.hasOwn(sections, name)) section.restore(sections[name], hidden[name]);
}

/** What a state file holds; nothing when there is none. */
function readState(file: string): string | undefined {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    // A device or a pipe might never come to an end.
    if (!found.isFile()) throw new Error("it is no regular file");
    const text = readFileSync(file, "utf8");
    contentsSchema.parse(JSON.parse(text));
    return text;
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function write(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  makeFolder(dirname(file));
  try {
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Step by step: Node's `recursive` never comes to an end where the system says that a folder's parent isn't there, as in /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function unusable(what: string, cause: unknown): EmulatorError {
  return new EmulatorError("EmulatorState", `${what} is not a state file of this emulator`, 500, { cause });
}

function unwritable(file: string, cause: unknown): EmulatorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${file} cannot be written (${reason}), so nothing was done`;
  return new EmulatorError("EmulatorState", message, 500, { cause });
}
