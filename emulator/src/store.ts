import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { EmulatorError } from "./error";

/** A part of the state that can write itself as JSON and read itself back. */
export interface Section {
  /** The state that admin routes may show; no secrets. */
  snapshot(): unknown;
  /** State that must survive but may not be shown: key material. Written to the file only. */
  hidden?(): unknown;
  /** Replaces the section's whole state. @throws when `data` is not from `snapshot`, or `hidden` not from `hidden` */
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
 * Every save is synchronous and atomic (temporary file, then rename): no answer is sent before its change is in the file, and a
 * killed emulator never leaves half a file behind. A change that cannot be saved is undone.
 */
export class Store {
  readonly #file: string | undefined;
  readonly #sections = new Map<string, Section>();
  /** The content of the file; undefined until the first save. */
  #saved: string | undefined;

  /** @throws EmulatorError (`EmulatorState`) when the file exists but cannot be read. */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#saved = file === undefined ? undefined : readState(file);
  }

  /** Adds a section, and restores it if the file has it. */
  register(name: string, section: Section): void {
    this.#sections.set(name, section);
    try {
      restore(name, section, this.#saved);
    } catch (cause) {
      throw unusable(`${this.#file}: section "${name}"`, cause);
    }
  }

  /** The state as it would be written, without its hidden parts. */
  snapshot(): Record<string, unknown> {
    return Object.fromEntries([...this.#sections].map(([name, section]) => [name, section.snapshot()]));
  }

  /** @throws EmulatorError (`EmulatorState`) when the file cannot be written; all sections then return to their last save */
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

/** Restores a section, if the state has it. */
function restore(name: string, section: Section, state: string | undefined): void {
  if (state === undefined) return;
  const { sections, hidden }: Contents = contentsSchema.parse(JSON.parse(state));
  if (Object.hasOwn(sections, name)) section.restore(sections[name], hidden[name]);
}

/** The content of the state file; undefined when there is no file. */
function readState(file: string): string | undefined {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    // Reading a device or a pipe might never end.
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

/** Creates one folder at a time: Node's `recursive` never ends where the system says that a parent is missing, as in /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it in the meantime.
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
