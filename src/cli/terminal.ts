import type { Environment } from "../core/settings";

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

export const processTerminal: Terminal = {
  env: process.env,
  get input() {
    return process.stdin;
  },
  get width() {
    return process.stdout.isTTY ? process.stdout.columns : undefined;
  },
  print: (text) => console.log(text),
  warn: (text) => console.error(`keysmith: ${text}`),
  progress(text) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  },
};
