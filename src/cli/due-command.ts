import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { Command } from "commander";
import { vendors } from "../catalog";
import { clockFrom, formatTime } from "../core/clock";
import { aboutRecord } from "../core/damage";
import { ConfigurationError } from "../core/errors";
import { inWords, typescriptWords, type Words } from "../core/message";
import { plan } from "../core/plan";
import type { RecordedResource } from "../core/recorded";
import * as stackExport from "../pulumi/export";
import { hclWords } from "../terraform/names";
import * as state from "../terraform/show";

interface Due {
  readonly resource: string;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly nextRunBy: string | undefined;
}

interface Document {
  readonly resources: readonly RecordedResource[];
  readonly words: Words;
}

/** The exit code when something is due, so that a pipeline can tell. */
const SOMETHING_DUE = 2;

const HOW_TO_MAKE =
  "Give what `pulumi stack export`, `terraform show -json` or `terraform state pull` prints; with OpenTofu, `tofu show -json`.";

/** `keysmith due`: what a run would rotate or retire now, read from a state without its secrets. */
export function dueCommand(): Command {
  return new Command("due")
    .description(
      "show what is due, from `pulumi stack export`, `terraform show -json` or `terraform state pull`; exits 2 when something is",
    )
    .argument("[file]", "what one of these commands printed (default: standard input)")
    .option("--json", "print JSON", false)
    .action(run);
}

async function run(file: string | undefined, flags: { readonly json: boolean }): Promise<void> {
  const now = clockFrom(process.env).now();
  const text = await contentOf(file);
  const { resources, words } = read(parse(text));
  const found = resources.map((resource) => dueOf(resource, words, now));
  const due = found.filter(({ reasons }) => reasons.length > 0);
  console.log(flags.json ? JSON.stringify(found, null, 2) : report(found, now));
  if (due.length > 0) process.exitCode = SOMETHING_DUE;
}

function read(document: unknown): Document {
  if (stackExport.isStackExport(document))
    return { resources: stackExport.recordedResources(document, vendors), words: typescriptWords };
  if (state.isState(document)) return { resources: state.recordedResources(document, vendors), words: hclWords };
  throw new ConfigurationError("this is not the state of a supported engine", HOW_TO_MAKE);
}

function dueOf({ title, definition, inputs, outputs, unfinished }: RecordedResource, words: Words, now: Date): Due {
  if (unfinished) {
    const reason = "it was not finished, or is tainted: the next run recreates it";
    return { resource: title, reasons: [reason], warnings: [], nextRunBy: undefined };
  }
  const { reasons, warnings } = onRecord(title, () => plan(definition, outputs, inputs, now));
  const { nextRunBy } = outputs;
  return {
    resource: title,
    reasons: reasons.map(({ message }) => inWords(message, words)),
    warnings: warnings.map((warning) => inWords(warning, words)),
    nextRunBy: typeof nextRunBy === "string" ? nextRunBy : undefined,
  };
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
function onRecord<T>(title: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw aboutRecord(title, error);
  }
}

function report(found: readonly Due[], now: Date): string {
  const lines = found.flatMap(({ resource, reasons, warnings, nextRunBy }) => {
    // What is due ends what it warns of.
    if (reasons.length > 0) return [`due      ${resource}: ${reasons.join("; ")}`];
    const next = nextRunBy ? [`next on ${nextRunBy}`] : [];
    if (warnings.length > 0) return [`warning  ${resource}: ${[...warnings, ...next].join("; ")}`];
    return next.map((when) => `later    ${resource}: ${when}`);
  });
  const count = found.filter(({ reasons }) => reasons.length > 0).length;
  return [...lines, `${count} of ${found.length} resources due at ${formatTime(now)}`].join("\n");
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
  // A command that failed prints nothing to the pipe, and nothing must not pass for "nothing is due".
  if (exported.trim() === "") throw new ConfigurationError("the input is empty: no state was read", HOW_TO_MAKE);
  try {
    return JSON.parse(exported);
  } catch {
    throw new ConfigurationError("the state is not JSON", HOW_TO_MAKE);
  }
}
