import { IF_REPLACED } from "../../core/adoption";
import { differences } from "../../core/compare";
import { pick } from "../../core/definition";
import { AlreadyExistsError, ConflictError } from "../../core/errors";
import { assign, message } from "../../core/message";
import { isRecent } from "../../core/ownership";
import { hasLabel, isCertain, isGivenUp, isTaken } from "../../core/patterns/standing";
import { lookAfter, mayHaveActed } from "../../http/retry";
import { noteAccount } from "../account";
import type { AlibabaContext } from "../api/client";
import { descriptionOf } from "../mark";
import { rotationOf } from "../rotation-policy";
import { tagList } from "../tags";
import { requireUnclaimed } from "./aliases";
import { type KeyInputs, type KeyOutputs, type KeyState, keyInputs, keyOutputs, PENDING, sameUsage } from "./fields";
import { described, fixedOf, idsOfLabel, keyAddress, markOf, observed, outputsOf } from "./observe";
import { cancelKeyDeletion, createKey, describeKey, type Metadata } from "./operations";
import { tagsOf, takeSteps } from "./steps";

const TRIES = 3;

/**
 * Makes a key, with one look and one call if nothing goes wrong; or goes on with a key that an earlier run left; or cancels the deletion of
 * one with this label. CreateKey takes no token that would make it safe to repeat, so a key that a lost reply may have made is looked for
 * by its tag.
 */
export async function makeKey(context: AlibabaContext, inputs: KeyInputs): Promise<KeyOutputs> {
  await requireUnclaimed(context, inputs);
  const there = await ofLabel(context, inputs);
  const left = there.find((key) => isLeft(context, inputs, key));
  if (left) return goOn(context, inputs, left);
  requireNoneLately(context, inputs, there);
  for (let tries = TRIES; ; tries -= 1) {
    try {
      return await makeOnce(context, inputs);
    } catch (error) {
      if (!mayHaveActed(error) || inputs.label === undefined) throw error;
      const now = await lookAfter(error, () => ofLabel(context, inputs));
      const lost = now.find((key) => isLeft(context, inputs, key));
      if (lost) return goOn(context, inputs, lost);
      if (tries <= 1) throw error;
    }
  }
}

async function makeOnce(context: AlibabaContext, inputs: KeyInputs): Promise<KeyOutputs> {
  const told = await context.client.call(createKey, inputs.region, {
    KeySpec: inputs.keySpec,
    KeyUsage: inputs.keyUsage,
    Origin: inputs.origin,
    ProtectionLevel: inputs.protectionLevel,
    DKMSInstanceId: inputs.kmsInstance,
    Description: descriptionOf(context, inputs) || undefined,
    ...(inputs.rotation.every !== undefined && rotationOf(inputs)),
    Policy: inputs.policy,
    Tags: tagList(tagsOf(inputs)),
  });
  noteAccount(context, told.Arn);
  context.ledger.made(keyAddress({ region: inputs.region, keyId: told.KeyId }));
  const bare = { ...inputs, aliases: [], deletionProtection: false, enabled: true, ...outputsOf(told) };
  return finish(context, inputs, bare, true);
}

/** From here on the key must reach the record, whatever fails. */
async function finish(context: AlibabaContext, to: KeyInputs, from: KeyState, isMarked: boolean): Promise<KeyOutputs> {
  await takeSteps(context, { from, to, isMarked }, false);
  return afterSteps(context, from, to);
}

/** The outputs after all steps: a step may have changed when the key is rotated. */
export async function afterSteps(context: AlibabaContext, from: KeyState, to: KeyInputs): Promise<KeyOutputs> {
  const outputs = pick(from, keyOutputs);
  const isSame = from.enabled === to.enabled && from.rotation.every === to.rotation.every && from.state !== PENDING;
  const told = isSame ? undefined : await described(context, from);
  if (told === undefined) return outputs;
  const { state, nextRotation, deleteAt } = outputsOf(told);
  return { ...outputs, state, nextRotation, deleteAt };
}

