import { addDuration } from "../duration";

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Reads `YYYY-MM-DDThh:mm:ssZ`, the only form that the service takes; undefined when it is another or no date at all. */
export function parseKmsTime(text: string): Date | undefined {
  if (!form.test(text)) return undefined;
  const time = new Date(text);
  // The parser may roll 30 February over into March.
  return !Number.isNaN(time.getTime()) && formatKmsTime(time) === text ? time : undefined;
}

/** Writes a time as the service does, to the second in UTC. */
export function formatKmsTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** The same calendar day and time, some years later (or earlier), in UTC. */
export function addYears(time: Date, years: number): Date {
  return addDuration(time, `P${years}Y`);
}
