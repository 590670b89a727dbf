import { requireAccount, requireAccountOfStack, requireSameAccount } from "./account";
import { addressOf, sameAddress } from "./address";
import { planProblems } from "./checks";
import { labelField } from "./claims";
import { type Definition, subjectOf, type Values } from "./definition";
import {
  AlreadyExistsError,
  ConflictError,
  InvalidInputError,
  isKeysmithError,
  NotFoundError,
  PartialError,
} from "./errors";
import { fieldsOf, leavesOf } from "./fields";
import type { Ledger } from "./ledger";
import { settle } from "./left-out";
import { kept } from "./memo";
import { joined, message, ref } from "./message";
import { nonceOf } from "./nonce";
import { isTakenOver, type Owned } from "./ownership";
import { type Plan, plan } from "./plan";
import type { Context } from "./run";
import { Secret } from "./secret";

/** The recorded state after a create: the inputs, and over them the outputs. What the inputs name is adopted instead. */
export async function createState(definition: Definition, context: Context<unknown>, inputs: Values): Promise<Values> {
  const { adopt } = inputs;
  await requireAccountOfStack(definition.account, subjectOf(definition, inputs), context, inputs);
  // The object in the form that the definition says; elsewhere it is a switch.
  if (typeof adopt === "string") return adoptState(definition, context, inputs, adopt);
  const state = { ...inputs, ...(await definition.create(context, inputs)) };
  own(definition, context.ledger, state);
  const { replaced } = context.nonces;
  if (replaced !== undefined) context.ledger.succeeded(replaced);
  return state;
}

/**
 * An object that exists already, brought to what the inputs ask for, in place. No engine has seen it before, so it is compared
 * here, and what is due only by time is left to the next run.
 */
async function adoptState(
  definition: Definition,
  context: Context<unknown>,
  inputs: Values,
  named: string,
): Promise<Values> {
  const subject = `${subjectOf(definition, inputs)}: ${JSON.stringify(named)}`;
  const told = definition.adopt?.place(named);
  const found = told && (await definition.adopt?.find(context, { ...inputs, ...told }));
  if (!found) throw new NotFoundError(`${subject} is not there to be adopted`, `Check it, or ${ANEW}.`);
  // What nobody can tell of it, such as a password, is what is given.
  const prior = { ...inputs, ...found };
  const planned = adoption(definition, context, subject, prior, inputs);
  warnOfLack(definition, context, subject, prior);
  try {
    return await updateState(definition, context, prior, inputs, planned);
  } catch (error) {
    throw notAdopted(definition, prior, error);
  }
}

/**
 * What a failed create records, engines may replace in their next run, and the adopted object, which others use, would be deleted with
 * it. So while the object is still that one, nothing is recorded, and the next run begins anew.
 */
function notAdopted(definition: Definition, prior: Values, error: unknown): unknown {
  if (!(error instanceof PartialError)) return error;
  if (!sameAddress(addressOf(definition, prior), addressOf(definition, error.state))) return error;
  const { problem, remedy } = error.told;
  return new ConflictError(
    message`${problem}. So it is not adopted yet, and nothing is recorded`,
    message`${remedy} The next run adopts it.`,
    { cause: error.cause },
  );
}

/** Notes an object that was found and that no state records yet, and says which of its secrets nobody can tell. */
export function noteFound(definition: Definition, context: Context<unknown>, state: Values): void {
  noteRecorded(definition, context.ledger, state);
  warnOfLack(definition, context, subjectOf(definition, state), state);
}

function warnOfLack(definition: Definition, { log }: Context<unknown>, subject: string, state: Values): void {
  const lacking = lackingSecrets(definition, state);
  if (lacking.length === 0 || definition.recordsNoSecrets?.(state)) return;
  const rotates = leavesOf(fieldsOf(definition.inputs)).some(({ path }) => path === TRIGGER);
  const advice = rotates
    ? message`wait for its next rotation, or give ${ref(TRIGGER)} a new text to have another one made now`
    : "have another one made where you need it";
  log.warn(
    message`${subject} is adopted; nobody can tell its ${joined(lacking.map(ref), " and ")}. What uses it keeps what it has; to hand it over from here, ${advice}`,
  );
}

const TRIGGER = "rotation.trigger";

/** What is to be done to an object that is found. @throws KeysmithError where it can't be adopted as the inputs are */
function adoption(
  definition: Definition,
  { clock, ledger }: Context<unknown>,
  subject: string,
  prior: Values,
  inputs: Values,
): Plan {
  const problems = planProblems(definition, { ...prior, adopt: undefined }, inputs, clock.now());
  if (problems.length > 0) throw new InvalidInputError(subject, problems);
  const planned = plan(definition, prior, inputs, clock.now(), { dueAt: new Date(0), ledger });
  if (planned.action === "replace") {
    const fixed = joined(planned.replaces.map(ref), ", ");
    const problem = message`${subject} can't be adopted as declared: ${fixed} can't be changed in place`;
    throw new ConflictError(problem, `Declare it as it is, or ${ANEW}.`);
  }
  const address = addressOf(definition, prior);
  if (address && !ledger.adopt(address)) {
    const problem = `${subject} is another resource's, which has made or adopted it`;
    throw new AlreadyExistsError(problem, `Declare it once, or ${ANEW}.`);
  }
  return planned;
}

const ANEW = "leave adopt out to make another";

export async function readState(
  definition: Definition,
  context: Context<unknown>,
  state: Values,
): Promise<Values | undefined> {
  noteRecorded(definition, context.ledger, state);
  const found = await definition.read(context, state);
  await requireSameAccount(definition.account, subjectOf(definition, state), context, state, found);
  const [before, after] = [addressOf(definition, state), found && addressOf(definition, found)];
  if (after && !sameAddress(before, after)) {
    // Another object has come in its place since: the one before is not another resource's.
    context.ledger.recordsNoMore(before);
    context.ledger.recorded(after);
  }
  const kept = found && definition.undeletable?.(found);
  if (kept) context.ledger.keeps(addressOf(definition, state), kept);
  return found;
}

