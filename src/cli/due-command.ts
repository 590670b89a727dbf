import { appendFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { clockFrom } from "../core/clock";
import { durationText } from "../core/duration";
import { ConfigurationError } from "../core/errors";
import { asCalendar } from "./due/calendar";
import { type Findings, findingsOf, isDue } from "./due/found";
import { asAnnotations, asSummary } from "./due/github";
import { asJunit } from "./due/junit";
import { asPrometheus } from "./due/prometheus";
import { asText } from "./due/text";
import { STATES } from "./recorded-program";
import { FILES, type Naming, readStates, type State } from "./states";
import { INCOMPLETE, processTerminal, type Terminal, writing } from "./terminal";

/** The exit code when a credential has ended, whether or not a run makes another. */
const ENDED = 3;

const SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY";

const FORMATS = {
  table: asText,
  json: ({ found }: Findings) => JSON.stringify(found, null, 2),
  prometheus: asPrometheus,
  ical: asCalendar,
  github: asAnnotations,
  junit: asJunit,
} as const satisfies Readonly<Record<string, (findings: Findings, all: boolean) => string>>;

type Format = keyof typeof FORMATS;

/** Formats that are kept beside those of other stacks, and tell stacks apart by their names. */
const KEPT: ReadonlySet<Format> = new Set(["prometheus", "ical"]);

interface Flags extends Naming {
  readonly format: Format;
  readonly json: boolean;
  readonly all: boolean;
  readonly within?: string;
}

/** `keysmith due`: what a run would rotate or retire now, read from states without their secrets. */
export function dueCommand(terminal: Terminal = processTerminal): Command {
  return new Command("due")
    .description(`show what is due, from ${STATES}`)
    .argument("[files...]", FILES)
    .addOption(new Option("--format <format>", "how it is printed").choices(Object.keys(FORMATS)).default("table"))
    .addOption(new Option("--json", "the same as --format json").default(false).conflicts("format"))
    .option("--all", "also show resources that are in order", false)
    .option("--within <duration>", "count as due what comes due in this time, such as P14D")
    .option("--project <name>", "the project of a state that names none (default: none)")
    .option("--stack <name>", "the stack of a state that names none (default: its file, without the extension)")
    .addHelpText("after", EXIT_CODES)
    .action((files: readonly string[], flags: Flags) => run(files, flags, terminal));
}

const EXIT_CODES = `
Exit codes:
  0  nothing is due
  2  something is due, or can't be judged
  3  a credential has ended
  1  the question could not be answered`;

async function run(files: readonly string[], flags: Flags, terminal: Terminal): Promise<void> {
  const clock = clockFrom(terminal.env);
  const within = flags.within === undefined ? undefined : requireDuration(flags.within);
  const format = flags.json ? "json" : flags.format;
  const states = await readStates(files, flags, terminal);
  if (KEPT.has(format)) requireStacks(states, format);
  const findings = findingsOf(states, clock, within);
  if (format === "github") await addSummary(findings, terminal);
  terminal.print(FORMATS[format](findings, flags.all).replace(/\n$/, ""));
  if (findings.found.some(({ status }) => status === "ended")) process.exitCode = ENDED;
  else if (findings.found.some(isDue)) process.exitCode = INCOMPLETE;
}

/** Two stacks without a name would have the same series and the same events. */
function requireStacks(states: readonly State[], format: Format): void {
  const nameless = states.find(({ resources }) => resources.some(({ stack }) => stack === ""));
  if (!nameless) return;
  throw new ConfigurationError(
    `${nameless.source} doesn't name its stack, and --format ${format} needs that: without it, two stacks would overwrite each other`,
    "Give its name, such as --stack shop/prod. Nothing was printed.",
  );
}

/** Other steps of the job write to the file too. */
async function addSummary(findings: Findings, { env }: Terminal): Promise<void> {
  const file = env[SUMMARY_VARIABLE];
  const remedy = "Name a file that you can write, or unset it.";
  if (file)
    await writing(`${SUMMARY_VARIABLE} names ${file}, which`, remedy, () => appendFile(file, asSummary(findings)));
}

/** @throws ConfigurationError for a text that is no ISO 8601 duration */
function requireDuration(text: string): string {
  const problem = durationText.safeParse(text).error?.issues[0]?.message;
  if (problem === undefined) return text;
  throw new ConfigurationError(`--within ${JSON.stringify(text)} ${problem}`, "Nothing was looked at.");
}
