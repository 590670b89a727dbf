import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { kept } from "../core/memo";
import type { Desk } from "../core/task";
import { readIfThere, takeLock } from "./lock";
import { recordedProgram } from "./recorded-program";
import { READABLE, readText, type Terminal, writing } from "./terminal";

/** The desk of a command: files in the folder in which it was called. @returns also a function that ends the work on it */
export function openDesk(terminal: Terminal): Desk & { close(): Promise<void> } {
  const growing = new Map<string, GrowingFile>();
  const locks: (() => Promise<void>)[] = [];
  const read = (file: string): Promise<string> => readText(file, terminal, READABLE);
  const shut = async (file: string): Promise<void> => {
    await growing.get(file)?.close();
    growing.delete(file);
  };
  return {
    read,
    readIfThere,
    async replace(file, content) {
      await shut(file);
      await writing(file, ROOM, () => replace(file, content));
    },
    append(file, text) {
      return kept(growing, file, () => new GrowingFile(file)).append(text);
    },
    async lock(file) {
      locks.push(await takeLock(file, terminal.warn));
    },
    program: async (file) => recordedProgram(await read(file)),
    progress: (text) => terminal.progress?.(text),
    async close() {
      try {
        terminal.progress?.("");
        await Promise.all([...growing.keys()].map(shut));
      } finally {
        await Promise.all(locks.splice(0).map((release) => release()));
      }
    },
  };
}

/** A task writes files for its user alone. */
const PRIVATE = 0o600;

const ROOM = "See that you may write there and that the disk has room, and call it again.";

async function replace(file: string, content: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const next = `${file}.${process.pid}.tmp`;
  try {
    await writeWhole(next, content);
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function writeWhole(file: string, content: string): Promise<void> {
  const handle = await open(file, "w", PRIVATE);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows has no way to sync a folder, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file to which many append at a time: texts that arrive while the disk is busy are written with one sync. */
class GrowingFile {
  readonly #file: string;
  #handle: Promise<FileHandle> | undefined;
  #waiting: string[] = [];
  #written: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  append(text: string): Promise<void> {
    this.#waiting.push(text);
    this.#written = this.#written.then(() => writing(this.#file, ROOM, () => this.#write()));
    return this.#written;
  }

  async #write(): Promise<void> {
    const texts = this.#waiting;
    this.#waiting = [];
    if (texts.length === 0) return;
    this.#handle ??= open(this.#file, "a", PRIVATE);
    const handle = await this.#handle;
    await handle.appendFile(texts.join(""));
    await handle.datasync();
  }

  async close(): Promise<void> {
    await this.#written.catch(() => undefined);
    const handle = await this.#handle?.catch(() => undefined);
    await handle?.close();
  }
}
