import { nonceOf, successorOf } from "../../../core/nonce";
import { readDescription, whose } from "../../../core/ownership";
import { placeOf } from "../../platform/instance";
import { storedTime } from "../../platform/times";
import type { Key } from "../api/wire";
import { type KeyAccess, keyAddress } from "./access";
import type { KeyInputs } from "./fields";
import { DESTROYED } from "./state";

// What a key that is there is to a resource: its own, the one that it takes the place of, or one that merely has its label.

type Labelled = Pick<KeyInputs, "label">;

export function hasLabel(key: Key, { label }: Labelled): boolean {
  return label !== undefined && readDescription(key.description).label === label;
}

/** Whether this very resource made the key, in a run that died before it could record it. */
export function isCertain({ context }: KeyAccess, key: Key, { label }: Labelled): boolean {
  return whose(readDescription(key.description), label, context.nonces) === "ours";
}

/** Whether another resource has the key: it got it in this run, or this stack records it. */
export function isTaken({ context, instance }: KeyAccess, key: Key): boolean {
  const address = keyAddress(placeOf(instance), key);
  return context.ledger.hasGot(address) || context.ledger.hasRecorded(address);
}

/** Whether this run has deleted the key, or puts another in its place: that was asked for, so it isn't taken again. */
export function isGivenUp(access: KeyAccess, key: Key, inputs: Labelled): boolean {
  const { context, instance } = access;
  return context.ledger.hasDeleted(keyAddress(placeOf(instance), key)) || isReplaced(access, key, inputs);
}

/** Of a record without a nonce it is derived from the address; and one that was adopted has another than its mark. */
function isReplaced({ context, instance }: KeyAccess, key: Key, inputs: Labelled): boolean {
  const { own, replaced } = context.nonces;
  const address = keyAddress(placeOf(instance), key);
  const nonces = [readDescription(key.description).nonce, nonceOf(address)].filter((each) => each !== undefined);
  if (nonces.some((nonce) => nonce === replaced || successorOf(nonce) === own)) return true;
  return replaced !== undefined && hasLabel(key, inputs) && context.ledger.hasRecorded(address);
}

/** Living keys of a kind that merely have the label of a resource: they may be another stack's. */
export function foundKeys(
  access: KeyAccess,
  { extractable }: Pick<Key, "extractable">,
  keys: readonly Key[],
  inputs: Labelled,
): readonly Key[] {
  const isLabelled = (key: Key): boolean => key.extractable === extractable && hasLabel(key, inputs);
  const living = keys.filter((key) => key.state !== DESTROYED && isLabelled(key));
  return living.filter((key) => !isTaken(access, key) && !isGivenUp(access, key, inputs));
}

export function described({ id, creationDate }: Key): string {
  return creationDate ? `the key ${id}, made on ${storedTime(creationDate)},` : `the key ${id}`;
}

/**
 * Whether a key may give up its aliases to the resource: one that it takes the place of, or that is deleted and was its own.
 * Root keys and standard keys are resources of their own, whatever their labels.
 */
export function isPredecessor(access: KeyAccess, kind: Pick<Key, "extractable">, key: Key, inputs: Labelled): boolean {
  const { context, instance } = access;
  if (key.extractable !== kind.extractable || context.ledger.hasGot(keyAddress(placeOf(instance), key))) return false;
  if (isGivenUp(access, key, inputs)) return true;
  return key.state === DESTROYED && hasLabel(key, inputs) && !isTaken(access, key);
}
