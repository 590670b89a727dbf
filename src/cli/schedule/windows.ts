import { DAY, parseTime } from "../../core/clock";
import { onRecord } from "../../core/damage";
import { type Moment, momentOf } from "../../core/moments";
import type { Values } from "../../core/unknown";
import { whyClosed } from "../recorded-program";
import type { StateResource } from "../states";
import type { Runs } from "./cron";

/** A time in which a run is needed. */
interface Window {
  readonly opens: Date;
  readonly closes: Date | undefined;
}

/** A problem that a schedule causes for a credential. */
export interface Trouble {
  readonly kind: "missed" | "tight" | "late";
  readonly what: "rotate" | "retire";
  readonly opens: Date;
  readonly closes: Date | undefined;
  /** The first run after the window opens. */
  readonly run: Date | undefined;
}

/** A credential that needs runs, and how much time they have. */
export interface Need {
  readonly resource: StateResource;
  /** The shortest time in which a run is needed, in milliseconds; undefined where it has no end. */
  readonly shortest: { readonly what: "rotate" | "retire"; readonly length: number } | undefined;
}

export function momentsOf(resource: StateResource, state: Values = resource.outputs): readonly Moment[] {
  if (resource.unfinished || whyClosed(resource)) return [];
  return onRecord(resource, () => resource.definition.moments?.(state) ?? []);
}

/** @returns undefined for a resource that no run ever has to rotate or delete */
export function needOf(resource: StateResource): Need | undefined {
  const moments = momentsOf(resource);
  const turn = momentOf(moments, "rotate");
  if (!turn && !momentOf(moments, "retire")) return undefined;
  const lengths = turn ? [...windowLength("rotate", turn), ...foreseen(resource, parseTime(turn.at))] : [];
  const [shortest] = lengths.sort((one, other) => one.length - other.length);
  return { resource, shortest };
}

type Length = NonNullable<Need["shortest"]>;

function windowLength(what: Length["what"], { at, until }: Moment): Length[] {
  return until === undefined ? [] : [{ what, length: parseTime(until).getTime() - parseTime(at).getTime() }];
}

/** After a rotation at that time: its overlap, and the window of the next rotation. */
function foreseen(resource: StateResource, at: Date): Length[] {
  const after = resource.definition.rotated?.(resource.outputs, at);
  if (!after) return [];
  const moments = momentsOf(resource, after);
  const next = momentOf(moments, "rotate");
  const overlap = overlapAfter(moments, at);
  return [
    ...(next ? windowLength("rotate", next) : []),
    ...(overlap === undefined ? [] : [{ what: "retire", length: overlap } as const]),
  ];
}

/** The overlap of the key that was replaced then; keys replaced before it go earlier. */
function overlapAfter(moments: readonly Moment[], at: Date): number | undefined {
  const ends = moments.filter(({ what }) => what === "retire").map((each) => parseTime(each.at).getTime());
  return ends.length === 0 ? undefined : Math.max(...ends) - at.getTime();
}

const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 400;
/** A year of rotations shows how they drift against the days of the week and of the month. */
const YEAR = 366 * DAY;

/**
 * Follows a schedule: each run does what is due, and the next windows follow from when it came. Ends at the first missed window, as
 * nothing is foreseen of a credential that has ended.
 */
export function troublesWith(runs: Runs, resource: StateResource, now: Date): Trouble[] {
  const troubles: Trouble[] = [];
  let state = resource.outputs;
  let time = now;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (round >= LEAST_ROUNDS && time.getTime() - now.getTime() > YEAR) break;
    const turn = momentOf(momentsOf(resource, state), "rotate");
    if (!turn) break;
    const window = openFrom(turn, now);
    const run = runs.from(window.opens);
    const trouble = troubleIn(window, run, runs);
    if (trouble) troubles.push({ ...window, ...trouble, what: "rotate", run });
    const after = run && trouble?.kind !== "missed" ? resource.definition.rotated?.(state, run) : undefined;
    if (!run || !after) break;
    troubles.push(...lateAfter(momentsOf(resource, after), run, runs));
    [state, time] = [after, run];
  }
  // The first of each kind.
  return troubles.filter(({ kind }, index) => troubles.findIndex((other) => other.kind === kind) === index);
}

function openFrom({ at, until }: Moment, now: Date): Window {
  const opens = parseTime(at);
  const closes = until === undefined ? undefined : parseTime(until);
  // A credential that has ended waits for whichever run comes next.
  return { opens: opens > now ? opens : now, closes: closes && closes > now ? closes : undefined };
}

function troubleIn({ closes }: Window, run: Date | undefined, runs: Runs): Pick<Trouble, "kind"> | undefined {
  if (!run || (closes && run >= closes)) return { kind: "missed" };
  const second = runs.after(run);
  return closes && (!second || second >= closes) ? { kind: "tight" } : undefined;
}

/** A replaced key that works twice as long as it was meant to, because no run comes to delete it. */
function lateAfter(moments: readonly Moment[], rotated: Date, runs: Runs): Trouble[] {
  const overlap = overlapAfter(moments, rotated);
  if (overlap === undefined) return [];
  const opens = new Date(rotated.getTime() + overlap);
  const run = runs.from(opens);
  const isLate = !run || run.getTime() - opens.getTime() > overlap;
  return isLate ? [{ kind: "late", what: "retire", opens, closes: undefined, run }] : [];
}
