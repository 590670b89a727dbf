import { type Clock, formatTime, parseTime } from "../../core/clock";
import { Concealment } from "../../core/concealment";
import { onRecord } from "../../core/damage";
import { addDuration } from "../../core/duration";
import { Ledger } from "../../core/ledger";
import { noteRecorded } from "../../core/lifecycle";
import { inWords } from "../../core/message";
import type { Moment } from "../../core/moments";
import { plan } from "../../core/plan";
import { hasCome } from "../../core/rotation";
import { whyClosed } from "../recorded-program";
import type { State, StateResource } from "../states";

/** From the worst to the best. */
export const STATUSES = ["ended", "due", "unknown", "soon", "warning", "later", "fine"] as const;
export type Status = (typeof STATUSES)[number];

/** The findings about a recorded resource at a moment. */
export interface Found {
  readonly project: string;
  readonly stack: string;
  /** Tells the resource from others of its kind in the stack. */
  readonly name: string;
  readonly kind: string;
  /** The name that people know. */
  readonly resource: string;
  readonly address: string;
  readonly status: Status;
  /** Whether the next run has something to do for it; if it has ended, perhaps only a person has. */
  readonly needsRun: boolean;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly moments: readonly Moment[];
  readonly nextRunBy: string | undefined;
}

export interface Findings {
  readonly at: string;
  readonly found: readonly Found[];
}

/** @param within an ISO 8601 duration: whatever falls due within it counts as due */
export function findingsOf(states: readonly State[], clock: Clock, within: string | undefined): Findings {
  const now = clock.now();
  const until = within === undefined ? now : addDuration(now, within);
  const resources = states.flatMap((state) => state.resources);
  const ledger = new Ledger();
  for (const each of resources)
    if (!whyClosed(each)) onRecord(each, () => noteRecorded(each.definition, ledger, each.outputs));
  return { at: formatTime(now), found: resources.map((each) => hidden(each, foundOf(each, { now, until, ledger }))) };
}

interface Asked {
  readonly now: Date;
  readonly until: Date;
  readonly ledger: Ledger;
}

/** Hides values that the program has marked as secret. */
function hidden({ opened = [] }: StateResource, found: Found): Found {
  if (opened.length === 0) return found;
  const concealment = new Concealment();
  for (const value of opened) concealment.add(value);
  const hide = (text: string): string => concealment.hide(text);
  const { reasons, warnings, moments } = found;
  return {
    ...found,
    reasons: reasons.map(hide),
    warnings: warnings.map(hide),
    moments: moments.map((moment) => ({ ...moment, about: hide(moment.about) })),
  };
}

function foundOf(resource: StateResource, asked: Asked): Found {
  const { project, stack, name, title, address, definition, unfinished } = resource;
  const place = { project, stack, name, kind: definition.name, resource: title, address };
  const closed = whyClosed(resource);
  const unjudged = { ...place, warnings: [], moments: [], nextRunBy: undefined };
  if (closed) return { ...unjudged, status: "unknown", needsRun: false, reasons: [closed] };
  if (!unfinished) return { ...place, ...onRecord(resource, () => judged(resource, asked)) };
  return { ...unjudged, status: "due", needsRun: true, reasons: [UNFINISHED[unfinished]] };
}

const UNFINISHED = {
  tainted: "it was not finished, or is tainted: the next run recreates it",
  gone: "it is deleted, and the run that was to make it again was interrupted: the next run makes it",
} as const;

type Judged = Pick<Found, "status" | "needsRun" | "reasons" | "warnings" | "moments" | "nextRunBy">;

function judged({ definition, inputs, outputs, words }: StateResource, { now, until, ledger }: Asked): Judged {
  const planned = plan(definition, outputs, inputs, now, { ledger });
  const warnings = planned.warnings.map((warning) => inWords(warning, words));
  const moments = definition.moments?.(outputs) ?? [];
  const next = outputs["nextRunBy"];
  const nextRunBy = typeof next === "string" ? next : undefined;
  const due = planned.reasons.map(({ message }) => inWords(message, words));
  const coming = moments.filter(({ at }) => !hasCome(at, now) && parseTime(at) <= until).map(inText);
  const reasons = due.length > 0 ? due : coming;
  const ended = moments.find(({ what, at }) => what === "end" && hasCome(at, now));
  const status = ended ? "ended" : statusOf(due, coming, warnings, nextRunBy);
  return {
    status,
    needsRun: due.length > 0,
    reasons: reasons.length > 0 || !ended ? reasons : [`it ended on ${ended.at}, and no run makes another`],
    warnings,
    moments,
    nextRunBy,
  };
}

function statusOf(
  due: readonly string[],
  coming: readonly string[],
  warnings: readonly string[],
  nextRunBy: string | undefined,
): Status {
  if (due.length > 0) return "due";
  if (coming.length > 0) return "soon";
  if (warnings.length > 0) return "warning";
  return nextRunBy === undefined ? "fine" : "later";
}

export function inText({ what, at, about }: Moment): string {
  switch (what) {
    case "rotate":
      return `rotation is due on ${at}`;
    case "retire":
      return `the overlap of ${about} is over on ${at}`;
    case "end":
      return `it ends on ${at}`;
  }
}

/** Whether a run, or a person, has something to do for it. */
export function isDue({ status }: Pick<Found, "status">): boolean {
  return status === "ended" || status === "due" || status === "unknown" || status === "soon";
}

export function isInOrder({ status }: Pick<Found, "status">): boolean {
  return status === "later" || status === "fine";
}

/** The findings that aren't in order, the worst first. */
export function worstFirst(found: readonly Found[]): Found[] {
  return STATUSES.filter((status) => !isInOrder({ status })).flatMap((status) =>
    found.filter((each) => each.status === status),
  );
}

/** The reasons why it is due, else its warnings, as doing what is due would end them. Both where only a person can do something. */
export function sayings({ status, needsRun, reasons, warnings }: Found): readonly string[] {
  if (status === "ended" && !needsRun) return [...reasons, ...warnings];
  return status === "warning" ? warnings : reasons;
}

export function countLine({ at, found }: Findings): string {
  const unknown = found.filter(({ status }) => status === "unknown").length;
  const more = unknown > 0 ? `, ${unknown} can't be judged` : "";
  return `${found.filter(isDue).length - unknown} of ${found.length} resources due at ${at}${more}`;
}
