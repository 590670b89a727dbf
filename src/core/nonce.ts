import { createHash, randomInt } from "node:crypto";
import { type Address, addressText } from "./address";

/**
 * By what a resource tells its own objects from those of an equal label, which another folder, backend or program may have:
 * a text that is made with the resource, recorded beside its state for life, and part of the mark of what it makes.
 */
export interface Nonces {
  readonly own: string;
  /** Of what the resource takes the place of, where the engine tells that before it creates. */
  readonly replaced?: string | undefined;
}

/** Seconds since 1970 in base 36: seven digits, of which the first is 0 until the year 4453. */
const TIME_DIGITS = 7;
const RANDOM_DIGITS = 6;
/** Begins one that is derived from something, and so tells no time. */
const DERIVED = "z";

export const NONCE_LENGTH: number = TIME_DIGITS + RANDOM_DIGITS;
export const NONCE = `[0-9a-z]{${NONCE_LENGTH}}`;

export function isNonce(text: string): boolean {
  return new RegExp(`^${NONCE}$`).test(text);
}

export function newNonce(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return base36(seconds, TIME_DIGITS) + base36(randomInt(36 ** RANDOM_DIGITS), RANDOM_DIGITS);
}

/** When it was made, by the clock of the run that made it; nothing for one that is derived. */
export function nonceTime(nonce: string): Date | undefined {
  if (nonce.startsWith(DERIVED)) return undefined;
  return new Date(Number.parseInt(nonce.slice(0, TIME_DIGITS), 36) * 1000);
}

/** Of an object that was recorded without one: no other has its address, and every run derives the same. */
export function nonceOf(address: Address | undefined): string | undefined {
  const text = addressText(address);
  return text === undefined ? undefined : derived(text);
}

/** Of what takes the place of another resource, so that a run which has only that on record can tell it. */
export function successorOf(nonce: string): string {
  return derived(`in place of ${nonce}`);
}

function derived(text: string): string {
  const digest = createHash("sha256").update(`keysmith nonce\n${text}`).digest();
  const length = NONCE_LENGTH - 1;
  return DERIVED + (digest.readBigUInt64BE() % 36n ** BigInt(length)).toString(36).padStart(length, "0");
}

function base36(value: number, digits: number): string {
  return value.toString(36).padStart(digits, "0");
}
