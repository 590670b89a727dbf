import { DateTime, Duration } from "luxon";
import type * as z from "zod";
import { checkedText } from "./fields";
import { kept } from "./memo";

/** Nothing here is shown to anybody, and asking the system for its language takes longer than everything else. */
const UNSHOWN = { locale: "en-US" } as const;
const CENTURY = Duration.fromObject({ years: 100 }, UNSHOWN);
const HINT = "write it in ISO 8601, such as P30D (30 days), PT12H (12 hours) or P1Y (one year)";

/**
 * A positive ISO 8601 duration of at most a century, such as `P30D` or `P1Y`, kept as text. Calendar units are reckoned in UTC from
 * the moment to which they are added.
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
  return shifted(time, duration, 1);
}

/** `time` less `duration`, in UTC. @throws RangeError when `duration` is no ISO 8601 duration */
export function subtractDuration(time: Date, duration: string): Date {
  return shifted(time, duration, -1);
}

function shifted(time: Date, duration: string, sign: 1 | -1): Date {
  const { whole, milliseconds } = parse(duration);
  if (milliseconds !== undefined) return new Date(time.getTime() + sign * milliseconds);
  const start = DateTime.fromJSDate(time, { zone: "utc", ...UNSHOWN });
  return (sign > 0 ? start.plus(whole) : start.minus(whole)).toJSDate();
}

/** A date without a leap day near it: what of months and years is compared is their usual length. */
const REFERENCE = new Date(Date.UTC(2001, 0));

/** A fleet has many keys and few durations. */
const lengths = new Map<string, number>();

/** How long a duration is, in milliseconds. Where months count, it is those from 2001 on: they are no whole numbers of days otherwise. */
export function lengthOf(duration: string): number {
  return kept(lengths, duration, () => addDuration(REFERENCE, duration).getTime() - REFERENCE.getTime());
}

interface Parsed {
  readonly whole: Duration;
  /** Set where the length doesn't depend on the start: in UTC, without years and months. Thousands of keys are reckoned at a time. */
  readonly milliseconds: number | undefined;
}

/** A program has few different ones. */
const parsed = new Map<string, Parsed>();

function parse(text: string): Parsed {
  return kept(parsed, text, () => {
    const whole = Duration.fromISO(text, UNSHOWN);
    if (!whole.isValid) throw new RangeError(`not an ISO 8601 duration: ${JSON.stringify(text)}`);
    const isFixed = whole.years === 0 && whole.months === 0;
    return { whole, milliseconds: isFixed ? whole.toMillis() : undefined };
  });
}
