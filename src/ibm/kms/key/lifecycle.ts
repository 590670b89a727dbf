import type * as z from "zod";
import { pick } from "../../../core/definition";
import { ConflictError, causedBy, isKeysmithError, type KeysmithError, NotFoundError } from "../../../core/errors";
import { assign, message, ref } from "../../../core/message";
import { readDescription } from "../../../core/ownership";
import type { Reason } from "../../../core/reasons";
import type { IbmContext } from "../../client";
import type { Key, Registration } from "../api/wire";
import { accessTo, findKey, firstLook, type KeyAccess, readAll, write } from "./access";
import { restoration } from "./due";
import type { KeyInputs, KeyOutputs } from "./fields";
import { placed } from "./place";
import { announceStrays, straysAmong } from "./standing";
import {
  commonOutputs,
  DESTROYED,
  deletableUntil,
  fixedInputs,
  isRestorable,
  type KeySettings,
  settingInputs,
  settingsOf,
} from "./state";
import { disableKey, type Progress, restoreKey, type Step, stepsBetween, takeSteps, unfinished } from "./steps";

export interface KeyKind<I extends KeyInputs = KeyInputs, O extends KeyOutputs = KeyOutputs> {
  readonly word: string;
  readonly extractable: boolean;
  /** The settings that the inputs ask for. @param prior the recorded inputs, to undo settings that are no longer asked for */
  wanted(inputs: I, prior?: I): KeySettings;
  /** Whether the properties of the key that no list shows match the inputs. */
  confirms(access: KeyAccess, key: Key, inputs: I): Promise<boolean>;
  /** The inputs that a key made by another run may not have, as they are recorded so that the next plan corrects them. */
  unproven(inputs: I): Partial<I>;
  /** The steps to take after all settings are right. @param isComplete whether the record of the key is complete */
  lastSteps(access: KeyAccess, keyId: string, isComplete: boolean): readonly Step[];
  found(key: Key, inputs: I, now: Date): O;
  changed(outputs: O, inputs: I, reached: Progress): O;
  /** The inputs to record when only some of the steps were taken. @param base the inputs recorded before */
  recorded(base: I, inputs: I, reached: Progress): I;
}

/**
 * An existing key, with the fields that the states of both kinds of keys have.
 * @param told has at least the key's id and the defaults of the inputs
 * @throws ConflictError for a key of the other kind
 */
export async function findKnown<S extends KeyInputs & KeyOutputs>(
  kind: Pick<KeyKind, "word" | "extractable">,
  context: IbmContext,
  told: Partial<S>,
): Promise<{ readonly key: Key; readonly seen: S } | undefined> {
  const state = placed(told) as S;
  const access = accessTo(context, state);
  const key = await keyOf(access, state);
  if (!key) return undefined;
  if (key.extractable !== kind.extractable) {
    throw new ConflictError(
      `the key ${key.id} is not a ${kind.word}`,
      `Adopt it as a ${key.extractable ? "StandardKey" : "RootKey"}.`,
    );
  }
  const { description, label } = readDescription(key.description);
  // An imported key gets its label only later, and is refreshed before that.
  if (state.label !== undefined) announceStrays(access, kind, await readAll(access), { ...state, keyId: key.id });
  const seen = {
    ...state,
    ...fixedInputs(key, { tags: [] }),
    description,
    label: label ?? state.label,
    ...settingInputs(settingsOf(key)),
    ...commonOutputs(key, context.clock.now()),
    strays: [],
  };
  return { key, seen };
}

/** The recorded key and its strays, as a refresh sees them. The strays of a key that is gone are announced too. */
export async function observe<S extends KeyInputs & KeyOutputs>(
  kind: Pick<KeyKind, "word" | "extractable">,
  context: IbmContext,
  state: S,
): Promise<{ readonly key: Key; readonly seen: S } | undefined> {
  const access = accessTo(context, state);
  const key = await keyOf(access, state);
  const keys = await readAll(access);
  if (key) {
    announceDeletion(access, kind, key);
    const strays = straysAmong(access, kind, keys, state);
    return { key, seen: { ...observed(state, key, context.clock.now()), strays } };
  }
  announceStrays(access, kind, keys, state);
  return undefined;
}

/** Once one user has agreed to the deletion, another can delete the key at any time. */
function announceDeletion({ context }: KeyAccess, { word }: Pick<KeyKind, "word">, key: Key): void {
  const until = deletableUntil(key, context.clock.now());
  if (until === undefined) return;
  context.log.warn(
    `${word} ${JSON.stringify(key.name)}: ${key.id} is set for deletion: until ${until} another user can delete it`,
  );
}

/** The recorded key at the service; undefined when it is gone, or was deleted and can't or shouldn't be restored. */
async function keyOf(access: KeyAccess, state: KeyInputs & KeyOutputs): Promise<Key | undefined> {
  const key = await findKey(access, state.keyId);
  if (key?.state !== DESTROYED) return key;
  return state.restore === "auto" && isRestorable(key, access.context.clock.now()) ? key : undefined;
}

/** The common fields of a state, as the service has them now. The inputs of a deleted key stay as they were recorded. */
function observed<S extends KeyInputs & KeyOutputs>(state: S, key: Key, now: Date): S {
  const outputs = { ...commonOutputs(key, now), createdAt: state.createdAt };
  if (key.state === DESTROYED) return { ...state, ...outputs };
  return { ...state, ...fixedInputs(key, state), ...settingInputs(settingsOf(key)), ...outputs };
}

