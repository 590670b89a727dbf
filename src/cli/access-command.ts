import { Command, type CommanderError, Option } from "commander";
import { accessChange } from "../core/access/change";
import { decide, type Verdict } from "../core/access/decide";
import { grantsOf } from "../core/access/grants";
import { accessMap } from "../core/access/map";
import { clockFrom } from "../core/clock";
import { ConfigurationError } from "../core/errors";
import { policiesFor, RUNS } from "./access/actions";
import { changeInJson, changeInMarkdown, changeInText, GATES } from "./access/change";
import { listInJson, listInText } from "./access/list";
import { mapPage } from "./access/map/page";
import { putPage, requirePage } from "./access/map/target";
import { type Question, requestOf } from "./access/question";
import { readSources } from "./access/sources";
import { STATES } from "./recorded-program";
import { FILES, type Naming } from "./states";
import { failsWith, INCOMPLETE, processTerminal, type Terminal } from "./terminal";
import { visible } from "./visible";

const PLANS = "`terraform show -json <plan>` or `pulumi preview --json --show-sames`";

/** `keysmith access`: who may use what, from where, and until when, according to states and plans; no service is asked. */
export function accessCommand(terminal: Terminal = processTerminal): Command {
  return (
    new Command("access")
      .description("show who may use what, from where, as states and plans say it")
      // A mistyped `check` must not pass for a refusal either.
      .exitOverride(endUnanswered)
      .addCommand(checkCommand(terminal))
      .addCommand(listCommand(terminal))
      .addCommand(mapCommand(terminal))
      .addCommand(diffCommand(terminal))
      .addCommand(actionsCommand(terminal))
  );
}

/** Names for states that hold none. */
function named(command: Command): Command {
  return command
    .option("--project <name>", "the project of a state that names none (default: none)")
    .option("--stack <name>", "the stack of a state that names none (default: its file, without the extension)");
}

const REFUSED = 1;
/** The exit code of `check` without an answer, as 1 is an answer. */
const UNANSWERED = 3;

const CHECK_CODES = `
Exit codes:
  0  allowed
  1  refused
  2  the answer is unknown, because part of what it depends on isn't known
  3  the question could not be answered`;

const CODES: Readonly<Record<Verdict, number>> = { allowed: 0, refused: REFUSED, unknown: INCOMPLETE };

function endUnanswered({ exitCode }: CommanderError): never {
  process.exit(exitCode === 0 ? 0 : UNANSWERED);
}

type CheckFlags = Question & Naming & { readonly json: boolean };

function checkCommand(terminal: Terminal): Command {
  return named(new Command("check"))
    .description(`say whether an application may do something, from ${STATES}, or from ${PLANS} once that is applied`)
    .argument("[files...]", FILES)
    .option("--app <name>", "the application, by the name of its access point or by its address")
    .option("--credential <id>", "in its place: one of its credentials, such as KAAP.…")
    .option("--secret <name>", "the secret that it reads")
    .option("--key <id>", "the key that it uses")
    .option("--operation <name>", "what it does, such as Encrypt (default: GetSecretValue with --secret)")
    .option(
      "--instance <id>",
      "at which instance, or shared for the shared gateway (default: where a policy allows it)",
    )
    .requiredOption("--from <address>", "from where")
    .option("--at <time>", "when, in UTC (default: now)")
    .option("--json", "print JSON", false)
    .addHelpText("after", CHECK_CODES)
    .exitOverride(endUnanswered)
    .action((files: readonly string[], flags: CheckFlags) => check(files, flags, terminal));
}

async function check(files: readonly string[], flags: CheckFlags, terminal: Terminal): Promise<void> {
  // An error must not pass for a refusal.
  failsWith(UNANSWERED);
  const sources = await readSources(files, flags, terminal);
  const map = accessMap(sources.after);
  const decision = decide(map, requestOf(map, flags, clockFrom(terminal.env)));
  const text = flags.json
    ? JSON.stringify(decision, null, 2)
    : visible(`${decision.verdict}: ${decision.reason}${decision.credential ? ` (${decision.credential})` : ""}`);
  terminal.print(sources.hide(text));
  process.exitCode = CODES[decision.verdict];
}

