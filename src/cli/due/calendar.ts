import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Moment, MomentKind } from "../../core/moments";
import { packageVersion } from "../../version";
import { visibleLines } from "../visible";
import { type Findings, type Found, inText } from "./found";
import { titles } from "./text";

const VERBS: Readonly<Record<MomentKind, string>> = { rotate: "Rotate", retire: "Delete the replaced", end: "Ends:" };

/** RFC 5545: an event for each moment. An event that a later state moves keeps its UID, so that a calendar moves it too. */
export function asCalendar({ at, found }: Findings): string {
  const titled = titles(found);
  const events = found.flatMap((each) => each.moments.map((moment) => event(each, moment, titled(each), at)));
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//Keysmith//keysmith due ${packageVersion()}//EN`,
    "METHOD:PUBLISH",
    ...events.flat(),
    "END:VCALENDAR",
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join("");
}

function event(found: Found, moment: Moment, title: string, now: string): string[] {
  const until = moment.until === undefined ? "" : `, and must come before ${moment.until}`;
  return [
    "BEGIN:VEVENT",
    `UID:${uidOf(found, moment)}`,
    `DTSTAMP:${basic(now)}`,
    `DTSTART:${basic(moment.at)}`,
    `SUMMARY:${escaped(`${VERBS[moment.what]} ${title}`)}`,
    `DESCRIPTION:${escaped(`${inText(moment)}${until}\n${found.address}`)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

function uidOf({ project, stack, address }: Found, { what, about }: Moment): string {
  const text = JSON.stringify([project, stack, address, what, about]);
  return `${createHash("sha256").update(text).digest("hex").slice(0, 32)}@keysmith`;
}

/** `20261202T000000Z` */
function basic(time: string): string {
  return time.replaceAll(/[-:]/g, "");
}

function escaped(text: string): string {
  return visibleLines(text)
    .replaceAll(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");
}

/** The most bytes in a line, without its break. */
const LINE_BYTES = 75;

/** No character is cut in two. */
function folded(line: string): string {
  const lines = [""];
  for (const character of line) {
    const last = lines.at(-1) ?? "";
    if (Buffer.byteLength(last + character) > LINE_BYTES) lines.push(` ${character}`);
    else lines[lines.length - 1] = last + character;
  }
  return lines.join("\r\n");
}