async function goOn(context: AlibabaContext, inputs: KeyInputs, told: Metadata): Promise<KeyOutputs> {
  const subject = `KmsKey ${JSON.stringify(inputs.label)}`;
  const place = { region: inputs.region, keyId: told.KeyId };
  if (!context.ledger.adopt(keyAddress(place))) {
    throw new AlreadyExistsError(
      `${subject}: the key ${told.KeyId}, which an earlier run has left, was adopted by another resource of this program`,
      "Give the two resources different labels.",
    );
  }
  const kept = told.KeyState === PENDING ? await keep(context, place) : told;
  const why =
    told.KeyState === PENDING
      ? "whose deletion was scheduled, is kept"
      : "which belongs to this resource but is not recorded, is adopted";
  context.log.warn(`${subject}: the key ${told.KeyId}, ${why} instead of making another`);
  const state = await observed(context, inputs, kept);
  return finish(context, inputs, state, markOf(kept).nonce === context.nonces.own);
}

/** Cancels the deletion of a key. @returns its description afterwards */
export async function keep(context: AlibabaContext, place: Pick<KeyState, "region" | "keyId">): Promise<Metadata> {
  const cancelled = await context.client
    .call(cancelKeyDeletion, place.region, { KeyId: place.keyId })
    .catch((error: unknown) => error);
  // The service refuses this if an earlier try, whose reply was lost, or somebody else has cancelled the deletion already.
  if (cancelled instanceof Error && !(cancelled instanceof ConflictError)) throw cancelled;
  const told = await context.client.call(describeKey, place.region, { KeyId: place.keyId });
  if (told.KeyState !== PENDING) return told;
  if (cancelled instanceof Error) throw cancelled;
  throw new ConflictError(
    `the service cancelled the deletion of the key ${place.keyId}, but says that it is still to be deleted`,
    "Run again: the service may take a while to say otherwise.",
  );
}

/** The keys with this label that no other resource has: the latest first, and those that are to be deleted last. */
async function ofLabel(context: AlibabaContext, { region, label }: KeyInputs): Promise<readonly Metadata[]> {
  if (label === undefined) return [];
  const ids = await idsOfLabel(context, region, label);
  const free = ids.filter((keyId) => !isTaken(context, { address: keyAddress({ region, keyId }) }));
  const told = await Promise.all(free.map((keyId) => described(context, { region, keyId })));
  const isOurs = (key: Metadata): boolean => {
    const standing = { mark: markOf(key), address: keyAddress({ region, keyId: key.KeyId }) };
    return hasLabel(standing, label) && !isGivenUp(context, standing, label);
  };
  const there = told.filter((key) => key !== undefined);
  return there.filter(isOurs).sort(later);
}

function later(one: Metadata, other: Metadata): number {
  const [first, second] = [one, other].map(({ KeyState: state, CreationDate: made }) =>
    state === PENDING ? "" : made,
  );
  return (second ?? "").localeCompare(first ?? "");
}

/** Whether an earlier run left the key, or its deletion is scheduled and the program restores such keys. */
function isLeft(context: AlibabaContext, inputs: KeyInputs, told: Metadata): boolean {
  if (!canBecome(inputs, told)) return false;
  if (told.KeyState === PENDING) return inputs.restore === "auto";
  return isCertain(context, { mark: markOf(told) }, inputs.label);
}

function canBecome(inputs: KeyInputs, told: Metadata): boolean {
  const found = { ...inputs, keyUsage: undefined, ...fixedOf(inputs, told) };
  const changed = differences({ inputs: keyInputs, equal: sameUsage }, found, inputs);
  return changed.every(({ onChange }) => onChange !== "replace");
}

/**
 * A run that was killed in its first create leaves a key that nothing distinguishes from a key of another backend with the same label. The
 * person who repeats that run knows which it is.
 */
function requireNoneLately(context: AlibabaContext, inputs: KeyInputs, there: readonly Metadata[]): void {
  const found = there.find(
    (key) => key.KeyState !== PENDING && isRecent(key.CreationDate, context.clock.now()) && canBecome(inputs, key),
  );
  if (!found) return;
  const { KeyId: keyId, CreationDate: made } = found;
  const { region, label } = inputs;
  throw new AlreadyExistsError(
    `KmsKey ${JSON.stringify(label)}: the key ${keyId} exists already in ${region}: it was made on ${made} under this label, and this run has no record of it`,
    message`${IF_REPLACED} If an interrupted run has left it, set ${assign("adopt", `${region}/${keyId}`)}. If another stack has it, give each stack a label of its own; if nobody needs it, schedule its deletion.`,
  );
}
