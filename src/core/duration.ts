import { DateTime, Duration } from "luxon";
import type * as z from "zod";
import { checkedText } from "./fields";

/** Nothing here is shown to anybody, and to ask the system for its language takes longer than all the rest. */
const UNSHOWN = { locale: "en-US" } as const;
const CENTURY = Duration.fromObject({ years: 100 }, UNSHOWN);
const HINT = "write it in ISO 8601, such as P30D (30 days), PT12H (12 hours) or P1Y (one year)";

/**
 * A positive ISO 8601 duration of at most a century, such as `P30D` or `P1Y`, kept as text: calendar units are
 * reckoned in UTC from the moment to which they are added.
 */
export const durationText: z.ZodString = checkedText(durationProblem);

function durationProblem(text: string): string | undefined {
  const duration = Duration.fromISO(text, UNSHOWN);
  if (!duration.isValid || !/\d/.test(text)) return `is not a duration: ${HINT}`;
  const values = Object.values(duration.toObject());
  if (values.some((value) => value < 0) || values.every((value) => value === 0)) return `must be positive: ${HINT}`;
  const start = DateTime.utc(2000, UNSHOWN);
  const end = start.plus(duration);
  return end.isValid && end <= start.plus(CENTURY) ? undefined : `is longer than a century: ${HINT}`;
}

/** `time` plus `duration`, in UTC. @throws RangeError when `duration` is no ISO 8601 duration */
export function addDuration(time: Date, duration: string): Date {
  return DateTime.fromJSDate(time, { zone: "utc", ...UNSHOWN })
    .plus(parse(duration))
    .toJSDate();
}

/** `time` less `duration`, in UTC. @throws RangeError when `duration` is no ISO 8601 duration */
export function subtractDuration(time: Date, duration: string): Date {
  return DateTime.fromJSDate(time, { zone: "utc", ...UNSHOWN })
    .minus(parse(duration))
    .toJSDate();
}

function parse(text: string): Duration {
  const duration = Duration.fromISO(text, UNSHOWN);
  if (!duration.isValid) throw new RangeError(`not an ISO 8601 duration: ${JSON.stringify(text)}`);
  return duration;
}
