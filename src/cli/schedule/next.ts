import { formatTime, parseTime } from "../../core/clock";
import { type Found, inText, sayings } from "../due/found";
import { titles } from "../due/text";

export interface Next {
  /** UTC, to the second; the present if something is due. */
  readonly at: string;
  readonly isDue: boolean;
  readonly why: string;
}

/** @returns undefined where nothing is ever due */
export function nextOf(found: readonly Found[], now: Date): Next | undefined {
  const titled = titles(found);
  const [first, ...others] = found.filter(({ needsRun }) => needsRun);
  if (first) {
    const more = others.length > 0 ? `, and ${others.length} more` : "";
    return { at: formatTime(now), isDue: true, why: `${titled(first)}: ${sayings(first).join("; ")}${more}` };
  }
  const coming = found.flatMap((each) =>
    each.moments.filter(({ what }) => what !== "end").map((moment) => ({ each, moment })),
  );
  const [earliest] = coming.sort((one, other) => (one.moment.at < other.moment.at ? -1 : 1));
  if (!earliest) return undefined;
  const { each, moment } = earliest;
  return { at: moment.at, isDue: false, why: `${titled(each)}: ${inText(moment)}` };
}

const MINUTE = 60_000;

/** The moment for tools that run something once: at the next full minute, as some take no moment that is over. */
export const FORMS = {
  at: (moment) => local(moment),
  pulumi: formatTime,
  systemd: (moment) => `${formatTime(moment).replace("T", " ").replace("Z", "")} UTC`,
} as const satisfies Readonly<Record<string, (moment: Date) => string>>;

export type Form = keyof typeof FORMS;

/** @param now stands in for a moment that is over */
export function inForm(form: Form, { at }: Pick<Next, "at">, now: Date): string {
  const moment = Math.max(parseTime(at).getTime(), now.getTime());
  return FORMS[form](new Date(Math.ceil(moment / MINUTE) * MINUTE));
}

/** The amounts by which clocks are turned back, anywhere. */
const TURNS = [30 * MINUTE, 60 * MINUTE];

/** The form of `at -t`, in the machine's time zone; for an hour that comes twice, the hour after: a run too early finds nothing due. */
function local(moment: Date): string {
  const text = onClock(moment);
  const comesTwice = TURNS.some((turn) =>
    [turn, -turn].some((shift) => onClock(new Date(moment.getTime() + shift)) === text),
  );
  return comesTwice ? local(new Date(moment.getTime() + 60 * MINUTE)) : text;
}

function onClock(moment: Date): string {
  const parts = [moment.getMonth() + 1, moment.getDate(), moment.getHours(), moment.getMinutes()];
  return [moment.getFullYear(), ...parts.map((part) => String(part).padStart(2, "0"))].join("");
}
