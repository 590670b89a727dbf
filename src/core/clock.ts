import { ConfigurationError } from "./errors";

/** In milliseconds. */
export const HOUR = 3_600_000;
export const DAY: number = 24 * HOUR;

/** The one source of the present. `movedTo` is set when the clock doesn't tell the real time. */
export interface Clock {
  now(): Date;
  readonly movedTo?: string;
}

export const systemClock: Clock = { now: () => new Date() };

/** The variable that moves the clock, to preview a future run. */
export const AS_OF = "KEYSMITH_AS_OF";
/** The variable that lets a moved clock write to a real endpoint. */
export const AS_OF_APPLY = "KEYSMITH_AS_OF_APPLY";

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Whether a user's text is a time in UTC, to the second or finer. */
export function isUtcTime(text: string): boolean {
  const time = new Date(text);
  // JavaScript takes 30 February for a day in March.
  return TIME.test(text) && !Number.isNaN(time.getTime()) && text.startsWith(formatTime(time).slice(0, -1));
}

export function fixedClock(time: string): Clock {
  const at = parseTime(time);
  return { now: () => new Date(at), movedTo: formatTime(at) };
}

/** @throws ConfigurationError when `KEYSMITH_AS_OF` holds no UTC time */
export function clockFrom(environment: Readonly<Record<string, string | undefined>>): Clock {
  const time = environment[AS_OF];
  if (!time) return systemClock;
  if (isUtcTime(time)) return fixedClock(time);
  throw new ConfigurationError(
    `${AS_OF} is ${JSON.stringify(time)}, which is not a UTC time`,
    `Write it as ${AS_OF}=2027-01-31T09:00:00Z, or unset it.`,
  );
}

/** `2026-01-01T00:00:00Z`: UTC, to the second, as every stored time is. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function storedTime(text: string): string {
  return formatTime(parseTime(text));
}

export function parseTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new RangeError(`not a time: ${JSON.stringify(text)}`);
  return time;
}
