import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { aboutRecord } from "../core/damage";
import { ConfigurationError } from "../core/errors";
import type { RecordedResource } from "../core/recorded";
import { type RecordedProgram, recordedProgram } from "./recorded-program";

/** @param file by default standard input @throws ConfigurationError for what isn't the state of an engine */
export async function recordedState(file: string | undefined): Promise<RecordedProgram> {
  return recordedProgram(await contentOf(file));
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function onRecord<T>({ title }: RecordedResource, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw aboutRecord(title, error);
  }
}

async function contentOf(file: string | undefined): Promise<string> {
  try {
    return file === undefined ? await textOf(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new ConfigurationError(
      `${file} can't be read: ${(error as Error).message}`,
      "Give a file that you can read.",
    );
  }
}
