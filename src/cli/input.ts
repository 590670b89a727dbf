import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { ConfigurationError } from "../core/errors";
import type { Terminal } from "./terminal";

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
