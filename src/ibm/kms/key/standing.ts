import { storedTime } from "../../../core/clock";
import { kept } from "../../../core/memo";
import { assign, type Message, message } from "../../../core/message";
import { readDescription } from "../../../core/ownership";
import * as standing from "../../../core/patterns/standing";
import { keyCrn } from "../../platform/crn";
import { SERVICE_NAMES } from "../../platform/features";
import { type KeyInstance, placeOf } from "../../platform/instance";
import type { Key } from "../api/wire";
import { type KeyAccess, keyAddress } from "./access";
import type { KeyInputs, KeyOutputs, StrayKey } from "./fields";
import { DESTROYED, SUSPENDED } from "./state";

type Labelled = Pick<KeyInputs, "label">;

export function hasLabel(key: Key, { label }: Labelled): boolean {
  return standing.hasLabel({ mark: readDescription(key.description) }, label);
}

export function isCertain({ context }: KeyAccess, key: Key, { label }: Labelled): boolean {
  return standing.isCertain(context, { mark: readDescription(key.description) }, label);
}

export function isTaken({ context, instance }: KeyAccess, key: Key): boolean {
  return standing.isTaken(context, { address: keyAddress(placeOf(instance), key) });
}

export function isGivenUp({ context, instance }: KeyAccess, key: Key, { label }: Labelled): boolean {
  const [mark, address] = [readDescription(key.description), keyAddress(placeOf(instance), key)];
  return standing.isGivenUp(context, { mark, address }, label);
}

export function straysAmong(
  access: KeyAccess,
  { extractable }: Pick<Key, "extractable">,
  keys: readonly Key[],
  inputs: Labelled & Partial<Pick<KeyOutputs, "keyId">>,
): StrayKey[] {
  const isLeft = (key: Key): boolean =>
    key.extractable === extractable &&
    key.state < SUSPENDED &&
    key.id !== inputs.keyId &&
    !isTaken(access, key) &&
    !isGivenUp(access, key, inputs);
  return withLabel(keys, inputs)
    .filter(isLeft)
    .map((key) => ({
      keyId: key.id,
      createdAt: key.creationDate && storedTime(key.creationDate),
      origin: isCertain(access, key, inputs) ? "ours" : "found",
    }));
}

type ByLabel = ReadonlyMap<string, readonly Key[]>;

/** All keys of an instance share one list, so it is sorted once instead of searched for each key. */
const sorted = new WeakMap<readonly Key[], ByLabel>();

function withLabel(keys: readonly Key[], { label }: Labelled): readonly Key[] {
  return (label !== undefined && kept(sorted, keys, () => sortByLabel(keys)).get(label)) || [];
}

function sortByLabel(keys: readonly Key[]): ByLabel {
  const byLabel = new Map<string, Key[]>();
  for (const key of keys) {
    const { label } = readDescription(key.description);
    if (label !== undefined) byLabel.set(label, [...(byLabel.get(label) ?? []), key]);
  }
  return byLabel;
}

/** Used also for a key that leaves the program or is gone, because no record lists its strays any more. */
export function announceStrays(
  access: KeyAccess,
  kind: Pick<Key, "extractable"> & { readonly word: string },
  keys: readonly Key[],
  inputs: Parameters<typeof straysAmong>[3] & Pick<KeyInputs, "name">,
): void {
  for (const stray of straysAmong(access, kind, keys, inputs)) {
    access.context.log.warn(message`${kind.word} ${JSON.stringify(inputs.name)}: ${noticeOf(stray, access.instance)}`);
  }
}

export function noticeOf({ keyId, createdAt, origin }: StrayKey, { service, id, crn }: KeyInstance): Message {
  const made = createdAt === undefined ? "" : `, made on ${createdAt},`;
  const whose = origin === "ours" ? "was made by a run of this resource" : "has this resource's label";
  return message`the key ${keyId} of the ${SERVICE_NAMES[service]} instance ${id}${made} ${whose}, but is in no record that this run had read by then. Unless this run replaces it, it stays as it is, because data may depend on it. Unless a state records it, look at its registrations: to keep it, declare it with ${assign("adopt", crn ? keyCrn(crn, keyId) : keyId)}; if nobody needs it, delete it by hand`;
}

/**
 * Whether a key gives up its aliases to the resource: the key that the resource replaces, or a deleted key of its own. A
 * root key and a standard key are never the same resource, whatever their labels.
 */
export function isPredecessor(access: KeyAccess, kind: Pick<Key, "extractable">, key: Key, inputs: Labelled): boolean {
  const { context, instance } = access;
  if (key.extractable !== kind.extractable || context.ledger.hasGot(keyAddress(placeOf(instance), key))) return false;
  if (isGivenUp(access, key, inputs)) return true;
  return key.state === DESTROYED && hasLabel(key, inputs) && !isTaken(access, key);
}
