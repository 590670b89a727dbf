import { active, type KeyRecord, stateOf } from "./key";
import type { KeyInstance } from "./key-instance";
import { generate } from "./material";
import { plus, policyMonth, untilPurged } from "./times";

/**
 * Catches up with the changes that the service makes by itself until `now`: it purges keys deleted 90 days ago and rotates keys by
 * their policies. It runs before every operation, which then sees these changes.
 *
 * @returns whether anything changed
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

/** The time of the next rotation by a key's policy. */
function nextRotation(key: KeyRecord): Date | undefined {
  const { rotationPolicy: policy, stateChangedAt } = key;
  if (!policy?.enabled || key.imported || key.extractable) return undefined;
  const due = plus(key.lastRotateDate ?? key.creationDate, policy.interval_month * policyMonth);
  // A rotation that came due before the policy was made, or while the key was disabled, happens once that is over.
  return new Date(Math.max(due.getTime(), ...[policy.lastUpdateDate, stateChangedAt ?? 0].map(timeOf)));
}

function timeOf(date: string | number): number {
  return new Date(date).getTime();
}

/** Gives a key new material, which wraps from `at` on. */
export function rotateAt(instance: KeyInstance, key: KeyRecord, at: Date, material: Buffer): void {
  instance.addVersion(key, material, at);
  key.lastRotateDate = at.toISOString();
  key.lastUpdateDate = at.toISOString();
}