/** Version 0.1 didn't record strays. */
export function upgraded<S extends Partial<KeyOutputs>>(recorded: S): S {
  return recorded.keyId === undefined || recorded.strays ? recorded : { ...recorded, strays: [] };
}

export interface Change<I, O> {
  readonly access: KeyAccess;
  readonly prior: I & O;
  readonly inputs: I;
  readonly reasons: readonly Reason[];
}

/**
 * Changes a key in place: restores it if it was deleted, then takes the steps from the recorded to the wanted settings.
 * @param isComplete whether the record of the key is complete; @param rotate gives the key new material, if that is due
 * @throws PartialError after some of the changes; NotFoundError for a deleted key that can no longer be restored
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

/** Explains the error for a key that somebody deleted after the state was read. Other errors stay as they are. */
function deletedMeanwhile(error: unknown, keyId: string, { name, restore }: KeyInputs): unknown {
  if (!(error instanceof ConflictError) || error.vendorCode !== DELETED) return error;
  const next = restore === "auto" ? "restores it, while the service can" : "makes another key";
  return new ConflictError(
    `key ${JSON.stringify(name)}: ${keyId} was deleted outside of this program`,
    `Refresh the state: the next run then ${next}.`,
    causedBy(error),
  );
}

async function restore(access: KeyAccess, prior: KeyOutputs, inputs: KeyInputs, reasons: readonly Reason[]) {
  const subject = `key ${JSON.stringify(inputs.name)}`;
  const isPlanned = reasons.some(({ code }) => code === "restore");
  if (!isPlanned || !restoration(prior, inputs, access.context.clock.now())) {
    throw new NotFoundError(
      `${subject}: ${prior.keyId} was deleted, and can no longer be restored`,
      "Refresh the state: the next run then makes another key.",
    );
  }
  const key = await restoreKey(access, { id: prior.keyId });
  access.context.log.warn(`${subject}: ${prior.keyId}, which was deleted, is restored`);
  return key;
}

type Deletable = Pick<KeyOutputs, "keyId"> & Pick<KeyInputs, "name" | "label">;

interface DeletionTerms {
  readonly mode: "delete" | "disable" | "keep";
  readonly force: boolean;
}

/** The service's code for a key that is deleted already. A key that is gone altogether is a NotFoundError. */
const DELETED = "KEY_DELETED_ERR";
const IN_USE = ["PROTECTED_RESOURCE_ERR", "PREV_KEY_DEL_ERR"];
const NEEDS_TWO = "AUTHORIZATIONS_NOT_MET";

/** Ends a key that leaves the program. @throws ConflictError naming the users of the key, or saying that two must agree */
export async function endKey(
  access: KeyAccess,
  kind: Pick<KeyKind, "word" | "extractable">,
  key: Deletable,
  terms: DeletionTerms,
): Promise<void> {
  const { log } = access.context;
  const subject = `${kind.word} ${JSON.stringify(key.name)}`;
  const others = key.label === undefined ? [] : await firstLook(access).catch(() => []);
  announceStrays(access, kind, others, key);
  if (terms.mode === "keep") {
    log.warn(message`${subject}: the key ${key.keyId} is kept at the service, as ${ref("deletion.mode")} says`);
  } else if (terms.mode === "disable") {
    await disableKey(access, key.keyId);
    log.warn(
      message`${subject}: the key ${key.keyId} is disabled and kept at the service, as ${ref("deletion.mode")} says`,
    );
  } else {
    await deleteKey(access, subject, key, terms.force);
  }
}

async function deleteKey(access: KeyAccess, subject: string, { keyId }: Deletable, force: boolean): Promise<void> {
  try {
    await write(access, (api) => api.delete(keyId, { force }));
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    const code = error.vendorCode ?? "";
    if (error instanceof NotFoundError || code === DELETED) return;
    // A failure to list the users of the key must not hide the original error.
    if (IN_USE.includes(code))
      throw inUse(subject, error, await access.api.registrations(keyId).catch(() => []), force);
    throw code === NEEDS_TWO ? needsTwo(subject, keyId, error) : error;
  }
}

function inUse(subject: string, error: KeysmithError, users: readonly Registration[], force: boolean): ConflictError {
  const lines = users.map(
    ({ resourceCrn, description, preventKeyDeletion }) =>
      `${resourceCrn}${description ? ` (${description})` : ""}${preventKeyDeletion ? ", which must keep its data" : ""}`,
  );
  const who = lines.length > 0 ? ` by ${lines.join("; ")}` : ", and the service doesn't say by whom";
  return new ConflictError(
    `${subject} is not deleted: it is in use${who}`,
    force || users.some(({ preventKeyDeletion }) => preventKeyDeletion)
      ? message`Remove what uses the key first: ${ref("deletion.force")} doesn't help where data must be kept.`
      : message`Remove what uses the key first, and allow some hours for the service to learn of it. With ${assign("deletion.force", true)}, applied beforehand, the key is deleted anyway, and what was encrypted with it can't be read.`,
    causedBy(error),
  );
}

function needsTwo(subject: string, keyId: string, error: KeysmithError): ConflictError {
  return new ConflictError(
    `${subject} is not deleted: two users must agree, and nobody else has agreed in the last seven days`,
    `Let another user set the key ${keyId} for deletion, in the vendor's console or with its command line; then run again within seven days.`,
    causedBy(error),
  );
}
