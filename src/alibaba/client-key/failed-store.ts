import { ConflictError, PartialError } from "../../core/errors";
import { message } from "../../core/message";
import type { AlibabaContext } from "../api/client";
import { reasonOf } from "./failed-proof";
import type { ClientKeyInputs, ClientKeyState, StrayKey } from "./fields";
import { deleteKey } from "./keys";
import type { Minted } from "./minting";
import { stateBy } from "./previous";
import type { Standing } from "./room";
import type { Failure, Obstruction } from "./store";
import { nextRunOf } from "./times";

export function notStored({ clientKeyId }: Minted, { store }: ClientKeyInputs, failure: Failure): Obstruction {
  const isUnsure = failure.mayBeThere ? ", as far as can be told" : "";
  return {
    ...failure,
    problem: `client key ${clientKeyId} was made and is not in the secret ${JSON.stringify(store?.secret)}${isUnsure}: ${reasonOf(failure.error)}`,
    remedy:
      "See that the credentials of the run may call PutSecretValue, and that the secret is of the type Generic and not to be deleted.",
  };
}

/**
 * What becomes of a key that was made and is not in the secret: its private half is recorded nowhere, so that a later run could not go on
 * with it, as it does with one that is `pending`. So it is deleted again, at once: nobody has it, and nothing is lost or left behind. But
 * where it may be in the secret after all, applications may have it: it stays, and is recorded as a key of this resource, which the
 * next refresh makes the current one or puts under a deadline. In either case the one before stays the current one, without a deadline.
 */
export async function withoutPlace(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  standing: Standing,
  { problem, remedy, error, mayBeThere }: Obstruction,
): Promise<Error> {
  const { prior } = standing;
  const left = mayBeThere ? "It was not deleted, as applications may have it" : await deleted(context, inputs, minted);
  const isLeft = left !== undefined;
  const full = `${problem}. ${left ?? "So it was deleted again"}`;
  const what = message`${remedy} ${isLeft ? "The next run that refreshes finds it by its mark." : "The next run makes another."}`;
  if (!prior) return new ConflictError(full, what, { cause: error });
  const state = withStray(prior, standing, isLeft ? minted : undefined);
  const before =
    state.state === "deleted"
      ? `The one before, ${prior.clientKeyId}, is gone`
      : `Applications keep the one before, ${prior.clientKeyId}, which has no deadline`;
  return new PartialError(`${full}. ${before}`, what, state, error);
}

/** @returns why it is there still */
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

/** The record stays what it was, so that what the program has changed is planned again; but what was seen and done counts. */
function withStray(
  prior: ClientKeyState,
  { keys, previous, strays }: Standing,
  left: Minted | undefined,
): ClientKeyState {
  const stray: StrayKey[] = left
    ? [{ clientKeyId: left.clientKeyId, createdAt: left.createdAt, notAfter: left.notAfter, origin: "ours" }]
    : [];
  const state = {
    ...prior,
    state: stateBy(keys, prior),
    previous: [...previous],
    strays: [...strays, ...stray],
  };
  return { ...state, nextRunBy: nextRunOf(state) };
}
