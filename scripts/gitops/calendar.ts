import type { GithubEvent } from "./github";

/** A trouble of a day's runs. A day without one has its ordinary run. */
export type Trouble =
  | "reviewed"
  | "service fails"
  | "no runs"
  | "runner dies"
  | "state is locked"
  | "two runs at once"
  | "run although quiet";

export interface Planned {
  readonly trouble: Trouble;
  readonly from: string;
  /** The last day of several. */
  readonly to?: string;
}

export const FIRST_DAY = "2026-01-01";
export const DAYS = 365;

/** Troubles on the days on which they hurt: on each of them something is due. */
export const TROUBLES: readonly Planned[] = [
  { trouble: "run although quiet", from: "2026-02-10" },
  { trouble: "reviewed", from: "2026-03-12" },
  { trouble: "service fails", from: "2026-05-21" },
  { trouble: "no runs", from: "2026-07-25", to: "2026-08-10" },
  { trouble: "run although quiet", from: "2026-09-15" },
  { trouble: "runner dies", from: "2026-10-20" },
  { trouble: "state is locked", from: "2026-10-28" },
  { trouble: "two runs at once", from: "2026-12-02" },
];

/** The expected alarms by day: from a red run, or from the monitor. */
export const ALARMS: Readonly<Record<string, readonly string[]>> = {
  "2026-05-21": ["run"],
  ...Object.fromEntries(
    ["02", "03", "04", "05", "06", "07", "08", "09", "10"].map((day) => [`2026-08-${day}`, ["monitor"]] as const),
  ),
  "2026-10-20": ["run"],
  "2026-10-28": ["run"],
};

/** The time of the daily run, as in the workflow. */
export function timeOf(day: string): string {
  return `${day}T05:17:00Z`;
}

/** All days of the year, in order. */
export function days(): string[] {
  const start = Date.parse(`${FIRST_DAY}T00:00:00Z`);
  return Array.from({ length: DAYS }, (_, index) => new Date(start + index * 86_400_000).toISOString().slice(0, 10));
}

export function troubleOn(day: string): Trouble | undefined {
  return TROUBLES.find(({ from, to = from }) => from <= day && day <= to)?.trouble;
}

/** The event that starts a day's run. */
export function eventOn(day: string): GithubEvent {
  return day === FIRST_DAY ? "push" : "schedule";
}
