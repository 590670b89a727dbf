import { addDuration } from "../duration";

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Reads `YYYY-MM-DDThh:mm:ssZ`, the only form that the service accepts; undefined for any other form or an impossible date. */
export function parseKmsTime(text: string): Date | undefined {
  if (!form.test(text)) return undefined;
  const time = new Date(text);
  // The parser may turn 30 February into a day in March.
  return !Number.isNaN(time.getTime()) && formatKmsTime(time) === text ? time : undefined;
}

/** Writes a time in the service's form, to the second in UTC. */
export function formatKmsTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** The same day and time some years later, or earlier for a negative number, in UTC. */
export function addYears(time: Date, years: number): Date {
  return addDuration(time, `P${years}Y`);
}
