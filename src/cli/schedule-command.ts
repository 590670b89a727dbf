import { Command, Option } from "commander";
import { clockFrom } from "../core/clock";
import { ConfigurationError } from "../core/errors";
import { type Found, findingsOf, sayings } from "./due/found";
import { titles } from "./due/text";
import { STATES } from "./recorded-program";
import { advise } from "./schedule/advice";
import type { Runs } from "./schedule/cron";
import { FORMS, type Form, inForm, type Next, nextOf } from "./schedule/next";
import { adviceText, type Checked, checkText, isMissed } from "./schedule/report";
import { type Need, needOf, troublesWith } from "./schedule/windows";
import { FILES, type Naming, readStates } from "./states";
import { INCOMPLETE, processTerminal, type Terminal } from "./terminal";

interface Flags extends Naming {
  readonly cron?: string;
  readonly next?: string;
  readonly json: boolean;
}

/** `keysmith schedule`: how often the credentials of states need runs, and whether a cron line suffices. */
export function scheduleCommand(terminal: Terminal = processTerminal): Command {
  return new Command("schedule")
    .description(`show when runs are needed, from ${STATES}`)
    .argument("[files...]", FILES)
    .option("--cron <line>", "check this cron line, in UTC, and name the credentials that it would miss")
    .addOption(
      new Option(
        "--next [form]",
        `print only the next moment at which a run is needed, in the form for this scheduler: ${Object.keys(FORMS).join(", ")} (default: pulumi)`,
      )
        .preset("pulumi")
        .conflicts(["cron", "json"]),
    )
    .option("--json", "print JSON", false)
    .addHelpText("after", EXIT_CODES)
    .action((files: readonly string[], flags: Flags) => run(files, flags, terminal));
}

const EXIT_CODES = `
Exit codes:
  0  the question is answered, and the cron line misses nothing
  2  the cron line misses a credential, none is frequent enough, or none can be told before the next run
  1  the question could not be answered`;

async function run(given: readonly string[], { cron, next: word, json }: Flags, terminal: Terminal): Promise<void> {
  // The form may be left out, and then a file may take its place.
  const form = word === undefined || isForm(word) ? word : "pulumi";
  const files = word === undefined || isForm(word) ? given : [word, ...given];
  const clock = clockFrom(terminal.env);
  // Only this command reads cron lines.
  const runs = cron === undefined ? undefined : (await import("./schedule/cron.js")).runsOf(cron);
  const states = await readStates(files, {}, terminal);
  const now = clock.now();
  const { found } = findingsOf(states, clock, undefined);
  for (const { status, resource, reasons } of found)
    if (status === "unknown") terminal.warn(`${resource}: ${reasons.join("; ")}`);
  const each = states.flatMap(({ resources }) => resources).map((resource) => needOf(resource));
  const needs = each.flatMap((need) => need ?? []);
  const next = nextOf(found, now);
  if (needs.length === 0 && !next?.isDue) {
    const sources = states.map(({ source }) => source).join(", ");
    throw new ConfigurationError(`no run rotates anything that ${sources} records`, HOW_TO_ROTATE);
  }
  if (cron !== undefined && runs) {
    // A resource without a window, such as a key that somebody has deleted, waits for a run all the same.
    const waiting = found.filter(({ needsRun }, index) => needsRun && !each[index]);
    return check(cron, runs, needs, { waiting, now, json, terminal });
  }
  if (form !== undefined) return tellNext(next, form, now, terminal);
  giveAdvice(needs, next, json, terminal);
}

function isForm(word: string): word is Form {
  return Object.hasOwn(FORMS, word);
}

interface Checking {
  readonly waiting: readonly Found[];
  readonly now: Date;
  readonly json: boolean;
  readonly terminal: Terminal;
}

function check(cron: string, runs: Runs, needs: readonly Need[], { waiting, now, json, terminal }: Checking): void {
  const titled = titles([...needs.map(placed), ...waiting]);
  const run = runs.from(now);
  const checked: readonly Checked[] = [
    ...waiting.map((each) => ({ resource: titled(each), waits: { why: sayings(each), run }, troubles: [] })),
    ...needs.map((need) => ({ resource: titled(placed(need)), troubles: troublesWith(runs, need.resource, now) })),
  ];
  if (checked.some(isMissed)) process.exitCode = INCOMPLETE;
  terminal.print(json ? JSON.stringify({ cron, checked }, null, 2) : checkText(cron, checked));
}

function giveAdvice(needs: readonly Need[], next: Next | undefined, json: boolean, terminal: Terminal): void {
  const titled = titles(needs.map(placed));
  const advice = advise(needs);
  if (advice.cron === undefined) process.exitCode = INCOMPLETE;
  const { by } = advice;
  const shortest = by?.shortest && {
    resource: titled(placed(by)),
    what: by.shortest.what,
    seconds: by.shortest.length / 1000,
  };
  terminal.print(
    json
      ? JSON.stringify({ cron: advice.cron ?? null, shortest, next }, null, 2)
      : adviceText(advice, next, (need) => titled(placed(need))),
  );
}

const HOW_TO_ROTATE = "Give a state with credentials that rotate; their `rotateAt` says when.";

function tellNext(next: Next | undefined, form: Form, now: Date, { print, warn }: Terminal): void {
  if (!next) throw new ConfigurationError("nothing is due at any time", HOW_TO_ROTATE);
  if (next.isDue) warn(`due now: ${next.why}`);
  print(inForm(form, next, now));
}

function placed({ resource: { project, stack, title } }: Need): Parameters<ReturnType<typeof titles>>[0] {
  return { project, stack, resource: title };
}
