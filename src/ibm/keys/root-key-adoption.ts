import type { Key } from "../api";
import { adopted } from "./key-adoption";
import { policyMonthsOf, storedTime } from "./key-state";
import type { RootKeyState } from "./root-key-fields";

/**
 * The state of a root key that somebody else has made, without its times. Rotations from before aren't counted: its
 * material is version 1. No service shows the material of a root key, so of an imported one it isn't recorded.
 */
export function adoptedRootKey(state: RootKeyState, key: Key, now: Date): RootKeyState {
  const seen = adopted({ word: "root key", extractable: false }, state, key, now);
  const imported = key.imported ?? false;
  const rotatedAt = key.lastRotateDate && storedTime(key.lastRotateDate);
  return {
    ...seen,
    generate: !imported,
    imported,
    version: 1,
    lastRotatedAt: rotatedAt === seen.createdAt ? undefined : rotatedAt,
    dualAuthDelete: key.dualAuthDelete?.enabled,
    rotation: { ...state.rotation, policyMonths: policyMonthsOf(key) || undefined },
  };
}
