import { DAY, formatTime, parseTime, storedTime } from "../../../core/clock";
import { readDescription } from "../../../core/ownership";
import { hasCome } from "../../../core/rotation";
import type { KeyPolicies } from "../api/client";
import { KEY_STATES, type Key } from "../api/wire";
import { DEFAULT_RING, type KeyInputs, type KeyOutputs } from "./fields";

/** The service's number for a key that was deleted and isn't purged yet. */
export const DESTROYED = 5;
export const PRE_ACTIVE = 0;
export const ACTIVE = 1;
export const SUSPENDED = 2;
export const DEACTIVATED = 3;
const RESTORABLE_DAYS = 30;

/** The greatest expected difference between the service's clock and ours, in milliseconds. */
export const CLOCK_SKEW = 300_000;

/** A setting that is undefined stays as it is. */
export interface KeySettings extends KeyPolicies {
  readonly keyRing: string;
  readonly aliases: readonly string[];
  readonly enabled?: boolean | undefined;
}

export function settingsOf(key: Key): KeySettings {
  return {
    keyRing: key.keyRingID ?? DEFAULT_RING,
    aliases: key.aliases,
    enabled: key.state !== SUSPENDED,
    rotationMonths: policyMonthsOf(key),
    dualAuthDelete: key.dualAuthDelete?.enabled ?? false,
  };
}

export function policyMonthsOf({ rotation }: Key): number {
  return rotation && rotation.enabled !== false ? (rotation.interval_month ?? 0) : 0;
}

export function stateWord(state: number): string {
  return (KEY_STATES as Readonly<Record<number, string>>)[state] ?? `state ${state}`;
}

/**
 * The end of the time in which a deleted key can be restored: after 30 days, or when it expires. Undefined for a key that
 * isn't deleted or that the service won't restore.
 */
export function restorableUntil(key: Key): string | undefined {
  if (key.state !== DESTROYED || key.restoreAllowed === false) return undefined;
  const { deletionDate } = key;
  const later = deletionDate && formatTime(new Date(parseTime(deletionDate).getTime() + RESTORABLE_DAYS * DAY));
  const end = key.restoreExpirationDate ?? later;
  const ends = [end, key.expirationDate].flatMap((time) => (time ? [storedTime(time)] : []));
  return ends.sort()[0];
}

/** The end of the time in which a second user may delete a key, after a first one has agreed to the deletion. */
export function deletableUntil({ dualAuthDelete }: Key, now: Date): string | undefined {
  const until = dualAuthDelete?.keySetForDeletion ? dualAuthDelete.authExpiration : undefined;
  return until === undefined || hasCome(until, now) ? undefined : storedTime(until);
}

export function isRestorable(key: Key, now: Date): boolean {
  const until = restorableUntil(key);
  return until !== undefined && !hasCome(until, now);
}

/** The outputs that come from the key itself. @param now replaces a creation date that the service doesn't give */
export function commonOutputs(key: Key, now: Date): Omit<KeyOutputs, "strays"> {
  return {
    keyId: key.id,
    crn: key.crn,
    state: stateWord(key.state),
    createdAt: key.creationDate ? storedTime(key.creationDate) : formatTime(now),
    restorableUntil: restorableUntil(key),
  };
}

/**
 * The inputs that the service never changes, as far as it returns them. None of them can be removed, so an input that it
 * doesn't return is unchanged.
 */
export function fixedInputs(key: Key, prior: Pick<KeyInputs, "tags">): Partial<KeyInputs> {
  const { description } = readDescription(key.description);
  return {
    name: key.name,
    tags: key.tags.length > 0 ? [...key.tags] : prior.tags,
    ...(description !== undefined && { description }),
    ...(key.expirationDate !== undefined && { expirationDate: storedTime(key.expirationDate) }),
  };
}

export function settingInputs({ keyRing, aliases }: KeySettings): Pick<KeyInputs, "keyRing" | "aliases"> {
  return { keyRing: keyRing === DEFAULT_RING ? undefined : keyRing, aliases: [...aliases] };
}
