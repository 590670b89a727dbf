import { Command } from "commander";
import { clockFrom, formatTime } from "../core/clock";
import { Ledger } from "../core/ledger";
import { noteRecorded } from "../core/lifecycle";
import { inWords, type Words } from "../core/message";
import { plan } from "../core/plan";
import type { RecordedResource } from "../core/recorded";
import { onRecord, recordedState, STATES } from "./recorded-program";
import { INCOMPLETE } from "./terminal";

interface Due {
  readonly resource: string;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly nextRunBy: string | undefined;
}

/** `keysmith due`: what a run would rotate or retire now, read from a state without its secrets. */
export function dueCommand(): Command {
  return new Command("due")
    .description(`show what is due, from ${STATES}; exits 2 when something is`)
    .argument("[file]", "what one of these commands printed (default: standard input)")
    .option("--json", "print JSON", false)
    .action(run);
}

async function run(file: string | undefined, flags: { readonly json: boolean }): Promise<void> {
  const now = clockFrom(process.env).now();
  const { resources, words } = await recordedState(file);
  const ledger = new Ledger();
  for (const each of resources) onRecord(each, () => noteRecorded(each.definition, ledger, each.outputs));
  const found = resources.map((resource) => dueOf(resource, words, now, ledger));
  const due = found.filter(({ reasons }) => reasons.length > 0);
  console.log(flags.json ? JSON.stringify(found, null, 2) : report(found, now));
  if (due.length > 0) process.exitCode = INCOMPLETE;
}

function dueOf(resource: RecordedResource, words: Words, now: Date, ledger: Ledger): Due {
  const { title, definition, inputs, outputs, unfinished } = resource;
  if (unfinished) {
    const reason = "it was not finished, or is tainted: the next run recreates it";
    return { resource: title, reasons: [reason], warnings: [], nextRunBy: undefined };
  }
  const { reasons, warnings } = onRecord(resource, () => plan(definition, outputs, inputs, now, { ledger }));
  const { nextRunBy } = outputs;
  return {
    resource: title,
    reasons: reasons.map(({ message }) => inWords(message, words)),
    warnings: warnings.map((warning) => inWords(warning, words)),
    nextRunBy: typeof nextRunBy === "string" ? nextRunBy : undefined,
  };
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
