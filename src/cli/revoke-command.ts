import { Command } from "commander";
import { vendors } from "../catalog";
import { type Clock, clockFrom } from "../core/clock";
import { damagedRecord, onRecord } from "../core/damage";
import { ConfigurationError } from "../core/errors";
import { noteRecorded } from "../core/lifecycle";
import { type RecordedResource, requireWhole } from "../core/recorded";
import { endReplaced, type Fate } from "../core/revocation";
import { Run } from "../core/run";
import { type RecordedProgram, recordedProgram, STATES, whyClosed } from "./recorded-program";
import { ENGINES, quoted } from "./revoke/engine";
import { BY_HAND, fateLine, holderOf, howToRenew, type Leak, whatEnds, whatIsLeft } from "./revoke/report";
import { INCOMPLETE, processTerminal, READABLE, readText, type Terminal } from "./terminal";
import { visible } from "./visible";

interface Flags {
  readonly now: boolean;
  readonly leaked?: string;
}

/**
 * `keysmith revoke`: ends a leaked credential once another one is on record.
 * @param clock by default the one that the environment says
 */
export function revokeCommand(terminal: Terminal = processTerminal, clock?: Clock): Command {
  return new Command("revoke")
    .description(
      "end a credential that has leaked, and all that were made before it, once there is another one on record",
    )
    .argument("<address>", "the resource: its address, its URN, or its name where one has it")
    .argument("[state]", `what ${STATES} prints (default: standard input)`)
    .option("--leaked <id>", "the id of the credential that has leaked (default: the one that is handed out now)")
    .option("--now", "end what was replaced; without it, only say what there is to do", false)
    .addHelpText("after", EXIT_CODES)
    .action((address: string, file: string | undefined, flags: Flags) => revoke(address, file, flags, terminal, clock));
}

const EXIT_CODES = `
Exit codes:
  0  what has leaked is ended, as is all that was made before it
  2  something is to be done first, and what was printed says what
  1  it could not be done, or not all of it`;

const FAILED = 1;

async function revoke(
  address: string,
  file: string | undefined,
  flags: Flags,
  terminal: Terminal,
  clock?: Clock,
): Promise<void> {
  const program = recordedProgram(await readText(file, terminal, READABLE));
  const resource = resourceCalled(address, program);
  const { revocation } = resource.definition;
  if (!revocation) {
    throw new ConfigurationError(
      `${resource.title} is a ${resource.definition.name}, which hands out no credential that could be revoked`,
      `Name one of ${revocable(program).join(", ") || "a state with client keys"}.`,
    );
  }
  // Another resource of the kind may hand out a credential that is to be ended.
  for (const each of program.resources) {
    if (each.definition !== resource.definition) continue;
    requireOpen(each);
    requireWhole(each, program.words);
  }
  if (resource.unfinished) {
    throw new ConfigurationError(
      `${resource.title} ${resource.unfinished === "gone" ? "is deleted, and not made again yet" : "was not finished, or is tainted"}`,
      `Run ${ENGINES[program.engine].apply} first: it makes another one.`,
    );
  }
  const current = revocation.current(resource.outputs);
  const replaced = revocation.replaced(resource.outputs);
  const leaked = flags.leaked ?? current;
  const ending = [leaked, ...revocation.madeBefore(resource.outputs, leaked)];
  const leak = { program, resource, revocation, current, replaced, leaked, ending };
  requireKnown(leak);
  if (leaked === current || !flags.now) {
    process.exitCode = INCOMPLETE;
    return terminal.print(leaked === current ? renewal(leak, clock ?? clockFrom(terminal.env)) : whatEnds(leak));
  }
  const fates = await end(leak, terminal, clock);
  terminal.print(whatIsLeft(leak));
  if (fates.includes("kept")) process.exitCode = FAILED;
}

function renewal(leak: Leak, clock: Clock): string {
  const { resource, revocation } = leak;
  return howToRenew(
    leak,
    onRecord(resource, () => revocation.crowding(resource.outputs, clock.now())),
  );
}

function requireOpen(resource: RecordedResource): void {
  const why = whyClosed(resource);
  if (why) throw new ConfigurationError(`${resource.title}: ${why}`, "Nothing was ended.");
}

/** A mistyped id must not pass for one that has ended. */
function requireKnown(leak: Leak): void {
  const { resource, revocation, current, replaced, leaked } = leak;
  const odd = [current, ...replaced].find((id) => visible(id) !== id);
  if (odd !== undefined) throw damagedRecord(resource.title, `${JSON.stringify(visible(odd))} is not an id`);
  if (leaked === current || replaced.includes(leaked)) return;
  if (revocation.found(resource.outputs).includes(leaked)) {
    const holder = holderOf(leak, leaked);
    throw new ConfigurationError(
      `${resource.title} has found ${leaked}, but does not record it: nothing was ended`,
      holder
        ? `Revoke it at ${quoted(holder.address)}, which hands it out.`
        : `If no other program has it, ${BY_HAND}.`,
    );
  }
  throw new ConfigurationError(
    `${resource.title} records no ${leaked}: it hands out ${current}, and what it has replaced is ${replaced.join(", ") || "ended"}`,
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

/** Prints the fate of each credential as soon as it is known, because a later call may fail. @returns the fate of each */
async function end(leak: Leak, { env, print, warn }: Terminal, clock: Clock | undefined): Promise<readonly Fate[]> {
  const { program, resource, revocation, ending } = leak;
  const { definition, outputs } = resource;
  const vendor = vendors.find(({ definitions }) => definitions.includes(definition));
  if (!vendor) throw new TypeError(`${definition.name} is of no vendor`);
  const run = new Run({ env, log: { warn }, words: program.words, ...(clock && { clock }) });
  const context = run.context(vendor);
  for (const each of program.resources)
    if (!whyClosed(each)) onRecord(each, () => noteRecorded(each.definition, context.ledger, each.outputs));
  const fates = new Map<string, Fate>();
  const tell = (id: string, fate: Fate): void => {
    fates.set(id, fate);
    print(fateLine(leak, id, fate));
  };
  try {
    await endReplaced(definition, revocation, context, outputs, ending, tell);
  } catch (error) {
    const left = ending.filter((id) => !fates.has(id));
    if (fates.size > 0) print(`left     ${left.join(", ")}: the call failed, so assume that it still works`);
    throw error;
  }
  return [...fates.values()];
}
