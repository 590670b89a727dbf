import { ConflictError, causedBy, type KeysmithError, PartialError } from "../../core/errors";
import { type Message, message } from "../../core/message";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyInputs, ClientKeyState } from "./fields";
import { deleteKey } from "./keys";
import type { Minted } from "./minting";
import { asPending } from "./pending";
import { stateBy } from "./previous";
import { obstacleIn } from "./proof";
import type { Standing } from "./room";
import type { Obstruction } from "./store";
import { nextRunOf } from "./times";

// What becomes of a key that was made and has not proven that it works.

/** It is recorded as the next one: the one before it stays the current one, and has no deadline. */
export function leftPending(
  inputs: ClientKeyInputs,
  minted: Minted,
  { keys, previous, strays }: Standing,
  prior: ClientKeyState,
  error: unknown,
): PartialError {
  const { problem, remedy } = told(inputs, minted, error);
  const now = stateBy(keys, prior);
  const state: ClientKeyState = {
    ...prior,
    ...askedOf(prior, inputs),
    ...asPending(minted),
    password: prior.password,
    state: now,
    previous: [...previous],
    strays: [...strays],
  };
  const fate =
    now === "deleted"
      ? `The one before, ${prior.clientKeyId}, is gone, and what there is of previous ones stays`
      : `Applications keep the one before, ${prior.clientKeyId}, which has no deadline`;
  return new PartialError(
    `${problem}. ${fate}; the new one is recorded as pending`,
    message`${remedy} The next run tries it again; one that can't read its secrets, as where they are sealed, makes another in its place.`,
    { ...state, nextRunBy: nextRunOf(state) },
    error,
  );
}

/**
 * Without a record it goes again at once, as nobody has it. What a failed create records, an engine replaces in its next run, and the
 * previous keys of that record, which applications may use, would be deleted with it.
 */
export async function takenBack(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  error: unknown,
): Promise<KeysmithError> {
  const { problem, remedy } = told(inputs, minted, error);
  try {
    await deleteKey(context, inputs.region, minted.clientKeyId);
  } catch (left) {
    return new ConflictError(
      `${problem}. It could not be deleted again: ${reasonOf(left)}`,
      message`${remedy} Nobody has that key, and nothing records it: delete it by hand, then run again.`,
      causedBy(error),
    );
  }
  return new ConflictError(
    `${problem}. So it was deleted again, and nothing is recorded`,
    message`${remedy} The next run makes another.`,
    causedBy(error),
  );
}

/** Nobody has a key that hasn't got as far as the secret that is to have it. */
export function notProven(inputs: ClientKeyInputs, minted: Minted, error: unknown): Obstruction {
  return { ...told(inputs, minted, error), error, mayBeThere: false };
}

function told(
  inputs: ClientKeyInputs,
  { clientKeyId }: Minted,
  error: unknown,
): { readonly problem: string; readonly remedy: Message } {
  const { what, remedy } = obstacleIn(error, inputs);
  return {
    problem: `client key ${clientKeyId} was made and has not proven that it works (${what}): ${reasonOf(error)}`,
    remedy,
  };
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
}

/** What stands for something else when it is left out is not what is recorded. */
const LEFT_OUT = { store: undefined, verify: undefined, recover: undefined };

/** What the program asks for, and of what it has left out what is recorded. */
function askedOf(prior: ClientKeyState, inputs: ClientKeyInputs): ClientKeyInputs {
  const rotation = { ...inputs.rotation, trigger: inputs.rotation.trigger ?? prior.rotation.trigger };
  return { ...LEFT_OUT, ...inputs, adopt: inputs.adopt ?? prior.adopt, rotation };
}
