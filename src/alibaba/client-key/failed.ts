import { ConflictError, causedBy, PartialError, reasonOf } from "../../core/errors";
import { type Message, message } from "../../core/message";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyInputs, ClientKeyState } from "./fields";
import { deleteKey } from "./keys";
import type { Minted } from "./minting";
import { asPending } from "./pending";
import { stateBy } from "./previous";
import { obstacleIn } from "./proof";
import type { Standing } from "./room";
import type { Failure } from "./store";
import { nextRunOf } from "./times";

// The fate of a new key that has not proven that it works, or that is not in its secret: kept as pending or as a stray, or deleted again.

/** Why a new key can't be handed out to applications. */
interface Obstruction extends Failure {
  readonly problem: string;
  readonly remedy: Message;
}

/** @returns the error to throw for a key that has not proven that it works */
export async function unproven(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  standing: Standing,
  error: unknown,
): Promise<Error> {
  const { what, remedy } = obstacleIn(error, inputs);
  const problem = `client key ${minted.clientKeyId} was made but has not proven that it works (${what}): ${reasonOf(error)}`;
  // The key never got as far as the secret, so nobody has it.
  const obstruction = { problem, remedy, error, mayBeThere: false };
  if (inputs.store) return withoutPlace(context, inputs, minted, standing, obstruction);
  const { prior } = standing;
  return prior
    ? leftPending(inputs, minted, standing, prior, obstruction)
    : takenBack(context, inputs, minted, obstruction);
}

/** @returns the error to throw for a key that is not in its secret */
export async function notStored(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  standing: Standing,
  failure: Failure,
): Promise<Error> {
  const isUnsure = failure.mayBeThere ? ", as far as can be told" : "";
  const problem = `client key ${minted.clientKeyId} was made but is not in the secret ${JSON.stringify(inputs.store?.secret)}${isUnsure}: ${reasonOf(failure.error)}`;
  const remedy =
    "Check that the credentials of the run may call PutSecretValue, that the secret is of the type Generic, and that it is not to be deleted.";
  return withoutPlace(context, inputs, minted, standing, { ...failure, problem, remedy });
}

/** Records the key as pending: the current key stays current, and has no deadline. */
function leftPending(
  inputs: ClientKeyInputs,
  minted: Minted,
  standing: Standing,
  prior: ClientKeyState,
  { problem, remedy, error }: Obstruction,
): PartialError {
  const asked = { ...askedOf(prior, inputs), ...asPending(minted), password: prior.password };
  const state = seenBy(standing, { ...prior, ...asked });
  const others = state.state === "deleted" ? ", and any previous keys stay" : "";
  return new PartialError(
    `${problem}. ${fateOfCurrent(state)}${others}; the new key is recorded as pending`,
    message`${remedy} The next run tries the new key again; a run that can't read its secrets, for example because they are sealed, makes another in its place.`,
    state,
    error,
  );
}

/** Inputs whose absence means something: the record doesn't keep their earlier values. */
const LEFT_OUT = { store: undefined, verify: undefined, recover: undefined };

/** The inputs that the program gives; `adopt` and `rotation.trigger`, where it leaves them out, as they are recorded. */
function askedOf(prior: ClientKeyState, inputs: ClientKeyInputs): ClientKeyInputs {
  const rotation = { ...inputs.rotation, trigger: inputs.rotation.trigger ?? prior.rotation.trigger };
  return { ...LEFT_OUT, ...inputs, adopt: inputs.adopt ?? prior.adopt, rotation };
}

/**
 * Without a record, the key is deleted again at once, because nobody has it. It is not recorded as pending: an engine replaces in its next
 * run what a failed create has recorded, and would delete with it the previous keys of that record, which applications may use.
 */
async function takenBack(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  { problem, remedy, error }: Obstruction,
): Promise<ConflictError> {
  const left = await deleted(context, inputs, minted);
  const next =
    left === undefined
      ? "The next run makes another."
      : "Nobody has that key, and nothing records it: delete it by hand, then run again.";
  return new ConflictError(
    `${problem}. ${left ?? "So it was deleted again, and nothing is recorded"}`,
    message`${remedy} ${next}`,
    causedBy(error),
  );
}

/**
 * Deletes a new key that did not get into the secret. Its private half is recorded nowhere, so no later run could go on with it as with a
 * pending key; nobody has it, so nothing is lost. But if it may be in the secret after all, applications may have it: it stays, recorded as
 * a key of this resource, and the next refresh makes it current or gives it a deadline. In either case the current key stays current,
 * without a deadline.
 */
async function withoutPlace(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  standing: Standing,
  { problem, remedy, error, mayBeThere }: Obstruction,
): Promise<Error> {
  const { prior, strays } = standing;
  const left = mayBeThere ? "It was not deleted, as applications may have it" : await deleted(context, inputs, minted);
  const isLeft = left !== undefined;
  const full = `${problem}. ${left ?? "So it was deleted again"}`;
  const what = message`${remedy} ${isLeft ? "The next run that refreshes finds it by its mark." : "The next run makes another."}`;
  if (!prior) return new ConflictError(full, what, { cause: error });
  const { clientKeyId, createdAt, notAfter } = minted;
  const stray = isLeft ? [{ clientKeyId, createdAt, notAfter, origin: "ours" } as const] : [];
  const state = seenBy({ ...standing, strays: [...strays, ...stray] }, prior);
  return new PartialError(`${full}. ${fateOfCurrent(state)}`, what, state, error);
}

/** @returns why it is still there */
async function deleted(
  context: AlibabaContext,
  { region }: ClientKeyInputs,
  { clientKeyId }: Minted,
): Promise<string | undefined> {
  try {
    await deleteKey(context, region, clientKeyId);
    return undefined;
  } catch (error) {
    return `It could not be deleted again: ${reasonOf(error)}`;
  }
}

function fateOfCurrent({ state, clientKeyId }: ClientKeyState): string {
  return state === "deleted"
    ? `The current key, ${clientKeyId}, is gone`
    : `Applications keep the current key, ${clientKeyId}, which has no deadline`;
}

/** The record stays as it was, so that the program's changes are planned again; but what was seen and done counts. */
export function seenBy({ keys, previous, strays }: Standing, prior: ClientKeyState): ClientKeyState {
  const state = { ...prior, state: stateBy(keys, prior), previous: [...previous], strays: [...strays] };
  return { ...state, nextRunBy: nextRunOf(state) };
}
