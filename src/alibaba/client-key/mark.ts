import { createHash, randomInt } from "node:crypto";
import { formatTime, parseTime } from "../../core/clock";
import { addDuration } from "../../core/duration";

// The service gives a client key no name, tag or token. Its two time stamps are all that we can choose, so they carry its mark: the end
// encodes the label, and the start encodes the nonce.

/** The label of the resource that a key is meant for, and the nonce of the record by which it was made. */
export interface Mark {
  readonly label: string;
  readonly nonce: string;
}

export interface Stamps {
  readonly notBefore: string;
  readonly notAfter: string;
}

/** A marked end is 1 to this many seconds before a multiple of two hours: a round end, as people give it, encodes no label. */
const LABEL_SECONDS = 4095;
const END_STEP = 7200;

/** The most by which a key can end before its creation plus its validity, in seconds. */
export const MARK_SECONDS: number = END_STEP + LABEL_SECONDS;

/**
 * Each stretch of 2^15 seconds, about 9 hours, has one second at which a key with a given mark may begin. A key that was not made under a
 * nonce passes for one that was in one of 32768 cases, if its end encodes the label at all.
 */
const STRETCH = 32_768;
/** A stretch is chosen at random from this many: two runs that make a key under one mark at the same time can tell which is whose. */
const STRETCHES = 64;
/**
 * The least by which a key begins before it is made, in seconds. Clocks differ by minutes, so the start is never in the service's future.
 * It is also longer than what is missing at the end plus a leap day, so that one year stays at least one year.
 */
const LEAD = 28 * 3600;

/** The longest validity that the vendor documents, on the page "change a client key": one to five years. */
export const LONGEST = "P5Y";

/** The stamps of a key made at `madeAt`, different at each call. A key of five years ends earlier by as much as it begins earlier. */
export function markedStamps(madeAt: Date, validity: string, mark: Mark): Stamps {
  const stretch = Math.floor((seconds(madeAt) - LEAD) / STRETCH) - 1 - randomInt(STRETCHES);
  const start = startIn(stretch, mark);
  const longest = seconds(addDuration(fromSeconds(start), LONGEST));
  const end = Math.min(seconds(addDuration(madeAt, validity)), longest);
  return { notBefore: formatTime(fromSeconds(start)), notAfter: formatTime(fromSeconds(endBefore(end, mark.label))) };
}

/** Whether a key with these stamps was made for `label`, under any nonce, or by version 0.1, which had none. */
export function saysLabel(stamps: Stamps, label: string): boolean {
  const end = seconds(parseTime(stamps.notAfter));
  return endBefore(end + labelSeconds(label), label) === end || isMarkedBy01(stamps, label);
}

/** Whether the start encodes the mark. Only together with `saysLabel` does that tell whose the key is. */
export function saysMark({ notBefore }: Pick<Stamps, "notBefore">, mark: Mark): boolean {
  const start = seconds(parseTime(notBefore));
  return startIn(Math.floor(start / STRETCH), mark) === start;
}

/**
 * The end that counts: the reckoned one, unless the service ends the key earlier than the mark explains.
 * @param expiresAt the creation plus the validity
 */
export function countingEnd(expiresAt: string, notAfter: string): string {
  const missing = seconds(parseTime(expiresAt)) - seconds(parseTime(notAfter));
  return missing > MARK_SECONDS ? notAfter : expiresAt;
}

function startIn(stretch: number, { label, nonce }: Mark): number {
  const text = `keysmith client key begins\n${nonce}\n${label}\n${stretch}`;
  return stretch * STRETCH + (digest(text).readUInt16BE() % STRETCH);
}

/** The second at which a key of the label ends: before the last multiple of two hours up to `latest`. */
function endBefore(latest: number, label: string): number {
  return Math.floor(latest / END_STEP) * END_STEP - labelSeconds(label);
}

function labelSeconds(label: string): number {
  return 1 + (digest(`keysmith client key ends\n${label}`).readUInt16BE() % LABEL_SECONDS);
}

/** How many versions are tried for a key of 0.1: nobody has rotated one that often since. */
const VERSIONS_OF_01 = 512;
const SECONDS_OF_01 = 4096;

/** Version 0.1 put both stamps before multiples of two hours, by two numbers that encode label and version, in either order. */
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
