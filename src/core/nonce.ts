import { createHash, randomInt } from "node:crypto";
import { type Address, addressText } from "./address";

/**
 * Tells a resource's own objects from those with an equal label in another folder, backend or program. The text is made with the
 * resource, recorded beside its state for life, and part of the mark of the objects that it makes.
 */
export interface Nonces {
  readonly own: string;
  /** The nonce of the resource that this one replaces, where the engine tells that before it creates. */
  readonly replaced?: string | undefined;
}

/** Seconds since 1970 in base 36: seven digits, of which the first is 0 until the year 4453. */
const TIME_DIGITS = 7;
const RANDOM_DIGITS = 6;
/** Begins a derived nonce, which holds no time. */
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

/** When the nonce was made, by the clock of the run that made it; undefined for a derived one. */
export function nonceTime(nonce: string): Date | undefined {
  if (nonce.startsWith(DERIVED)) return undefined;
  return new Date(Number.parseInt(nonce.slice(0, TIME_DIGITS), 36) * 1000);
}

/** The nonce of an object that was recorded without one: no other object has its address, and every run derives the same. */
export function nonceOf(address: Address | undefined): string | undefined {
  const text = addressText(address);
  return text === undefined ? undefined : derived(text);
}

/** The nonce of a resource's replacement, so that a run that has only the replaced resource on record can recognise it. */
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
