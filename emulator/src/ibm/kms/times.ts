/** Spans in milliseconds, each as the vendor documents it. */
const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

/** Between two changes of state. */
export const betweenChanges = 30 * second;
export const betweenRotations = hour;
export const betweenSyncs = hour;
export const untilPurgeAllowed = 4 * hour;
export const restorable = 30 * day;
export const untilPurged = 90 * day;
/** The validity of one user's authorization of a deletion. */
export const authorizationHolds = 7 * day;
/** A month of a rotation policy. */
export const policyMonth = 30 * day;

/** A time in the API's form: whole seconds, UTC. */
export function shownTime(time: Date | string): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

/** `date` plus a span in milliseconds. */
export function plus(date: Date | string, span: number): Date {
  return new Date(new Date(date).getTime() + span);
}
