import { aboutRecord } from "../core/damage";
import type { RecordedResource } from "../core/recorded";
import { READABLE, readText } from "./input";
import { type RecordedProgram, recordedProgram } from "./recorded-program";
import { processTerminal } from "./terminal";

/** @param file by default standard input @throws ConfigurationError for what isn't the state of an engine */
export async function recordedState(file: string | undefined): Promise<RecordedProgram> {
  return recordedProgram(await readText(file, processTerminal, READABLE));
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function onRecord<T>({ title }: RecordedResource, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw aboutRecord(title, error);
  }
}
