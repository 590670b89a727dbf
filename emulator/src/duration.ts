import { DateTime, Duration } from "luxon";

/**
 * `time` plus an ISO 8601 duration such as `P1Y` or `PT10M`; calendar units are in UTC.
 * @throws RangeError when `duration` is malformed or leads beyond the range of dates
 */
export function addDuration(time: Date, duration: string): Date {
  const parsed = Duration.fromISO(duration);
  const sum = DateTime.fromJSDate(time, { zone: "utc" }).plus(parsed);
  // The library reads a bare "P" as no time at all.
  if (!sum.isValid || !/\d/.test(duration))
    throw new RangeError(`not an ISO 8601 duration: ${JSON.stringify(duration)}`);
  return sum.toJSDate();
}
