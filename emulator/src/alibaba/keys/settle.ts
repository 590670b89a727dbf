import { randomUUID } from "node:crypto";
import type { RegionState } from "../state";
import { formatKmsTime } from "../time";
import { type Key, stateOf } from "./key";
import { generateMaterial, type KeyMaterials } from "./material";

/**
 * Catches up with the changes that the service makes to keys by itself until `now`: it deletes keys whose time is over, with
 * their aliases, and rotates the others by their policies. It runs before every operation, which then sees these changes.
 *
 * @returns whether anything changed
 */
export function settleKeys(region: RegionState, materials: KeyMaterials, now: Date): boolean {
  let changed = false;
  for (const key of region.keys.values()) {
    if (key.deleteDate !== undefined && new Date(key.deleteDate) <= now) end(region, materials, key);
    else if (isDue(key, now)) region.keys.set(key.id, rotate(key, materials, now));
    else continue;
    changed = true;
  }
  return changed;
}

function end(region: RegionState, materials: KeyMaterials, key: Key): void {
  region.keys.delete(key.id);
  for (const { id } of key.versions) materials.delete(id);
  for (const { name, keyId } of region.aliases.values()) if (keyId === key.id) region.aliases.delete(name);
}

function isDue(key: Key, now: Date): boolean {
  return key.rotation !== undefined && stateOf(key) === "Enabled" && new Date(key.rotation.next) <= now;
}

/** Adds a version for each rotation that came due; only symmetric keys are rotated. */
function rotate(key: Key, materials: KeyMaterials, now: Date): Key {
  let rotated = key;
  while (rotated.rotation !== undefined && isDue(rotated, now)) {
    const { interval, next } = rotated.rotation;
    const at = new Date(next);
    const material = generateMaterial(key.spec, noPair);
    rotated = { ...withVersion(rotated, materials, material, at), rotation: { interval, next: later(at, interval) } };
  }
  return rotated;
}

function noPair(): never {
  throw new Error("pairs of keys are not rotated");
}

export function withVersion(key: Key, materials: KeyMaterials, material: Buffer, at: Date): Key {
  const version = { id: randomUUID(), creationDate: formatKmsTime(at) };
  materials.set(version.id, material);
  return { ...key, versions: [...key.versions, version], lastRotationDate: version.creationDate };
}

export function later(time: Date, seconds: number): string {
  return formatKmsTime(new Date(time.getTime() + seconds * 1000));
}
