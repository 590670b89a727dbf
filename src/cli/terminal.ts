import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { ConfigurationError } from "../core/errors";
import type { Environment } from "../core/settings";

/** The exit code when something is not as it should be, or has to be done, so that a pipeline can tell. */
export const INCOMPLETE = 2;

let failing = 1;

/** Says which exit code means that this command has failed, where 1 is an answer. Until there is an answer, it has. */
export function failsWith(code: number): void {
  failing = code;
  process.exitCode = code;
}

export function failingCode(): number {
  return failing;
}

export interface Terminal {
  readonly env: Environment;
  readonly input: NodeJS.ReadableStream;
  /** Characters in a line; undefined when nobody is watching, as in a pipe. */
  readonly width: number | undefined;
  print(text: string): void;
  warn(text: string): void;
  /** Shows the progress of a task, in place of the previous one; absent when nobody is watching. */
  progress?(text: string): void;
}

/** @param io a process, whose streams are looked at when they are used */
export function terminalOf(io: Pick<NodeJS.Process, "env" | "stdin" | "stdout" | "stderr">): Terminal {
  let line = "";
  const draw = (text: string): void => {
    if (io.stderr.isTTY) io.stderr.write(`\r\x1b[K${text}`);
  };
  /** Everything else is written on lines of its own. */
  const aside = (write: () => void): void => {
    if (line !== "") draw("");
    write();
    if (line !== "") draw(line);
  };
  return {
    env: io.env,
    get input() {
      return io.stdin;
    },
    get width() {
      return io.stdout.isTTY ? io.stdout.columns : undefined;
    },
    print: (text) => aside(() => io.stdout.write(`${text}\n`)),
    warn: (text) => aside(() => io.stderr.write(`keysmith: ${text}\n`)),
    progress(text) {
      line = text;
      draw(text);
    },
  };
}

export const processTerminal: Terminal = terminalOf(process);

export const READABLE = "Give a file that you can read.";

/**
 * A text in UTF-8, or in UTF-16 with a byte order mark, as PowerShell writes files; without that mark.
 * @param file by default standard input
 * @throws ConfigurationError with the remedy when it can't be read; also for other bytes, which would silently become another text
 */
export async function readText(file: string | undefined, terminal: Terminal, remedy: string): Promise<string> {
  const bytes = await readInput(file, terminal, remedy);
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigurationError(`${file ?? "standard input"} is not text in UTF-8`, "Write it in UTF-8.");
  }
}

async function readInput(file: string | undefined, terminal: Terminal, remedy: string): Promise<Uint8Array> {
  try {
    return file === undefined ? await buffer(terminal.input) : await readFile(file);
  } catch (error) {
    throw new ConfigurationError(`${file ?? "standard input"} can't be read: ${(error as Error).message}`, remedy);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/**
 * @param what for the message: what can't be written
 * @throws ConfigurationError with the remedy when it can't be written
 */
export async function writing(what: string, remedy: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new ConfigurationError(`${what} can't be written: ${(error as Error).message}`, remedy);
  }
}
