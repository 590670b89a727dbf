import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { vendors } from "../catalog";
import { aboutRecord } from "../core/damage";
import { ConfigurationError } from "../core/errors";
import { typescriptWords, type Words } from "../core/message";
import type { RecordedResource } from "../core/recorded";
import type { Program } from "../core/task";
import * as stackExport from "../pulumi/export";
import * as onPulumi from "../pulumi/hand-over";
import * as onTerraform from "../terraform/hand-over";
import { hclWords } from "../terraform/names";
import * as state from "../terraform/show";

/** What an engine has recorded of our resources, as one of its commands has printed it. */
export interface RecordedState extends Program {
  readonly engine: "pulumi" | "terraform";
  /** Of those who use the engine. */
  readonly words: Words;
}

export const STATES = "`pulumi stack export`, `terraform show -json` or `terraform state pull`";

const HOW_TO_MAKE = `Give what ${STATES} prints; with OpenTofu, \`tofu show -json\`.`;

/** @param file by default standard input @throws ConfigurationError for what isn't the state of an engine */
export async function recordedState(file: string | undefined): Promise<RecordedState> {
  return stateIn(await contentOf(file));
}

/** @throws ConfigurationError as `recordedState` */
export function stateIn(printed: string): RecordedState {
  const document = parse(printed);
  if (stackExport.isStackExport(document)) {
    return {
      engine: "pulumi",
      resources: stackExport.recordedResources(document, vendors),
      naming: (text) => stackExport.recordsNaming(document, text),
      handOver: onPulumi.handOver,
      words: typescriptWords,
    };
  }
  if (state.isState(document)) {
    return {
      engine: "terraform",
      resources: state.recordedResources(document, vendors),
      naming: (text) => state.recordsNaming(document, text),
      handOver: onTerraform.handOver,
      words: hclWords,
    };
  }
  throw new ConfigurationError("this is not the state of a supported engine", HOW_TO_MAKE);
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

function parse(exported: string): unknown {
  // A command that failed prints nothing to the pipe, and nothing must not pass for "nothing is there".
  if (exported.trim() === "") throw new ConfigurationError("the input is empty: no state was read", HOW_TO_MAKE);
  try {
    return JSON.parse(exported);
  } catch {
    throw new ConfigurationError("the state is not JSON", HOW_TO_MAKE);
  }
}
