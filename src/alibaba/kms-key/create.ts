import { differences } from "../../core/compare";
import { AlreadyExistsError, ConflictError } from "../../core/errors";
import { isRecent } from "../../core/ownership";
import { hasLabel, isCertain, isGivenUp, isTaken } from "../../core/patterns/standing";
import { lookAfter, mayHaveActed } from "../../http/retry";
import { noteAccount } from "../account";
import type { AlibabaContext } from "../api/client";
import { requireUnclaimed } from "./aliases";
import { type KeyInputs, type KeyOutputs, type KeyState, keyInputs, PENDING, sameUsage } from "./fields";
import { described, fixedOf, idsOfLabel, keyAddress, markOf, observed, outputsOf } from "./observe";
import { cancelKeyDeletion, createKey, describeKey, type Metadata } from "./operations";
import { descriptionOf, rotationOf, tagsOf, takeSteps } from "./steps";

const TRIES = 3;
const FIXED = ["keySpec", "keyUsage", "origin", "kmsInstance", "protectionLevel"];
/** What the one call sets that makes a key. */
const SET_AT_ONCE = ["description", "rotation.every", "policy", "tags"];

/**
 * Makes a key, with a look and a call when nothing goes wrong; or goes on with what an earlier run has left; or has the service
 * keep one of this label whose deletion is scheduled. No create takes a token that would make it safe to repeat: what a lost reply may
 * have made is looked for by its tag.
 */
export async function makeKey(context: AlibabaContext, inputs: KeyInputs): Promise<KeyOutputs> {
  requireUnclaimed(context, inputs);
  const left = await leftBehind(context, inputs);
  if (left) return goOn(context, inputs, left);
  for (let tries = TRIES; ; tries -= 1) {
    try {
      return await makeOnce(context, inputs);
    } catch (error) {
      if (!mayHaveActed(error) || inputs.label === undefined) throw error;
      const lost = await lookAfter(error, () => leftBehind(context, inputs));
      if (lost) return goOn(context, inputs, lost);
      if (tries <= 1) throw error;
    }
  }
}

async function makeOnce(context: AlibabaContext, inputs: KeyInputs): Promise<KeyOutputs> {
  const { KeyMetadata: told } = await context.client.call(createKey, inputs.region, {
    KeySpec: inputs.keySpec,
    KeyUsage: inputs.keyUsage,
    Origin: inputs.origin,
    ProtectionLevel: inputs.protectionLevel,
    DKMSInstanceId: inputs.kmsInstance,
    Description: descriptionOf(context, inputs) || undefined,
    ...(inputs.rotation.every !== undefined && rotationOf(inputs)),
    Policy: inputs.policy,
    Tags: tagsText(inputs),
  });
  noteAccount(context, told.Arn);
  context.ledger.made(keyAddress({ region: inputs.region, keyId: told.KeyId }));
  const bare = { ...inputs, aliases: [], deletionProtection: false, enabled: true, ...outputsOf(told) };
  return finish(context, inputs, bare, true);
}

function tagsText(inputs: KeyInputs): string | undefined {
  const tags = [...tagsOf(inputs)].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  return tags.length === 0 ? undefined : JSON.stringify(tags);
}

/** From here on the key must reach the record, whatever fails. */
async function finish(context: AlibabaContext, to: KeyInputs, from: KeyState, isMarked: boolean): Promise<KeyOutputs> {
  await takeSteps(context, { from, to, isMarked }, false);
  return afterSteps(context, from, to);
}

/** The outputs once everything is done: a step may have changed when the key is rotated. */
export async function afterSteps(context: AlibabaContext, from: KeyState, to: KeyInputs): Promise<KeyOutputs> {
  const isSame = from.enabled === to.enabled && from.rotation.every === to.rotation.every && from.state !== PENDING;
  const told = isSame ? undefined : await described(context, from);
  const { keyId, arn, state, createdAt, primaryKeyVersion, nextRotation, deleteAt } = from;
  const outputs = { keyId, arn, state, createdAt, primaryKeyVersion, nextRotation, deleteAt };
  if (told === undefined) return outputs;
  const { state: now, nextRotation: next, deleteAt: end } = outputsOf(told);
  return { ...outputs, state: now, nextRotation: next, deleteAt: end };
}

