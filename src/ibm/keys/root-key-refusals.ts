import { addDuration } from "../../core/duration";
import { hasCome } from "../../core/rotation";
import { wholeSeconds } from "./expiration-date";
import { type Refusal, refuseExpired, replaces } from "./key-refusals";
import { type RootKeyInputs, rootKeyInputs } from "./root-key-fields";

/** What the service can't do to a key, or with these dates. @param prior recorded inputs */
export function refuseRootKey(prior: RootKeyInputs | undefined, inputs: RootKeyInputs, now: Date): Refusal[] {
  if (prior && !replaces(rootKeyInputs, prior, inputs)) {
    return [
      ...refuseOrigin(prior, inputs),
      ...refuseUndoing(prior, inputs),
      ...refuseWhileDisabled(prior, inputs),
      ...refuseLateEvery(prior, inputs, now),
    ];
  }
  const expired = refuseExpired(inputs.expirationDate, now);
  return expired.length > 0 ? expired : refuseRotation(inputs, now);
}

/** A key must live to see its first rotation. */
function refuseRotation({ expirationDate, rotation: { every } }: RootKeyInputs, now: Date): Refusal[] {
  if (!expirationDate || !every || !endsWithin(expirationDate, every, now)) return [];
  const reason =
    `a rotation every ${every} never comes: the key expires before, on ${wholeSeconds(expirationDate)}, and rotating doesn't ` +
    "put that off; give a later expirationDate or rotate more often";
  return [{ field: "rotation.every", reason }];
}

/** What was recorded comes to nothing in the end, as every key that expires; what is added or changed must not from the start. */
function refuseLateEvery(prior: RootKeyInputs, { expirationDate, rotation }: RootKeyInputs, now: Date): Refusal[] {
  const { every } = rotation;
  if (!expirationDate || !every || every === prior.rotation.every || !endsWithin(expirationDate, every, now)) return [];
  const reason =
    `${every} is longer than the key has left: it expires on ${wholeSeconds(expirationDate)}, and rotating doesn't put that ` +
    "off; rotate more often, or make another key with a later expirationDate";
  return [{ field: "rotation.every", reason }];
}

function endsWithin(expirationDate: string, every: string, now: Date): boolean {
  return hasCome(expirationDate, addDuration(now, every));
}

/**
 * Whether the material was brought; unknown where the inputs of an older state don't say. `generate` is recorded as an
 * output, also where the payload isn't: a record may leave out secrets.
 */
function wasImported({ payload, generate }: RootKeyInputs): boolean | undefined {
  return generate === undefined ? payload !== undefined || undefined : !generate;
}

/** Material that the service made can't be replaced by brought material, nor the other way round. */
export function refuseOrigin(prior: RootKeyInputs, inputs: RootKeyInputs): Refusal[] {
  const imported = wasImported(prior);
  const anew = "make another key, by another name";
  if (imported === false && inputs.payload) {
    return [{ field: "payload", reason: `can't be given to a key whose material the service has made: ${anew}` }];
  }
  if (imported !== true) return [];
  const generate = inputs.generate === true ? ["generate"] : [];
  const rotation = (["every", "trigger", "policyMonths"] as const).filter(
    (name) => inputs.rotation[name] !== undefined,
  );
  return [
    ...generate.map((field) => ({ field, reason: `can't be asked for a key whose material was imported: ${anew}` })),
    ...rotation.map((name) => ({
      field: `rotation.${name}`,
      reason: "can't be had for a key whose material was imported: it rotates when another payload is given",
    })),
  ];
}

function refuseUndoing(prior: RootKeyInputs, { dualAuthDelete }: RootKeyInputs): Refusal[] {
  if (prior.dualAuthDelete !== true || dualAuthDelete !== false) return [];
  return [{ field: "dualAuthDelete", reason: "can't be switched off once it is on: set it to true, or leave it out" }];
}

function refuseWhileDisabled(prior: RootKeyInputs, { enabled, payload, rotation }: RootKeyInputs): Refusal[] {
  if (prior.enabled || enabled) return [];
  const rekeyed = [
    ...(payload && !payload.equals(prior.payload) ? ["payload"] : []),
    ...(rotation.trigger !== undefined && rotation.trigger !== prior.rotation.trigger ? ["rotation.trigger"] : []),
  ];
  const reason = "can't be changed while the key is disabled, as such a key doesn't rotate: set enabled: true";
  return rekeyed.map((field) => ({ field, reason }));
}
