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

/** Creates the object, or adopts the one that the inputs name. Returns the state to record: the inputs, overlaid with the outputs. */
export async function createState(definition: Definition, context: Context<unknown>, inputs: Values): Promise<Values> {
  const { adopt } = inputs;
  await requireAccountOfStack(definition.account, subjectOf(definition, inputs), context, inputs);
  // A text names the object, in the form that the definition's `adopt` declares; in other definitions `adopt` is a switch.
  if (typeof adopt === "string") return adoptState(definition, context, inputs, adopt);
  const state = { ...inputs, ...(await definition.create(context, inputs)) };
  own(definition, context.ledger, state);
  const { replaced } = context.nonces;
  if (replaced !== undefined) context.ledger.succeeded(replaced);
  return state;
}

/**
 * Adopts an existing object and changes it in place to match the inputs. No engine has seen the object before, so the comparison is
 * made here, and changes that are due only by time are left to the next run.
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
  if (!found) throw new NotFoundError(`${subject} does not exist, so it can't be adopted`, `Check it, or ${ANEW}.`);
  // Values that the service does not return, such as a password, are taken from the inputs.
  const prior = { ...inputs, ...found };
  const planned = adoption(definition, context, subject, prior, inputs);
  warnOfLack(definition, context, prior, named);
  try {
    return await updateState(definition, context, prior, inputs, planned);
  } catch (error) {
    throw notAdopted(definition, prior, error);
  }
}

/**
 * In their next run, engines may replace what a failed create recorded, and would delete the adopted object, which others use. So
 * while the error's state still names that object, nothing is recorded, and the next run starts again.
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

/** Warns of the secrets of an adopted object that the service does not tell. */
export function warnOfLack(definition: Definition, { log }: Context<unknown>, state: Values, named?: string): void {
  const lacking = lackingSecrets(definition, state);
  if (lacking.length === 0 || definition.recordsNoSecrets?.(state)) return;
  // Two imported keys of one access point have the same default label, and a run says each sentence once.
  const object = `${subjectOf(definition, state)}: ${JSON.stringify(named ?? addressOf(definition, state)?.name)}`;
  const rotates = leavesOf(fieldsOf(definition.inputs)).some(({ path }) => path === TRIGGER);
  const advice = rotates
    ? message`wait for its next rotation, or give ${ref(TRIGGER)} a new text to have another one made now`
    : "make another one where you need it";
  log.warn(
    message`${object} is adopted, but its ${joined(lacking.map(ref), " and ")} can't be known. Applications keep the credential that they have; to get one from here, ${advice}`,
  );
}

const TRIGGER = "rotation.trigger";

/** The plan for an object that was found. @throws KeysmithError where the object can't be adopted with these inputs */
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
    const problem = `${subject} belongs to another resource, which has made or adopted it`;
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
    // Another object has since taken its place: the old one must not be taken for another resource's.
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
  // Inputs that are left out but keep counting, such as the text that requested the last rotation, must not be forgotten.
  const settled = Object.entries(settle(fieldsOf(definition.inputs), prior, inputs));
  const state = {
    ...prior,
    ...Object.fromEntries(settled.filter(([name, to]) => to !== undefined || name in prior)),
    ...outputs,
  };
  const before = addressOf(definition, prior);
  // A rotation puts another object there. Later steps of this run, such as an action, must not take the old object for another's.
  if (!sameAddress(before, addressOf(definition, state))) context.ledger.recordsNoMore(before);
  return state;
}

/**
 * Deletes the object of a state, unless the program holds it elsewhere: a replaced object stays in a state until a run deletes it,
 * and the program may have taken it back meanwhile. If another process of the run has adopted it, its mark says so.
 */
export async function deleteState(definition: Definition, context: Context<unknown>, state: Values): Promise<void> {
  const { ledger, log, nonces, clock } = context;
  const address = addressOf(definition, state);
  const sayKept = (why: string): void =>
    log.warn(
      `${subjectOf(definition, state)}: ${address?.name ?? engineId(definition, state)} is not deleted, because ${why}`,
    );
  if (ledger.holds(address)) {
    const holder = ledger.hasSuccessor(nonces.own)
      ? "the resource that replaces it"
      : "another resource of the program";
    return sayKept(`${holder} manages it`);
  }
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
  // If the object was left to its successor, it still exists.
  if (!ledger.holds(address)) ledger.deleted(address);
}

/**
 * Reads the mark before the account is checked, as the reply may tell that too. If the read isn't permitted, the account says why.
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
 * The service's own id for the object of a state. Undefined where the service knows the object by its subject, and where the state
 * of a half-done create doesn't hold the id yet.
 */
export function serviceId(definition: Definition, state: Values): string | undefined {
  try {
    return definition.id?.(state) || undefined;
  } catch {
    return undefined;
  }
}

/** The id by which engines and references name the object of a state: the service's id, else its subject. */
export function engineId(definition: Definition, state: Values): string | undefined {
  const id = serviceId(definition, state) ?? state[definition.subject];
  return typeof id === "string" ? id : undefined;
}

/** The secret outputs that every object has and that `values` lacks. */
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
 * A state, or inputs, as an engine stored them, with secrets wrapped and upgraded to the form that this version records. Fields
 * that this version doesn't know are kept.
 */
export function fromStore(definition: Definition, stored: Values): Values {
  const wrapped: Record<string, unknown> = { ...stored };
  for (const name of secretNames(definition)) {
    const value = stored[name];
    if (typeof value === "string") wrapped[name] = new Secret(value);
  }
  return definition.upgrade?.(wrapped) ?? wrapped;
}
