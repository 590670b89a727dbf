import { writeFile } from "node:fs/promises";
import { ConfigurationError } from "../../../core/errors";
import { type Terminal, writing } from "../../terminal";

const STANDARD_OUTPUT = "-";

/** @throws ConfigurationError for a text that is no name of a page: if the name is forgotten, a state to be read would be overwritten */
export function requirePage(target: string): void {
  if (target === STANDARD_OUTPUT || /\.html?$/i.test(target)) return;
  throw new ConfigurationError(
    `--html ${JSON.stringify(target)} doesn't name a page: it doesn't end in .html`,
    "Write the page's file before the states, such as --html map.html prod.json, or - for standard output. Nothing was written.",
  );
}

/** @throws ConfigurationError where the file can't be written */
export async function putPage(target: string, page: string, terminal: Terminal): Promise<void> {
  if (target === STANDARD_OUTPUT) {
    terminal.print(page.trimEnd());
    return;
  }
  const remedy = "Name a file in an existing folder that you can write to.";
  await writing(`--html ${JSON.stringify(target)}`, remedy, () => writeFile(target, page));
  terminal.print(`wrote ${target}`);
}
