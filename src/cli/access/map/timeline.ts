import type { AccessMap, Credential, ProtectedObject } from "../../../core/access/map";
import { DAY, parseTime } from "../../../core/clock";
import { type Moment, momentOf } from "../../../core/moments";
import { day } from "./chart";
import { Html, html } from "./html";

/** A credential, a key or a secret that rotates, with its times. */
interface Dated {
  readonly who: string;
  readonly what: string;
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
  readonly moments: readonly Moment[];
  readonly isComing?: boolean;
}

/** The time shown before the present, and the least time shown after it. */
const PAST = 30 * DAY;
const AHEAD = 120 * DAY;
/** Anything that ends later runs out of the picture. */
const MOST_AHEAD = 750 * DAY;

const WIDTH = 520;
const HEIGHT = 22;
/** Room for half of a label at both ends. */
const SIDE = 26;

/** The position of a moment on the line of time, in pixels. */
type Across = (time: Date) => number;

/** Credentials, keys and secrets with their times, in words and on a line: the one with the next event stands first. */
export function timelineTable(map: AccessMap, now: Date, say: (text: string) => string): Html {
  const dated = [...credentialsIn(map), ...map.objects.filter(({ moments }) => moments.length > 0).map(objectIn)];
  const start = now.getTime() - PAST;
  const last = Math.max(...dated.flatMap(timesOf), now.getTime() + AHEAD);
  const end = Math.min(last + PAST / 2, now.getTime() + MOST_AHEAD);
  const across: Across = (time) => {
    const at = Math.min(1, Math.max(0, (time.getTime() - start) / (end - start)));
    return Math.round(SIDE + at * (WIDTH - 2 * SIDE));
  };
  const ticks = ticksOf(start, end);
  const labels = ticks.map(
    (time) => html`<text x="${across(time)}" y="15" text-anchor="middle">${time.toISOString().slice(0, 7)}</text>`,
  );
  const lines = ticks.map((time) => html`<path class="tick" d="M${across(time)} 0V${HEIGHT}"/>`);
  const present = html`<path class="now" d="M${across(now)} 0V${HEIGHT}"/>`;
  const sorted = [...dated].sort((one, other) => (nextTime(one) < nextTime(other) ? -1 : 1));
  const rows = sorted.map((each) => {
    const { next, isDue } = nextOf(each, now);
    const marks = each.moments.map((moment) => mark(moment, across));
    return html`<tr data-row${isDue ? new Html(' class="due"') : ""}><th scope="row">${say(each.who)}</th><td>${say(each.what)}</td><td>${validityOf(each, now)}</td><td>${next}</td><td class="times"><svg width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">${lines}${bar(each, across)}${marks}${present}</svg></td></tr>
`;
  });
  return html`<table class="rotations"><thead><tr><th scope="col">Whose</th><th scope="col">Credential, key or secret</th><th scope="col">Valid</th><th scope="col">Next</th><th scope="col" class="times"><svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Time line; each row says the same in words">${labels}</svg></th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function bar({ notBefore, notAfter }: Dated, across: Across): Html {
  if (notAfter === undefined) return html``;
  const from = notBefore === undefined ? SIDE : across(parseTime(notBefore));
  const width = Math.max(2, across(parseTime(notAfter)) - from);
  return html`<rect class="bar" x="${from}" y="7" width="${width}" height="8" rx="2"/>`;
}

function mark({ what, at }: Moment, across: Across): Html {
  const x = across(parseTime(at));
  switch (what) {
    case "rotate":
      return html`<path class="rotate" d="M${x} 3l8 8l-8 8l-8 -8z"/>`;
    case "retire":
      return html`<circle class="retire" cx="${x}" cy="11" r="6"/>`;
    case "end":
      return html`<path class="end" d="M${x} 2V20"/>`;
  }
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

/** A text that sorts as its time does; without a time it comes last. */
function nextTime({ moments, notAfter, isComing }: Dated): string {
  if (isComing) return "";
  return [...moments.map(({ at }) => at), notAfter ?? "~"].sort()[0] ?? "~";
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

/** Its next event, in words, and whether somebody has something to do for it now. */
function nextOf({ moments, notAfter, isComing }: Dated, now: Date): { readonly next: string; readonly isDue: boolean } {
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

/** The first days of as many months as there is room to name. */
function ticksOf(start: number, end: number): Date[] {
  const first = new Date(start);
  const months: Date[] = [];
  for (let month = 1; ; month += 1) {
    const time = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1));
    if (time.getTime() >= end) break;
    months.push(time);
  }
  const step = Math.ceil(months.length / MOST_TICKS);
  return months.filter((_time, index) => index % step === 0);
}
