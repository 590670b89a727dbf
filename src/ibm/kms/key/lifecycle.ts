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
  /** The settings that the inputs ask for. @param prior what was recorded before, to undo what is no longer asked for */
  wanted(inputs: I, prior?: I): KeySettings;
  /** Whether what no list shows is as the inputs say. */
  confirms(access: KeyAccess, key: Key, inputs: I): Promise<boolean>;
  /** The inputs that a key which this run hasn't made may not have: recorded like this, so that the next plan sees to them. */
  unproven(inputs: I): Partial<I>;
  /** What is to be done when the settings are right. @param isComplete whether everything of the key is recorded */
  lastSteps(access: KeyAccess, keyId: string, isComplete: boolean): readonly Step[];
  found(key: Key, inputs: I, now: Date): O;
  changed(outputs: O, inputs: I, reached: Progress): O;
  /** What is to be recorded of the inputs when only some of the steps were taken. @param base what was recorded before */
  recorded(base: I, inputs: I, reached: Progress): I;
}

/**
 * A key that exists, and what every state says of it.
 * @param told says at least the key's id, and what the inputs are by default
 * @throws ConflictError for a key of another kind
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
  // What is imported gets a label only later, and is refreshed before that.
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

/** What a refresh sees of a recorded key, and its strays; these are announced also where it is gone itself. */
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

/** What one user has agreed to, another can do at any time. */
function announceDeletion({ context }: KeyAccess, { word }: Pick<KeyKind, "word">, key: Key): void {
  const until = deletableUntil(key, context.clock.now());
  if (until === undefined) return;
  context.log.warn(
    `${word} ${JSON.stringify(key.name)}: ${key.id} is set for deletion: until ${until} another user can delete it`,
  );
}

/** What the service has of a recorded key: nothing when it is gone, or was deleted and isn't to be restored. */
async function keyOf(access: KeyAccess, state: KeyInputs & KeyOutputs): Promise<Key | undefined> {
  const key = await findKey(access, state.keyId);
  if (key?.state !== DESTROYED) return key;
  return state.restore === "auto" && isRestorable(key, access.context.clock.now()) ? key : undefined;
}

/** What every state says, as the service has it now. Of a key that was deleted its inputs stay as they were recorded. */
function observed<S extends KeyInputs & KeyOutputs>(state: S, key: Key, now: Date): S {
  const outputs = { ...commonOutputs(key, now), createdAt: state.createdAt };
  if (key.state === DESTROYED) return { ...state, ...outputs };
  return { ...state, ...fixedInputs(key, state), ...settingInputs(settingsOf(key)), ...outputs };
}

/** Version 0.1 knew no strays. */
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

async function restore(access: KeyAccess, prior: KeyOutputs, inputs: KeyInputs, reasons: readonly Reason[]) {
  const subject = `key ${JSON.stringify(inputs.name)}`;
  const isPlanned = reasons.some(({ code }) => code === "restore");
  if (!isPlanned || !restoration(prior, inputs, access.context.clock.now())) {
    throw new NotFoundError(
      `${subject}: ${prior.keyId} was deleted, and can't be restored any more`,
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

/** How the service says that a key is deleted already; one that is gone altogether is a NotFoundError. */
const DELETED = "KEY_DELETED_ERR";
const IN_USE = ["PROTECTED_RESOURCE_ERR", "PREV_KEY_DEL_ERR"];
const NEEDS_TWO = "AUTHORIZATIONS_NOT_MET";

/** What becomes of a key that leaves the program. @throws ConflictError naming who uses the key, or who must agree */
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
    // Not knowing who uses it is no reason to fail in another way.
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
  const who = lines.length > 0 ? lines.join("; ") : "the service doesn't say who";
  return new ConflictError(
    `${subject} is not deleted: it is in use by ${who}`,
    force || users.some(({ preventKeyDeletion }) => preventKeyDeletion)
      ? message`Remove what uses the key first: ${ref("deletion.force")} doesn't help where data must be kept.`
      : message`Remove what uses the key first, and give it some hours to be told. With ${assign("deletion.force", true)}, applied before, the key is deleted all the same, and what was encrypted with it can't be read.`,
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
