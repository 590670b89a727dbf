import { DAY, HOUR } from "../../core/clock";
import type { Need } from "./windows";

/** From the rarest to the most frequent. */
const LADDER: readonly { readonly cron: string; readonly every: number }[] = [
  { cron: "0 5 * * 1", every: 7 * DAY },
  { cron: "0 5 * * *", every: DAY },
  { cron: "0 */6 * * *", every: 6 * HOUR },
  { cron: "0 * * * *", every: HOUR },
  { cron: "*/10 * * * *", every: HOUR / 6 },
];

/** So that one run may fail. */
const RUNS_IN_EACH = 2;

export interface Advice {
  /** The rarest that suffices; undefined where none does, and where no window is known. */
  readonly cron: string | undefined;
  /** The need with the narrowest window. */
  readonly by: Need | undefined;
}

export function advise(needs: readonly Need[]): Advice {
  const [by] = [...needs].sort((one, other) => lengthOf(one) - lengthOf(other));
  if (!by) return { cron: undefined, by };
  return { cron: LADDER.find(({ every }) => every * RUNS_IN_EACH <= lengthOf(by))?.cron, by };
}

function lengthOf({ shortest }: Need): number {
  return shortest?.length ?? Number.POSITIVE_INFINITY;
}

/** `7 days`, `3 days 21 hours`, `4 hours`: whole hours, rounded down. */
export function inDays(milliseconds: number): string {
  const [days, hours] = [Math.floor(milliseconds / DAY), Math.floor((milliseconds % DAY) / HOUR)];
  const parts = [counted(days, "day"), counted(hours, "hour")].filter((part) => part !== undefined);
  return parts.join(" ") || "less than an hour";
}

function counted(count: number, unit: string): string | undefined {
  if (count === 0) return undefined;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
