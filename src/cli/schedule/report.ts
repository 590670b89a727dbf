import { formatTime } from "../../core/clock";
import { type Advice, inDays } from "./advice";
import type { Next } from "./next";
import type { Trouble } from "./windows";

/** The effect of a cron line on one credential. */
export interface Checked {
  readonly resource: string;
  /** Why it waits already, where no window of its own says so. */
  readonly waits?: { readonly why: readonly string[]; readonly run: Date | undefined };
  readonly troubles: readonly Trouble[];
}

const WINDOWS = { rotate: "the time for a rotation", retire: "the overlap" } as const;

export function adviceText(
  { cron, by }: Advice,
  next: Next | undefined,
  titled: (by: NonNullable<Advice["by"]>) => string,
): string {
  const shortest = by?.shortest && `${inDays(by.shortest.length)}, ${WINDOWS[by.shortest.what]} of ${titled(by)}`;
  const why = shortest ? `two runs in each window, the shortest of which is ${shortest}` : "no window has an end";
  const whyNone = shortest
    ? `each window needs two runs, and the shortest is ${shortest}`
    : "the next windows begin with the next run";
  return [
    `cron  ${cron ?? (shortest ? "none is frequent enough" : "none can be told yet")}`,
    `why   ${cron === undefined ? whyNone : why}`,
    ...(next ? [`next  ${next.isDue ? "now" : next.at}: ${next.why}`] : []),
  ].join("\n");
}

export function checkText(line: string, checked: readonly Checked[]): string {
  const lines = checked.flatMap(({ resource, waits, troubles }) => {
    if (waits) return [`now     ${resource}: a run is needed now, and ${nextRun(waits.run)}: ${waits.why.join("; ")}`];
    return troubles.length > 0
      ? [`${worst(troubles).padEnd("missed".length)}  ${resource}: ${troubles.map(inText).join("; ")}`]
      : [];
  });
  const missed = checked.filter(isMissed).length;
  return [...lines, `${missed} of ${checked.length} credentials missed by ${line}`].join("\n");
}

export function isMissed({ troubles }: Pick<Checked, "troubles">): boolean {
  return troubles.some(({ kind }) => kind === "missed");
}

function worst(troubles: readonly Trouble[]): Trouble["kind"] {
  const kinds = troubles.map(({ kind }) => kind);
  return (["missed", "tight", "late"] as const).find((kind) => kinds.includes(kind)) ?? "late";
}

function inText({ kind, opens, closes, run }: Trouble): string {
  const next = nextRun(run);
  const window = `from ${formatTime(opens)}${closes ? ` until ${formatTime(closes)}, when it ends` : ""}`;
  switch (kind) {
    case "missed":
      return `a rotation is needed ${window}, and ${next}`;
    case "tight":
      return `only one run comes ${window}: if that fails, the credential ends`;
    case "late":
      return `the key that it replaces should be deleted on ${formatTime(opens)}, and ${next}`;
  }
}

function nextRun(run: Date | undefined): string {
  return run ? `the next run is on ${formatTime(run)}` : "no further run follows";
}
