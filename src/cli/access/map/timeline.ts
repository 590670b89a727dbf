import type { AccessMap, Credential, ProtectedObject } from "../../../core/access/map";
import { DAY, parseTime } from "../../../core/clock";
import { type Moment, momentOf } from "../../../core/moments";
import { day } from "./chart";

/** What rotates, with its time: a credential, a key or a secret. */
export interface Row {
  readonly who: string;
  readonly what: string;
  readonly validity: string;
  /** What becomes of it next, in words. */
  readonly next: string;
  /** Whether somebody has something to do for it now. */
  readonly isDue: boolean;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly what: Moment["what"];
  readonly at: number;
}

/** A line of time: where a moment stands on it, from 0 to 1. */
export interface Timeline {
  readonly rows: readonly Row[];
  readonly now: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

interface Dated {
  readonly who: string;
  readonly what: string;
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
  readonly moments: readonly Moment[];
  readonly isComing?: boolean;
}

/** Before the present, and the shortest time after it. */
const PAST = 30 * DAY;
const AHEAD = 120 * DAY;
/** What ends later runs out of the picture. */
const MOST_AHEAD = 750 * DAY;

/** What comes next stands first. */
export function timelineOf(map: AccessMap, now: Date, say: (text: string) => string): Timeline {
  const dated = [...credentialsIn(map), ...map.objects.filter(({ moments }) => moments.length > 0).map(objectIn)];
  const start = now.getTime() - PAST;
  const last = Math.max(...dated.flatMap(timesOf), now.getTime() + AHEAD);
  const end = Math.min(last + PAST / 2, now.getTime() + MOST_AHEAD);
  const place = (time: number): number => Math.min(1, Math.max(0, (time - start) / (end - start)));
  const sorted = [...dated].sort((one, other) => (nextTime(one) < nextTime(other) ? -1 : 1));
  return {
    rows: sorted.map((each) => rowOf(each, now, place, say)),
    now: place(now.getTime()),
    ticks: ticksOf(start, end).map((time) => ({ at: place(time), label: new Date(time).toISOString().slice(0, 7) })),
  };
}

function credentialsIn({ credentials, coming }: AccessMap): Dated[] {
  const nameOf = ({ application, title }: Pick<Credential, "application" | "title">): string => application ?? title;
  return [
    ...credentials.map((each) => ({ ...each, who: nameOf(each), what: each.id })),
    ...coming.map((each) => ({ who: nameOf(each), what: each.title, moments: [], isComing: true })),
  ];
}

function objectIn({ title, resource, moments }: ProtectedObject): Dated {
  return { who: title, what: resource ?? "", notAfter: momentOf(moments, "end")?.at, moments };
}

function timesOf({ notAfter, moments }: Dated): number[] {
  return [...moments.map(({ at }) => at), ...(notAfter ? [notAfter] : [])].map((time) => parseTime(time).getTime());
}

/** Text, which sorts as its time does; without one it comes last. */
function nextTime({ moments, notAfter, isComing }: Dated): string {
  if (isComing) return "";
  return [...moments.map(({ at }) => at), notAfter ?? "~"].sort()[0] ?? "~";
}

function rowOf(dated: Dated, now: Date, place: (time: number) => number, say: (text: string) => string): Row {
  const { who, what, notBefore, notAfter, moments } = dated;
  const spot = (time: string | undefined): number | undefined =>
    time === undefined ? undefined : place(parseTime(time).getTime());
  const { next, isDue } = nextOf(dated, now);
  return {
    who: say(who),
    what: say(what),
    validity: validityOf(dated, now),
    next,
    isDue,
    ...(notAfter !== undefined && { from: spot(notBefore) ?? 0, until: spot(notAfter) }),
    marks: moments.map((moment) => ({ what: moment.what, at: place(parseTime(moment.at).getTime()) })),
  };
}

function validityOf({ notBefore, notAfter, isComing }: Dated, now: Date): string {
  if (isComing) return "yet to be made";
  if (notAfter === undefined) return "no end on record";
  if (parseTime(notAfter) < now) return `ended ${day(notAfter)}`;
  const until = `until ${day(notAfter)}`;
  if (notBefore === undefined) return until;
  return parseTime(notBefore) > now ? `only from ${day(notBefore)}, ${until}` : `${day(notBefore)} ${until}`;
}

const WORDS = { rotate: "rotation", retire: "deletion", end: "end" } as const;

function nextOf({ moments, notAfter, isComing }: Dated, now: Date): Pick<Row, "next" | "isDue"> {
  if (isComing) return { next: "the next run makes it", isDue: false };
  const [first] = moments.filter(({ what }) => what !== "end").sort((one, other) => (one.at < other.at ? -1 : 1));
  if (first) {
    const isDue = parseTime(first.at) <= now;
    const until = first.until ? `, by ${day(first.until)}` : "";
    return { next: `${WORDS[first.what]} ${isDue ? "due since " : ""}${day(first.at)}${until}`, isDue };
  }
  const isOver = notAfter !== undefined && parseTime(notAfter) < now;
  return { next: "no rotation planned", isDue: isOver };
}

const MOST_TICKS = 7;

/** The first days of months, as many as there is room to name. */
function ticksOf(start: number, end: number): number[] {
  const first = new Date(start);
  const months: number[] = [];
  for (let month = 1; ; month += 1) {
    const time = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
    if (time >= end) break;
    months.push(time);
  }
  const step = Math.ceil(months.length / MOST_TICKS);
  return months.filter((_time, index) => index % step === 0);
}
