import { writeFile } from "node:fs/promises";
import { ConfigurationError } from "../../../core/errors";
import type { Terminal } from "../../terminal";

const STANDARD_OUTPUT = "-";

/** @throws ConfigurationError for what is no name of a page: with one forgotten, a state that is to be read would be written over */
export function requirePage(target: string): void {
  if (target === STANDARD_OUTPUT || /\.html?$/i.test(target)) return;
  throw new ConfigurationError(
    `--html ${JSON.stringify(target)} is no name of a page: it doesn't end in .html`,
    "Write the page's file before the states, such as --html map.html prod.json, or - for standard output. Nothing was written.",
  );
}

/** @throws ConfigurationError where the file can't be written */
export async function putPage(target: string, page: string, terminal: Terminal): Promise<void> {
  if (target === STANDARD_OUTPUT) {
    terminal.print(page.trimEnd());
    return;
  }
  try {
    await writeFile(target, page);
  } catch (error) {
    throw new ConfigurationError(
      `--html ${JSON.stringify(target)} can't be written: ${(error as Error).message}`,
      "Name a file in a folder that is there and that you can write.",
    );
  }
  terminal.print(`wrote ${target}`);
}
