import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { ConfigurationError } from "../core/errors";
import type { Environment } from "../core/settings";

/** The exit code when not all is as it should be, or something is to be done, so that a pipeline can tell. */
export const INCOMPLETE = 2;

export interface Terminal {
  readonly env: Environment;
  readonly input: NodeJS.ReadableStream;
  /** Characters in a line; nothing when nobody looks on, as in a pipe. */
  readonly width: number | undefined;
  print(text: string): void;
  warn(text: string): void;
  /** Shows how far a work is, in place of what it said before; nothing when nobody looks on. */
  progress?(text: string): void;
}

/** @param io of the process, whose streams are looked at when they are used */
export function terminalOf(io: Pick<NodeJS.Process, "env" | "stdin" | "stdout" | "stderr">): Terminal {
  let line = "";
  const draw = (text: string): void => {
    if (io.stderr.isTTY) io.stderr.write(`\r\x1b[K${text}`);
  };
  /** Whatever else is written stands in lines of its own. */
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
 * @param file by default standard input
 * @throws ConfigurationError with the remedy for what can't be read
 */
export async function readInput(file: string | undefined, terminal: Terminal, remedy: string): Promise<Uint8Array> {
  try {
    return file === undefined ? await buffer(terminal.input) : await readFile(file);
  } catch (error) {
    throw new ConfigurationError(`${file ?? "standard input"} can't be read: ${(error as Error).message}`, remedy);
  }
}

/** The same as text, in UTF-8 and without a byte order mark. */
export async function readText(file: string | undefined, terminal: Terminal, remedy: string): Promise<string> {
  return new TextDecoder().decode(await readInput(file, terminal, remedy));
}

/**
 * @param what for the message: what can't be written
 * @throws ConfigurationError with the remedy for what can't be written
 */
export async function writing(what: string, remedy: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new ConfigurationError(`${what} can't be written: ${(error as Error).message}`, remedy);
  }
}
