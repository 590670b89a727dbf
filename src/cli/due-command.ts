import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { vendors } from "../catalog";
import { clockFrom, formatTime } from "../core/clock";
import { ConfigurationError } from "../core/errors";
import { plan } from "../core/plan";
import { type RecordedResource, recordedResources } from "../pulumi/export";

/** What `keysmith due` says of one resource. */
interface Due {
  readonly resource: string;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly nextRunBy: string | undefined;
}

/** The exit code when something is due, so that a pipeline can tell. */
const SOMETHING_DUE = 2;

/** `keysmith due`: what a run would rotate or retire now, read from a state without its secrets. */
export function dueCommand(): Command {
  return new Command("due")
    .description("tell what is due, from `pulumi stack export`; exits 2 when something is")
    .argument("[file]", "an exported state (default: standard input)")
    .option("--json", "print JSON", false)
    .action(run);
}

async function run(file: string | undefined, flags: { readonly json: boolean }): Promise<void> {
  const now = clockFrom(process.env).now();
  const found = recordedResources(parse(await read(file)), vendors).map((resource) => dueOf(resource, now));
  const due = found.filter(({ reasons }) => reasons.length > 0);
  console.log(flags.json ? JSON.stringify(found, null, 2) : report(found, now));
  if (due.length > 0) process.exitCode = SOMETHING_DUE;
}

function dueOf({ name, definition, inputs, outputs }: RecordedResource, now: Date): Due {
  const { reasons, warnings } = plan(definition, outputs, inputs, now);
  const { nextRunBy } = outputs;
  return {
    resource: `${definition.name} ${JSON.stringify(name)}`,
    reasons: reasons.map(({ message }) => message),
    warnings,
    nextRunBy: typeof nextRunBy === "string" ? nextRunBy : undefined,
  };
}

function report(found: readonly Due[], now: Date): string {
  const lines = found.flatMap(({ resource, reasons, warnings, nextRunBy }) => [
    ...reasons.map((reason) => `due      ${resource}: ${reason}`),
    ...warnings.map((warning) => `warning  ${resource}: ${warning}`),
    ...(reasons.length === 0 && nextRunBy ? [`later    ${resource}: next on ${nextRunBy}`] : []),
  ]);
  const count = found.filter(({ reasons }) => reasons.length > 0).length;
  return [...lines, `${count} of ${found.length} resources due at ${formatTime(now)}`].join("\n");
}

async function read(file: string | undefined): Promise<string> {
  try {
    return file === undefined ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new ConfigurationError(
      `${file} can't be read: ${(error as Error).message}`,
      "Give the file that `pulumi stack export --file` wrote.",
    );
  }
}

function parse(exported: string): unknown {
  try {
    return JSON.parse(exported);
  } catch {
    throw new ConfigurationError("the exported state is no JSON", "Make it with `pulumi stack export`.");
  }
}
