import type { Outputs } from "./fields";
import type { Message } from "./message";

/** Why a resource changes, in the order in which the plan asks. */
export type ReasonCode =
  // The program differs from the record:
  /** An input changed: the object is updated, or replaced. */
  | "changed"
  /** An input changed that makes a new credential or new key material, in place. */
  | "rekey"
  // No input changed, and something is due:
  /** Somebody deleted the object, and the service can still restore it. */
  | "restore"
  /** The object was made, and the run ended before its secret was recorded. */
  | "fetch"
  /** Somebody changed what no input shows, such as which service an authorization is for. */
  | "mend"
  /** The time has come to replace a credential, or the material of a key. */
  | "rotate"
  /** The key that encrypts a data key has a newer version: the same data key is encrypted with that. */
  | "rewrap"
  /** A credential was made that has not proven yet that it works: applications keep the one before. */
  | "verify"
  /** There is a credential that no record has, and that gets a deadline: an interrupted run made it, or an input asks for it. */
  | "stray"
  /** Previous credentials are deleted at once, as an input asks for. */
  | "revoke"
  /** The overlap of a previous credential is over. */
  | "retire";

export interface Reason {
  readonly code: ReasonCode;
  readonly field?: string;
  readonly message: Message;
  readonly outputs: Outputs;
  /** The ids of what the reason is about, where that is not the object itself: the apply touches no other, whatever has come due since. */
  readonly about?: readonly string[];
}

export function aboutIn(reasons: readonly Reason[], ...codes: readonly ReasonCode[]): ReadonlySet<string> {
  return new Set(reasons.filter(({ code }) => codes.includes(code)).flatMap(({ about = [] }) => about));
}

/**
 * One question of a definition's `due`: whether something must be done although no input changed. Pure and monotone: once
 * due, due until it is done, unless doing it turns out to take from applications the last that they have.
 */
export type DueRule<S, I> = (state: S, inputs: I, now: Date) => Reason | undefined;
