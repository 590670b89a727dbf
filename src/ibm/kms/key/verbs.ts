import type { z } from "zod";
import { pick, type Reason } from "../../../core/definition";
import { ConflictError, causedBy, NotFoundError } from "../../../core/errors";
import type { Key } from "../../api";
import { accessTo, type Client, findKey, type KeyAccess } from "./access";
import { DELETED } from "./deletion";
import { keyDue, RESTORE } from "./due";
import type { KeyInputs, KeyOutputs } from "./fields";
import type { KeyKind } from "./kind";
import { commonOutputs, DESTROYED, fixedInputs, isRestorable, settingInputs, settingsOf } from "./state";
import { restoreKey, type Step, stepsBetween, takeSteps, unfinished } from "./steps";

/** What the service has of a recorded key: nothing when it is gone, or was deleted and isn't to be restored. */
export async function observe(context: Client, state: KeyInputs & KeyOutputs): Promise<Key | undefined> {
  const key = await findKey(accessTo(context, state), state.keyId);
  if (key?.state !== DESTROYED) return key;
  return state.restore === "auto" && isRestorable(key, context.clock.now()) ? key : undefined;
}

/** What every state says, as the service has it now. Of a key that was deleted its inputs stay as they were recorded. */
export function observed<S extends KeyInputs & KeyOutputs>(state: S, key: Key, now: Date): S {
  const outputs = { ...commonOutputs(key, now), createdAt: state.createdAt };
  if (key.state === DESTROYED) return { ...state, ...outputs };
  return { ...state, ...fixedInputs(key, state), ...settingInputs(settingsOf(key)), ...outputs };
}

/** A recorded key, and what it should be. */
export interface Change<I, O> {
  readonly access: KeyAccess;
  readonly prior: I & O;
  readonly inputs: I;
  /** What the plan found. */
  readonly reasons: readonly Reason[];
}

/**
 * Changes a key in place: restores it when it was deleted, then goes from what is recorded to what is asked for.
 * @param isComplete whether everything of it is recorded; @param rotate gives it new material, when it is time for that
 * @throws PartialError when some of it was done; NotFoundError for a key that was deleted and can't be restored any more
 */
export async function changeKey<I extends KeyInputs, O extends KeyOutputs>(
  kind: KeyKind<I, O>,
  shape: z.ZodObject,
  { access, prior, inputs, reasons }: Change<I, O>,
  isComplete: boolean,
  rotate?: Step,
): Promise<O> {
  const restored = prior.state === "destroyed" ? await restore(access, prior, inputs, reasons) : undefined;
  const recorded = pick(prior, shape) as O;
  const from = restored ? settingsOf(restored) : kind.wanted(prior);
  const steps = stepsBetween({ kind, access, keyId: prior.keyId, inputs }, from, kind.wanted(inputs, prior), rotate);
  const last = kind.lastSteps(access, prior.keyId, isComplete);
  const { reached, error: failure } = await takeSteps([...steps, ...last], from);
  const error = deletedMeanwhile(failure, prior.keyId, inputs);
  const { createdAt } = recorded;
  const outputs = restored
    ? { ...recorded, ...commonOutputs(restored, access.context.clock.now()), createdAt }
    : recorded;
  if (error === undefined) return kind.changed(outputs, inputs, reached);
  if (reached === from && !restored) throw error;
  const base = { ...prior, ...kind.recorded(prior, inputs, reached) };
  throw unfinished(kind, prior.keyId, { ...base, ...kind.changed(outputs, base, reached) }, error);
}

/** The service's word for a key that somebody has deleted since the state was read; other errors stay as they are. */
function deletedMeanwhile(error: unknown, keyId: string, { name, restore }: KeyInputs): unknown {
  if (!(error instanceof ConflictError) || error.vendorCode !== DELETED) return error;
  const next = restore === "auto" ? "restores it, while the service can" : "makes another key";
  return new ConflictError(
    `key ${JSON.stringify(name)}: ${keyId} was deleted outside of this program`,
    `Refresh the state: the next run then ${next}.`,
    causedBy(error),
  );
}

/** Restores a key where the plan says so, and as long as the service can. */
async function restore(
  access: KeyAccess,
  prior: KeyOutputs,
  inputs: KeyInputs,
  reasons: readonly Reason[],
): Promise<Key> {
  const subject = `key ${JSON.stringify(inputs.name)}`;
  const isPlanned = reasons.some(({ code }) => code === RESTORE);
  if (!isPlanned || keyDue(prior, inputs, access.context.clock.now()).length === 0) {
    throw new NotFoundError(
      `${subject}: ${prior.keyId} was deleted, and is not to be restored any more`,
      "Refresh the state: the next run then makes another key.",
    );
  }
  const key = await restoreKey(access, { id: prior.keyId });
  access.context.log.warn(`${subject}: ${prior.keyId}, which was deleted, is restored`);
  return key;
}
