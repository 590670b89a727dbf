import { createHash, randomInt } from "node:crypto";
import { formatTime, parseTime } from "../../core/clock";
import { addDuration } from "../../core/duration";

// The service gives a client key no name, tag or token. All that we can choose is its two time stamps, so they say whose key it
// is: the end says the label, and the start says the nonce.

/** Which resource a key is meant for, and by whose record it was made. */
export interface Mark {
  readonly label: string;
  readonly nonce: string;
}

export interface Stamps {
  readonly notBefore: string;
  readonly notAfter: string;
}

/** The end is up to this many seconds, and at least one, before a multiple of two hours: a round end, as people give it, says no label. */
const LABEL_SECONDS = 4095;
const END_STEP = 7200;

/** The most by which a key can end before the moment of making plus its validity, in seconds. */
export const MARK_SECONDS: number = END_STEP + LABEL_SECONDS;

/**
 * Each stretch of 2^15 seconds, about 9 hours, has one second in which a key of a mark may begin. So a key that wasn't made under a
 * nonce is taken for one that was in one of 32768 cases, if its end says the label at all.
 */
const STRETCH = 32_768;
/** Of how many stretches one is chosen by chance: two runs that make a key under one mark at the same time can tell which is whose. */
const STRETCHES = 64;
/**
 * The least by which a key begins before it is made. Clocks differ by minutes, so it never begins in the future of the service's; and
 * it is longer than what is missing at the end and a leap day, so that one year stays at least one year.
 */
const LEAD = 28 * 3600;

/** The most that the vendor documents, facts of the "change a client key" page: one to five years. */
export const LONGEST = "P5Y";

/** The stamps of a key that is made at `madeAt`: others at each call. A key of five years ends as much earlier as it begins. */
export function markedStamps(madeAt: Date, validity: string, mark: Mark): Stamps {
  const stretch = Math.floor((seconds(madeAt) - LEAD) / STRETCH) - 1 - randomInt(STRETCHES);
  const start = startIn(stretch, mark);
  const longest = seconds(addDuration(fromSeconds(start), LONGEST));
  const end = Math.min(seconds(addDuration(madeAt, validity)), longest);
  return { notBefore: formatTime(fromSeconds(start)), notAfter: formatTime(fromSeconds(endBefore(end, mark.label))) };
}

/** Whether a key with these stamps was made for `label`, under whatever nonce, or by version 0.1, which knew none. */
export function saysLabel(stamps: Stamps, label: string): boolean {
  const end = seconds(parseTime(stamps.notAfter));
  return endBefore(end + labelSeconds(label), label) === end || isMarkedBy01(stamps, label);
}

/** Whether the start says the mark, which is told together with `saysLabel`. */
export function saysMark({ notBefore }: Pick<Stamps, "notBefore">, mark: Mark): boolean {
  const start = seconds(parseTime(notBefore));
  return startIn(Math.floor(start / STRETCH), mark) === start;
}

/**
 * The end of a key as it counts: what was reckoned, unless the service ends it earlier than the mark explains.
 * @param expiresAt the moment of making plus the validity
 */
export function countingEnd(expiresAt: string, notAfter: string): string {
  const missing = seconds(parseTime(expiresAt)) - seconds(parseTime(notAfter));
  return missing > MARK_SECONDS ? notAfter : expiresAt;
}

function startIn(stretch: number, { label, nonce }: Mark): number {
  const text = `keysmith client key begins\n${nonce}\n${label}\n${stretch}`;
  return stretch * STRETCH + (digest(text).readUInt16BE() % STRETCH);
}

/** The last second up to `latest` in which a key of the label may end. */
function endBefore(latest: number, label: string): number {
  return Math.floor(latest / END_STEP) * END_STEP - labelSeconds(label);
}

function labelSeconds(label: string): number {
  return 1 + (digest(`keysmith client key ends\n${label}`).readUInt16BE() % LABEL_SECONDS);
}

/** How many versions of a key are asked for: nobody has rotated one that often since. */
const VERSIONS_OF_01 = 512;
const SECONDS_OF_01 = 4096;

/** Version 0.1 set both stamps before multiples of two hours, by two numbers that told label and version, in either order. */
function isMarkedBy01({ notBefore, notAfter }: Stamps, label: string): boolean {
  const carried = [beforeStep(notBefore), beforeStep(notAfter)].sort(descending);
  if (carried.some((number) => number >= SECONDS_OF_01)) return false;
  return Array.from({ length: VERSIONS_OF_01 }, (_, index) => markOf01(label, index + 1)).some(
    ([greater, lesser]) => greater === carried[0] && lesser === carried[1],
  );
}

export function markOf01(label: string, version: number): readonly number[] {
  const hash = digest(`keysmith client key\n${label}\n${version}`);
  return [hash.readUInt16BE(0) % SECONDS_OF_01, hash.readUInt16BE(2) % SECONDS_OF_01].sort(descending);
}

function beforeStep(time: string): number {
  const at = seconds(parseTime(time));
  return Math.ceil(at / END_STEP) * END_STEP - at;
}

function descending(one: number, other: number): number {
  return other - one;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

function fromSeconds(value: number): Date {
  return new Date(value * 1000);
}
