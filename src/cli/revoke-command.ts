import { Command } from "commander";
import { vendors } from "../catalog";
import { ConfigurationError } from "../core/errors";
import { noteRecorded } from "../core/lifecycle";
import { assign, inWords } from "../core/message";
import type { RecordedResource } from "../core/recorded";
import type { Revocation } from "../core/revocable";
import { endReplaced } from "../core/revocation";
import { Run } from "../core/run";
import type { Values } from "../core/unknown";
import { type RecordedProgram, recordedProgram, STATES } from "./recorded-program";
import { ENGINES, quoted } from "./revoke/engine";
import { INCOMPLETE, processTerminal, READABLE, readText, type Terminal } from "./terminal";

interface Flags {
  readonly now: boolean;
  readonly leaked?: string;
}

/** `keysmith revoke`: ends a credential that has leaked, once there is another one on record. */
export function revokeCommand(terminal: Terminal = processTerminal): Command {
  return new Command("revoke")
    .description("end a credential that has leaked, and all before it, once there is another one on record")
    .argument("<address>", "the resource: its address, its URN, or its name where one has it")
    .argument("[state]", `what ${STATES} prints (default: standard input)`)
    .option("--leaked <id>", "the id of the credential that has leaked (default: the one that is handed out now)")
    .option("--now", "end what was replaced; without it, only say what there is to do", false)
    .addHelpText("after", EXIT_CODES)
    .action((address: string, file: string | undefined, flags: Flags) => revoke(address, file, flags, terminal));
}

const EXIT_CODES = `
Exit codes:
  0  what has leaked is ended
  2  something is to be done first, and what was printed says what
  1  it could not be done`;

interface Leak {
  readonly program: RecordedProgram;
  readonly resource: RecordedResource;
  readonly revocation: Revocation<Values>;
  readonly current: string;
  readonly replaced: readonly string[];
  readonly leaked: string;
}

async function revoke(address: string, file: string | undefined, flags: Flags, terminal: Terminal): Promise<void> {
  const program = recordedProgram(await readText(file, terminal, READABLE));
  const resource = resourceCalled(address, program);
  const { revocation } = resource.definition;
  if (!revocation) {
    throw new ConfigurationError(
      `${resource.title} is a ${resource.definition.name}, which hands out no credential that could be revoked`,
      `Name one of ${revocable(program).join(", ") || "a state with client keys"}.`,
    );
  }
  if (resource.unfinished) {
    throw new ConfigurationError(
      `${resource.title} was not finished, or is tainted`,
      `Run ${ENGINES[program.engine].apply} first: it makes another one.`,
    );
  }
  const current = revocation.current(resource.outputs);
  const replaced = revocation.replaced(resource.outputs);
  const leak = { program, resource, revocation, current, replaced, leaked: flags.leaked ?? current };
  requireKnown(leak);
  if (leak.leaked === current || !flags.now) {
    process.exitCode = INCOMPLETE;
    return terminal.print(leak.leaked === current ? howToRenew(leak) : whatEnds(leak));
  }
  terminal.print(report(leak, await end(leak, terminal)));
}

/** A mistyped id must not pass for one that has ended. */
function requireKnown({ resource, current, replaced, leaked }: Leak): void {
  if (leaked === current || replaced.includes(leaked)) return;
  throw new ConfigurationError(
    `${resource.title} records no ${leaked}: it hands out ${current}, and what that has replaced is ${replaced.join(", ") || "ended"}`,
    "If it was ended by an earlier call, nothing is left to do; else check the id.",
  );
}

function resourceCalled(address: string, { resources }: RecordedProgram): RecordedResource {
  const found = resources.filter((each) => [each.address, each.name, each.title].includes(address));
  const exact = found.find((each) => each.address === address);
  const [only, ...others] = exact
    ? [exact]
    : found.filter(({ definition }) => definition.revocation || found.length === 1);
  if (only && others.length === 0) return only;
  throw new ConfigurationError(
    only
      ? `${JSON.stringify(address)} is the name of several resources`
      : `the state records no ${JSON.stringify(address)}`,
    `Give one of ${(only ? [only, ...others] : resources).map((each) => quoted(each.address)).join(", ")}.`,
  );
}

function revocable({ resources }: RecordedProgram): string[] {
  return resources.flatMap(({ definition, address }) => (definition.revocation ? [quoted(address)] : []));
}

/** The new credential comes by the program and its engine, which alone can record it and hand it on. */
function howToRenew({ program, resource, revocation, leaked, replaced }: Leak): string {
  const { apply, state } = ENGINES[program.engine];
  const edit = inWords(assign(revocation.renewedBy, `${leaked} leaked`), program.words);
  return [
    `${leaked} is what ${resource.title} hands out, and nothing was ended: applications need another one first.`,
    "",
    `1. In the program, at ${resource.address}:`,
    `     ${edit}`,
    "2. Make another one, have it recorded, and hand it on to what uses it:",
    `     ${apply}`,
    `3. End ${[leaked, ...replaced].join(", ")}:`,
    `     ${state} | keysmith revoke ${quoted(resource.address)} --leaked ${quoted(leaked)} --now`,
  ].join("\n");
}

function whatEnds({ resource, current, replaced }: Leak): string {
  return `${resource.title} hands out ${current}. With --now, these are ended at once: ${replaced.join(", ")}. What still holds one of them is refused from then on.`;
}

async function end({ program, resource, revocation }: Leak, { env, warn }: Terminal): Promise<readonly string[]> {
  const { definition, outputs } = resource;
  const vendor = vendors.find(({ definitions }) => definitions.includes(definition));
  if (!vendor) throw new TypeError(`${definition.name} is of no vendor`);
  const run = new Run({ env, log: { warn }, words: program.words });
  const context = run.context(vendor);
  for (const each of program.resources) noteRecorded(each.definition, context.ledger, each.outputs);
  return endReplaced(definition, revocation, context, outputs);
}

function report({ program, resource, current, replaced }: Leak, ended: readonly string[]): string {
  const { apply, refresh } = ENGINES[program.engine];
  const gone = replaced.filter((id) => !ended.includes(id));
  return [
    ...ended.map((id) => `ended    ${id}`),
    ...gone.map((id) => `gone     ${id}: somebody has ended it before`),
    `current  ${current}`,
    "",
    "What is left to do:",
    `- Have everything that holds a copy take ${current}: what was ended is refused from now on. ${apply} hands it to what the program knows.`,
    `- ${refresh(resource.address)} records that they are gone; so does the next run that refreshes.`,
  ].join("\n");
}