async function goOn(context: AlibabaContext, inputs: KeyInputs, told: Metadata): Promise<KeyOutputs> {
  const subject = `KmsKey ${JSON.stringify(inputs.label)}`;
  const place = { region: inputs.region, keyId: told.KeyId };
  if (!context.ledger.adopt(keyAddress(place))) {
    throw new AlreadyExistsError(
      `${subject}: the key ${told.KeyId}, which an earlier run has left, was adopted by another resource of this program`,
      "Give the two different labels.",
    );
  }
  const kept = told.KeyState === PENDING ? await keep(context, place) : told;
  context.log.warn(`${subject}: the key ${told.KeyId}${whyTaken(context, inputs, told)}`);
  const state = await observed(context, inputs, kept);
  return finish(context, inputs, state, markOf(kept).nonce === context.nonces.own);
}

function whyTaken(context: AlibabaContext, { label }: KeyInputs, told: Metadata): string {
  if (told.KeyState === PENDING) return ", whose deletion was scheduled, is kept instead of making another";
  if (isCertain(context, { mark: markOf(told) }, label))
    return ", which is this resource's and in no record, is adopted instead of making another";
  return ", made within the last hour, has this resource's label, is just what is wanted, and is in no record: it is taken for what a run that died has left, and adopted instead of making another";
}

/** Cancels the deletion of a key. @returns what the service then says of it */
export async function keep(context: AlibabaContext, place: Pick<KeyState, "region" | "keyId">): Promise<Metadata> {
  const cancelled = await context.client
    .call(cancelKeyDeletion, place.region, { KeyId: place.keyId })
    .catch((error: unknown) => error);
  // A try whose reply was lost may have done it, or somebody else has: then the service refuses another.
  if (cancelled instanceof Error && !(cancelled instanceof ConflictError)) throw cancelled;
  const { KeyMetadata: told } = await context.client.call(describeKey, place.region, { KeyId: place.keyId });
  if (told.KeyState === PENDING) throw cancelled;
  return told;
}

/** The key that an earlier run has left under this label, or whose deletion is scheduled; the latest, and a living one first. */
async function leftBehind(context: AlibabaContext, inputs: KeyInputs): Promise<Metadata | undefined> {
  const { region, label } = inputs;
  if (label === undefined) return undefined;
  const ids = await idsOfLabel(context, region, label);
  const free = ids.filter((keyId) => !isTaken(context, { address: keyAddress({ region, keyId }) }));
  const told = await Promise.all(free.map((keyId) => described(context, { region, keyId })));
  const keys = told.filter((key) => key !== undefined).sort((one, other) => later(one, other));
  for (const key of keys) if (await isLeft(context, inputs, key)) return key;
  return undefined;
}

function later(one: Metadata, other: Metadata): number {
  const [first, second] = [one, other].map(({ KeyState: state, CreationDate: made }) =>
    state === PENDING ? "" : made,
  );
  return (second ?? "").localeCompare(first ?? "");
}

async function isLeft(context: AlibabaContext, inputs: KeyInputs, told: Metadata): Promise<boolean> {
  const { region, label } = inputs;
  const standing = { mark: markOf(told), address: keyAddress({ region, keyId: told.KeyId }) };
  if (!hasLabel(standing, label) || isGivenUp(context, standing, label)) return false;
  const changed = differencesTo(inputs, { ...inputs, keyUsage: undefined, ...fixedOf(inputs, told) });
  if (FIXED.some((name) => changed.includes(name))) return false;
  if (told.KeyState === PENDING) return inputs.restore === "auto";
  if (isCertain(context, standing, label)) return true;
  if (!isRecent(told.CreationDate, context.clock.now())) return false;
  const differing = differencesTo(inputs, await observed(context, inputs, told));
  return !SET_AT_ONCE.some((name) => differing.includes(name));
}

function differencesTo(inputs: KeyInputs, found: KeyInputs): readonly string[] {
  return differences({ inputs: keyInputs, equal: sameUsage }, { ...found }, { ...inputs }).map(({ path }) => path);
}
