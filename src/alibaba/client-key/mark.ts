import { createHash } from "node:crypto";
import { formatTime, parseTime } from "../../core/clock";
import { addDuration } from "../../core/duration";

/**
 * The service gives a client key no name, tag or token. What we can choose are its two time stamps: each is set a few
 * seconds before a round value, and those two numbers of seconds tell whose key it is and of which version.
 */
export type Mark = readonly [number, number];

export interface Stamps {
  readonly notBefore: string;
  readonly notAfter: string;
}

const SECONDS_LIMIT = 4096;
/** Two hours: longer than the seconds limit, so that the round value can be told from the stamp, and in step with midnight. */
const ROUND_SECONDS = 7200;
/** The most that the vendor documents, facts of the "change a client key" page: one to five years. */
const LONGEST = "P5Y";

/** The most by which a key can end before the moment of making plus its validity, in seconds. */
export const MARK_SECONDS: number = ROUND_SECONDS + SECONDS_LIMIT;

export function markOf(label: string, version: number): Mark {
  const hash = createHash("sha256").update(`keysmith client key\n${label}\n${version}`).digest();
  const numbers = [hash.readUInt16BE(0) % SECONDS_LIMIT, hash.readUInt16BE(2) % SECONDS_LIMIT];
  return sorted(numbers[0] ?? 0, numbers[1] ?? 0);
}

/**
 * The marked stamps of a key made at `madeAt`. Taking the greater number off the start makes the span a little longer
 * than `validity`, so that one year stays at least one year; off the end, where five years must stay at most five.
 */
export function markedStamps(madeAt: Date, validity: string, mark: Mark): Stamps {
  const start = roundDown(madeAt);
  const end = roundDown(addDuration(madeAt, validity));
  const [greater, lesser] = mark;
  const longer = end - lesser <= longestFrom(start - greater);
  const [early, late] = longer ? [greater, lesser] : [lesser, greater];
  // From the last of February on, five years end a day earlier than from the first of March, where a leap day lies between.
  const longest = longestFrom(start - early);
  const last = end - late <= longest ? end : roundDown(fromSeconds(longest));
  return { notBefore: formatTime(fromSeconds(start - early)), notAfter: formatTime(fromSeconds(last - late)) };
}

function longestFrom(notBefore: number): number {
  return seconds(addDuration(fromSeconds(notBefore), LONGEST));
}

/** The mark that a key carries; nothing when its stamps can't be ours. */
export function readMark({ notBefore, notAfter }: Stamps): Mark | undefined {
  const [early, late] = [beforeRound(notBefore), beforeRound(notAfter)];
  return early < SECONDS_LIMIT && late < SECONDS_LIMIT ? sorted(early, late) : undefined;
}

/** Whether a key with these stamps is one of the versions, first to last, of the key with this label. */
export function isMarked(stamps: Stamps, label: string, first: number, last: number): boolean {
  const mark = readMark(stamps);
  if (!mark) return false;
  for (let version = Math.max(1, first); version <= last; version++) {
    const [greater, lesser] = markOf(label, version);
    if (mark[0] === greater && mark[1] === lesser) return true;
  }
  return false;
}

function sorted(one: number, other: number): Mark {
  return one >= other ? [one, other] : [other, one];
}

function beforeRound(time: string): number {
  const at = seconds(parseTime(time));
  return Math.ceil(at / ROUND_SECONDS) * ROUND_SECONDS - at;
}

function roundDown(time: Date): number {
  return Math.floor(seconds(time) / ROUND_SECONDS) * ROUND_SECONDS;
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

function fromSeconds(value: number): Date {
  return new Date(value * 1000);
}
