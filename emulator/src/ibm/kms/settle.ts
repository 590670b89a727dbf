import { active, type KeyRecord, stateOf } from "./key";
import type { KeyInstance } from "./key-instance";
import { generate } from "./material";
import { plus, policyMonth, untilPurged } from "./times";

/**
 * Does what the service has done by itself until `now`: purges what was deleted 90 days ago and rotates keys as their
 * policies say. It is run before every operation, so that whatever happened in between is judged by the state it left.
 *
 * @returns whether something changed
 */
export function settle(instance: KeyInstance, now: Date): boolean {
  let changed = false;
  for (const key of instance.restless()) {
    if (key.deletion && plus(key.deletion.at, untilPurged) <= now) {
      instance.purge(key);
      changed = true;
    } else if (rotateAsDue(instance, key, now)) changed = true;
  }
  return changed;
}

function rotateAsDue(instance: KeyInstance, key: KeyRecord, now: Date): boolean {
  let rotated = false;
  for (let due = nextRotation(key); due && due <= now; due = nextRotation(key)) {
    if (stateOf(key, due) !== active) break;
    rotateAt(instance, key, due, generate());
    rotated = true;
  }
  return rotated;
}

/** When a key's policy has it rotated next. */
function nextRotation(key: KeyRecord): Date | undefined {
  const { rotationPolicy: policy, stateChangedAt } = key;
  if (!policy?.enabled || key.imported || key.extractable) return undefined;
  const due = plus(key.lastRotateDate ?? key.creationDate, policy.interval_month * policyMonth);
  // A key that was due before the policy was made, or while it was disabled, is rotated as soon as that is over.
  return new Date(Math.max(due.getTime(), ...[policy.lastUpdateDate, stateChangedAt ?? 0].map(timeOf)));
}

function timeOf(date: string | number): number {
  return new Date(date).getTime();
}

/** Gives a key new material that wraps from `at` on. */
export function rotateAt(instance: KeyInstance, key: KeyRecord, at: Date, material: Buffer): void {
  instance.addVersion(key, material, at);
  key.lastRotateDate = at.toISOString();
  key.lastUpdateDate = at.toISOString();
}
