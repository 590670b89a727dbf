import { DAY, formatTime, parseTime } from "./clock";
import { addDuration, subtractDuration } from "./duration";

/** How long before its end a credential is renewed, and how long its predecessor lives on. ISO 8601 durations. */
export interface RotationTerms {
  readonly renewBefore: string;
  readonly overlap: string;
}

export function rotationTime(expiresAt: string, terms: Pick<RotationTerms, "renewBefore">): string {
  return formatTime(subtractDuration(parseTime(expiresAt), terms.renewBefore));
}

export function retirementTime(replacedAt: Date, terms: Pick<RotationTerms, "overlap">): string {
  return formatTime(addDuration(replacedAt, terms.overlap));
}

export function hasCome(time: string, now: Date): boolean {
  return parseTime(time).getTime() <= now.getTime();
}

export function nextRun(rotateAt: string, predecessors: readonly { readonly retireAfter: string }[]): string {
  const moments = [rotateAt, ...predecessors.map(({ retireAfter }) => retireAfter)];
  return moments.sort()[0] ?? rotateAt;
}

/** Days before the end at which the vendors' own alerts go out too. */
export const ALERT_DAYS: readonly number[] = [7, 30, 90, 180];

/** Undefined for a credential whose rotation is still to come: runs renew it. */
export function expiryWarning(notAfter: string, rotateAt: string, now: Date): string | undefined {
  const left = parseTime(notAfter).getTime() - now.getTime();
  if (left <= 0) return `the credential ended on ${notAfter}`;
  const threshold = ALERT_DAYS.find((days) => left <= days * DAY);
  if (threshold === undefined || !hasCome(rotateAt, now)) return undefined;
  return `the credential ends on ${notAfter}, in less than ${threshold} days; rotation has been due since ${rotateAt}`;
}
