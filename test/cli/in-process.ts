import { Readable } from "node:stream";
import type { Command } from "commander";
import type { Terminal } from "../../src/cli/terminal";
import { isKeysmithError } from "../../src/core/errors";

/** What a command has printed, and the message of the error of ours with which it ended. */
export interface Outcome {
  readonly out: string;
  readonly error: string | undefined;
}

export interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Characters in a line, when a person looks on. */
  readonly width?: number;
}

/** Runs one command in this process. */
export async function inProcess(
  command: (terminal: Terminal, write: (raw: string) => void) => Command,
  words: readonly string[],
  { env = {}, input = "", width }: Circumstances = {},
): Promise<Outcome> {
  const out: string[] = [];
  const terminal: Terminal = {
    env,
    input: Readable.from([input]),
    width,
    print: (text) => void out.push(`${text}\n`),
    warn: () => undefined,
  };
  try {
    await command(terminal, (raw) => void out.push(raw)).parseAsync(["node", "keysmith", ...words]);
    return { out: out.join(""), error: undefined };
  } catch (error) {
    if (isKeysmithError(error)) return { out: out.join(""), error: error.message };
    throw error;
  }
}
