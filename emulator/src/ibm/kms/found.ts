import { invalidState, keyDeleted, keyNotFound, ringNotFound, rootKeyRequired, tooEarly } from "./errors";
import { type KeyRecord, stateOf } from "./key";
import type { KeyCall } from "./operation";
import { betweenChanges, plus } from "./times";

/**
 * The key that a request names by id or alias. If a header names a ring, the key must be in it.
 * @throws KeyError KEY_NOT_FOUND_ERR, KEY_RING_NOT_FOUND_ERR
 */
export function foundKey({ instance, request, now }: KeyCall): KeyRecord {
  const key = instance.find(request.params["id"] ?? "", now);
  const ring = request.header("x-kms-key-ring");
  if (instance.flavour.is2019 || ring === undefined) return key;
  if (!instance.hasRing(ring)) throw ringNotFound();
  if (instance.ringOf(key, now) !== ring) throw keyNotFound();
  return key;
}

/** The keys of the ring that the header names; without the header, all keys. @throws KeyError KEY_RING_NOT_FOUND_ERR */
export function keysInRing({ instance, request, now }: KeyCall): readonly KeyRecord[] {
  const keys = [...instance.keys.values()];
  const ring = request.header("x-kms-key-ring");
  if (instance.flavour.is2019 || ring === undefined) return keys;
  if (!instance.hasRing(ring)) throw ringNotFound();
  return keys.filter((key) => instance.ringOf(key, now) === ring);
}

/** The key that a request names, unless it is destroyed. @throws KeyError as {@link foundKey}, KEY_DELETED_ERR */
export function livingKey(call: KeyCall): KeyRecord {
  const key = foundKey(call);
  if (key.deletion) throw keyDeleted();
  return key;
}

/** The root key that a request names, if it is in one of the given states. @throws KeyError */
export function rootKeyIn(call: KeyCall, states: readonly number[]): KeyRecord {
  const key = livingKey(call);
  if (key.extractable) throw rootKeyRequired();
  requireState(key, call.now, states);
  return key;
}

/** @throws KeyError KEY_ACTION_INVALID_STATE_ERR */
export function requireState(key: KeyRecord, now: Date, states: readonly number[]): void {
  if (!states.includes(stateOf(key, now))) throw invalidState();
}

/** Requires half a minute between two changes of state. @throws KeyError REQ_TOO_EARLY_ERR */
export function requireRest({ stateChangedAt }: KeyRecord, now: Date): void {
  if (stateChangedAt !== undefined && now < plus(stateChangedAt, betweenChanges)) throw tooEarly("30s");
}

/** Records that a key was changed. */
export function touch(key: KeyRecord, now: Date): void {
  key.lastUpdateDate = now.toISOString();
}

/** Records that a key's state was changed. */
export function changeState(key: KeyRecord, now: Date): void {
  key.stateChangedAt = now.toISOString();
  touch(key, now);
}
