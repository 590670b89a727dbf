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
  /** The object was made, but the run ended before its secret was recorded. */
  | "fetch"
  /** Somebody changed something that no input shows, such as the service that an authorization is for. */
  | "mend"
  /** The time has come to replace a credential, or a key's material. */
  | "rotate"
  /** The key that encrypts a data key has a newer version, with which the same data key is encrypted again. */
  | "rewrap"
  /** A new credential hasn't proven yet that it works: applications keep the previous one. */
  | "verify"
  /** A credential that no record has gets a deadline: an interrupted run made it, or an input asks for that. */
  | "stray"
  /** Previous credentials are deleted at once, because an input asks for it. */
  | "revoke"
  /** The overlap of a previous credential is over. */
  | "retire";

export interface Reason {
  readonly code: ReasonCode;
  readonly field?: string;
  readonly message: Message;
  readonly outputs: Outputs;
  /** Set where a value that isn't known yet decides whether there is a change at all. */
  readonly isOpen?: true;
  /** The ids that the reason is about, unless it is about the object itself: the apply touches no others, whatever has come due since. */
  readonly about?: readonly string[];
}

export function aboutIn(reasons: readonly Reason[], ...codes: readonly ReasonCode[]): ReadonlySet<string> {
  return new Set(reasons.filter(({ code }) => codes.includes(code)).flatMap(({ about = [] }) => about));
}

/**
 * One question of a definition's `due`: must something be done although no input changed? Pure and monotone: once due, it stays due
 * until done, unless doing it would turn out to take from applications the last one they have.
 */
export type DueRule<S, I> = (state: S, inputs: I, now: Date) => Reason | undefined;