function listCommand(terminal: Terminal): Command {
  return named(new Command("list"))
    .description(`list who reaches what, from where, until when, from ${STATES}, or from ${PLANS} once that is applied`)
    .argument("[files...]", FILES)
    .option("--json", "print JSON", false)
    .action(async (files: readonly string[], flags: Naming & { readonly json: boolean }) => {
      const sources = await readSources(files, flags, terminal);
      const grants = grantsOf(accessMap(sources.after));
      terminal.print(sources.hide(flags.json ? listInJson(grants) : listInText(grants, terminal.width)));
    });
}

function mapCommand(terminal: Terminal): Command {
  return named(new Command("map"))
    .description(`draw who reaches what, from where, until when, from ${STATES}, or from ${PLANS} once that is applied`)
    .argument("[files...]", FILES)
    .requiredOption("--html <file>", "where the page goes: a name that ends in .html, or - for standard output")
    .action(async (files: readonly string[], flags: Naming & { readonly html: string }) => {
      requirePage(flags.html);
      const sources = await readSources(files, flags, terminal);
      const say = (text: string): string => visible(sources.hide(text));
      const page = await mapPage(accessMap(sources.after), clockFrom(terminal.env).now(), say);
      await putPage(flags.html, page, terminal);
    });
}

const FORMATS = { text: changeInText, json: changeInJson, markdown: changeInMarkdown } as const;

type DiffFlags = Naming & {
  readonly format: keyof typeof FORMATS;
  readonly json: boolean;
  readonly failOn: string;
};

const DIFF_CODES = `
Exit codes:
  0  the question is answered
  2  the change does what --fail-on names, or may do it
  1  the question could not be answered`;

function diffCommand(terminal: Terminal): Command {
  return named(new Command("diff"))
    .description(`show what a change opens and closes, from ${PLANS}`)
    .argument("[files...]", `the plan, and states of other stacks that it refers to (default: standard input, as is -)`)
    .addOption(new Option("--format <format>", "how it is printed").choices(Object.keys(FORMATS)).default("text"))
    .addOption(new Option("--json", "the same as --format json").default(false).conflicts("format"))
    .addOption(
      new Option("--fail-on <what>", "end with exit code 2 when the change does this")
        .choices(Object.keys(GATES))
        .default("nothing"),
    )
    .addHelpText("after", DIFF_CODES)
    .action((files: readonly string[], flags: DiffFlags) => diff(files, flags, terminal));
}

async function diff(files: readonly string[], flags: DiffFlags, terminal: Terminal): Promise<void> {
  const sources = await readSources(files, flags, terminal);
  if (!sources.isPlan) throw new ConfigurationError("the input contains no plan", `Give what ${PLANS} prints.`);
  const change = accessChange(sources.before, sources.after);
  terminal.print(sources.hide(FORMATS[flags.json ? "json" : flags.format](change)));
  if (GATES[flags.failOn]?.(change)) process.exitCode = INCOMPLETE;
}

function actionsCommand(terminal: Terminal): Command {
  return named(new Command("actions"))
    .description(`print the least that the program's own runs must be allowed, from ${STATES}, or from ${PLANS}`)
    .argument("[files...]", FILES)
    .addOption(new Option("--for <runs>", "only for runs that do this").choices(Object.keys(RUNS)).default("all"))
    .action(async (files: readonly string[], flags: Naming & { readonly for: string }) => {
      const { before, after } = await readSources(files, flags, terminal);
      // A run reads and deletes also the recorded objects that its plan no longer has.
      terminal.print(policiesFor([...before, ...after], flags.for));
    });
}
