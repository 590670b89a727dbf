import { currentVersion, destroyed, hasExpired, type KeyRecord, stateOf } from "./key";
import type { KeyInstance } from "./key-instance";
import { plus, restorable, shownTime, untilPurgeAllowed, untilPurged } from "./times";

export const keyType = "application/vnd.ibm.kms.key+json";

/** A collection in the API's form. */
export function collection(
  collectionType: string,
  resources: readonly unknown[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { metadata: { collectionType, collectionTotal: resources.length, ...more }, resources };
}

/** A key in the API's form, without its payload. */
export function shownKey(instance: KeyInstance, key: KeyRecord, now: Date): Record<string, unknown> {
  return { ...commonFields(instance, key, now), ...(!instance.flavour.is2019 && todaysFields(instance, key, now)) };
}

/** The fields that keys had in 2019. */
function commonFields(instance: KeyInstance, key: KeyRecord, now: Date): Record<string, unknown> {
  const { type, mode } = instance.flavour.algorithm;
  const bits = key.extractable ? 256 : currentVersion(key).bits;
  return {
    type: keyType,
    id: key.id,
    name: key.name,
    ...(key.description !== undefined && { description: key.description }),
    state: stateOf(key, now),
    extractable: key.extractable,
    imported: key.imported,
    ...(key.expirationDate !== undefined && { expirationDate: shownTime(key.expirationDate) }),
    creationDate: shownTime(key.creationDate),
    createdBy: key.createdBy,
    lastUpdateDate: shownTime(key.lastUpdateDate),
    ...(key.lastRotateDate !== undefined && { lastRotateDate: shownTime(key.lastRotateDate) }),
    algorithmType: type,
    algorithmMetadata: { bitLength: String(bits), mode },
    algorithmBitSize: bits,
    algorithmMode: mode,
    ...(key.deletion && { deleted: true, deletionDate: shownTime(key.deletion.at), deletedBy: key.deletion.by }),
  };
}

function todaysFields(instance: KeyInstance, key: KeyRecord, now: Date): Record<string, unknown> {
  const aliases = instance.aliasesOf(key, now);
  const { id, creationDate } = currentVersion(key);
  return {
    crn: keyCrn(instance, key),
    keyRingID: instance.ringOf(key, now),
    ...(aliases.length > 0 && { aliases }),
    ...(key.tags.length > 0 && { tags: key.tags }),
    ...(!key.extractable && { keyVersion: { id, creationDate: shownTime(creationDate) } }),
    dualAuthDelete: shownDualAuth(key, now),
    ...(key.rotationPolicy && { rotation: shownRotation(key.rotationPolicy) }),
    ...(key.deletion ? deletionFields(key, key.deletion.at, now) : { deleted: false }),
  };
}

export function keyCrn({ info }: KeyInstance, { id }: KeyRecord): string {
  return `crn:v1:bluemix:public:${info.service}:${info.region}:a/${info.account}:${info.id}:key:${id}`;
}

export function shownRotation(policy: { enabled: boolean; interval_month: number }): Record<string, unknown> {
  return { enabled: policy.enabled, interval_month: policy.interval_month };
}

function shownDualAuth(key: KeyRecord, now: Date): Record<string, unknown> {
  const enabled = key.dualAuthPolicy?.enabled ?? false;
  const authorization = key.deletionAuthorization;
  if (!enabled || !authorization || new Date(authorization.expires) <= now) return { enabled };
  return { enabled, keySetForDeletion: true, authExpiration: shownTime(authorization.expires) };
}

function deletionFields(key: KeyRecord, at: string, now: Date): Record<string, unknown> {
  const restoreUntil = plus(at, restorable);
  const purgeFrom = plus(at, untilPurgeAllowed);
  return {
    restoreExpirationDate: shownTime(restoreUntil),
    restoreAllowed: stateOf(key, now) === destroyed && now <= restoreUntil && !hasExpired(key, now),
    purgeAllowed: now >= purgeFrom,
    purgeAllowedFrom: shownTime(purgeFrom),
    purgeScheduledOn: shownTime(plus(at, untilPurged)),
  };
}