/** @param inputs desired and known */
export async function updateState(
  definition: Definition,
  context: Context<unknown>,
  prior: Values,
  inputs: Values,
  { action, reasons }: Pick<Plan, "action" | "reasons">,
): Promise<Values> {
  own(definition, context.ledger, prior);
  if (action !== "none") await requireOwnAccount(definition, context, prior);
  const outputs = action === "none" ? {} : await definition.update(context, prior, inputs, reasons);
  // What is left open and goes on counting, such as the text that asked for the last rotation, must not be forgotten.
  const settled = Object.entries(settle(fieldsOf(definition.inputs), prior, inputs));
  const state = {
    ...prior,
    ...Object.fromEntries(settled.filter(([name, to]) => to !== undefined || name in prior)),
    ...outputs,
  };
  const before = addressOf(definition, prior);
  // A rotation puts another object there. What this run does next, such as an action after it, must not take the old one for another's.
  if (!sameAddress(before, addressOf(definition, state))) context.ledger.recordsNoMore(before);
  return state;
}

/**
 * Deletes the object of a state, unless the program has it in another place: what was replaced stays in a state until a run
 * deletes it, and meanwhile the program may have taken it back. What another process of the run has adopted, its mark tells.
 */
export async function deleteState(definition: Definition, context: Context<unknown>, state: Values): Promise<void> {
  const { ledger, log, nonces, clock } = context;
  const address = addressOf(definition, state);
  const sayKept = (why: string): void =>
    log.warn(`${subjectOf(definition, state)}: ${engineId(definition, state)} is not deleted, because ${why}`);
  if (ledger.holds(address)) return sayKept("another resource of the program manages it");
  const mark = await markOf(definition, context, state);
  await requireOwnAccount(definition, context, state);
  const name = labelField(definition)?.name;
  const label = name === undefined ? undefined : state[name];
  if (mark && isTakenOver(mark, { label, own: nonces.own, ofAddress: nonceOf(address) }, clock.now())) {
    const marked = JSON.stringify(mark.label);
    return sayKept(
      mark.label === label
        ? `it carries the mark of another record of the label ${marked}`
        : `another resource, with the label ${marked}, has adopted it`,
    );
  }
  await definition.delete(context, state);
  // What was left to its successor is there still.
  if (!ledger.holds(address)) ledger.deleted(address);
}

/**
 * Asked before the account, as the answer may tell that too. Where it may not be asked, the account says why.
 * @throws CredentialsError where the object belongs to another account than the credentials
 */
async function markOf(definition: Definition, context: Context<unknown>, state: Values): Promise<Owned | undefined> {
  try {
    return await definition.mark?.(context, state);
  } catch (error) {
    if (isKeysmithError(error) && error.code === "permission") await requireOwnAccount(definition, context, state);
    throw error;
  }
}

function requireOwnAccount(definition: Definition, context: Context<unknown>, state: Values): Promise<void> {
  const look = (): Promise<unknown> => definition.read(context, state);
  return requireAccount(definition.account, subjectOf(definition, state), context, state, look);
}

export function own(definition: Definition, ledger: Ledger, state: Values): void {
  ledger.owned(addressOf(definition, state));
}

export function noteRecorded(definition: Definition, ledger: Ledger, state: Values): void {
  ledger.recorded(addressOf(definition, state));
  const { account } = definition;
  const recorded = account?.recorded(state);
  if (account && recorded !== undefined) ledger.recordedIn(account, recorded);
}

/**
 * What the service itself calls the object of a state. Nothing where it knows the object by its subject, and nothing where
 * the state of a half-done create doesn't tell yet.
 */
export function serviceId(definition: Definition, state: Values): string | undefined {
  try {
    return definition.id?.(state) || undefined;
  } catch {
    return undefined;
  }
}

/** What an engine calls the object of a state, and what others refer to it by: the service's id, else its subject. */
export function engineId(definition: Definition, state: Values): string | undefined {
  const id = serviceId(definition, state) ?? state[definition.subject];
  return typeof id === "string" ? id : undefined;
}

/** The secret outputs that each object has and that `values` don't tell. */
export function lackingSecrets({ outputs }: Definition, values: Values): readonly string[] {
  const required = fieldsOf(outputs).filter(({ meta, optional }) => meta.secret && !optional);
  return required.flatMap(({ name }) => (values[name] === undefined ? [name] : []));
}

export function secretOutputs({ outputs }: Definition): readonly string[] {
  return fieldsOf(outputs).flatMap(({ name, meta }) => (meta.secret ? [name] : []));
}

const namesByDefinition = new WeakMap<Definition, readonly string[]>();

export function secretNames(definition: Definition): readonly string[] {
  return kept(namesByDefinition, definition, () => {
    const fields = [...fieldsOf(definition.inputs), ...fieldsOf(definition.outputs)];
    return [...new Set(fields.filter((field) => field.meta.secret).map((field) => field.name))];
  });
}

/**
 * A state, or inputs, as an engine stored them, with secrets wrapped, and brought to what this version records. Fields that
 * this version doesn't know are kept.
 */
export function fromStore(definition: Definition, stored: Values): Values {
  const wrapped: Record<string, unknown> = { ...stored };
  for (const name of secretNames(definition)) {
    const value = stored[name];
    if (typeof value === "string") wrapped[name] = new Secret(value);
  }
  return definition.upgrade?.(wrapped) ?? wrapped;
}
