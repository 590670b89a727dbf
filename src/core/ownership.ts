import * as z from "zod";
import { HOUR, parseTime } from "./clock";
import { NONCE, type Nonces, nonceTime, successorOf } from "./nonce";

/**
 * Where a service keeps no tags of ours, a description ends with whose the object is: so what an interrupted run made can
 * be told from what others made under the same name.
 */
export interface Owned {
  readonly description?: string | undefined;
  readonly label?: string | undefined;
  /** Absent in marks of 0.1. */
  readonly nonce?: string | undefined;
}

const MARKED = new RegExp(`^(?:(.*) )?\\(keysmith(?: (${NONCE}))?: ([^()]+)\\)$`, "s");

/** The description as the service keeps it: `office network (keysmith 0t5j2m8k3f9a2: shop/prod/office)`. */
export function markedDescription({ description, label, nonce }: Owned): string {
  const mark = label ? `(${["keysmith", nonce].filter(Boolean).join(" ")}: ${label})` : "";
  return [description ?? "", mark].filter((part) => part !== "").join(" ");
}

export function readDescription(text: string | undefined): Owned {
  const [, description, nonce, label] = MARKED.exec(text ?? "") ?? [];
  return label === undefined
    ? { description: text || undefined }
    : { description: description || undefined, label, ...(nonce !== undefined && { nonce }) };
}

/**
 * Whose an object is that carries a mark and that no state is known to record: ours for certain, found where only its label
 * is ours, or somebody else's.
 */
export function whose({ label, nonce }: Owned, ours: string | undefined, nonces: Nonces): Ownership {
  if (label === undefined || label !== ours) return "foreign";
  if (nonce === undefined) return "found";
  // A program may take back what the one that is replaced now has replaced.
  const isTakenBack = successorOf(nonce) === nonces.replaced;
  return isTakenBack || knownNonces(nonces).includes(nonce) ? "ours" : "found";
}

/** Of a state, to hold against a mark. */
interface Recorded {
  readonly label: unknown;
  readonly own: string;
  /** The nonce that every run derives for a state without any. */
  readonly ofAddress: string | undefined;
}

/**
 * Whether a mark says that another resource has adopted the object of a state, or was made in its place. An object that was imported, or
 * recorded by 0.1, may carry another mark than its record has a nonce for: there only one of another label and of the last hour
 * counts, by a clock that may go an hour ahead.
 */
export function isTakenOver(mark: Owned, { label, own, ofAddress }: Recorded, now: Date): boolean {
  const { nonce } = mark;
  if (nonce === undefined || nonce === own) return false;
  if (own !== ofAddress || nonce === successorOf(own)) return true;
  const made = nonceTime(nonce);
  return mark.label !== label && made !== undefined && Math.abs(now.getTime() - made.getTime()) <= HOUR;
}

/** The nonces by which a resource knows its own objects: also what was made in its place, and what it takes the place of. */
export function knownNonces({ own, replaced }: Nonces): readonly string[] {
  return [own, successorOf(own), ...(replaced === undefined ? [] : [replaced])];
}

/**
 * Whether something was made so lately that a run which died may have left it: where nothing records it and it is just what
 * is wanted, it is taken for that. What is older may be another stack's of the same label, and is theirs.
 */
export function isRecent(created: string | undefined, now: Date): boolean {
  return created !== undefined && now.getTime() - parseTime(created).getTime() <= HOUR;
}

export type Ownership = "ours" | "found" | "foreign";

/** What may be a label: it stands in parentheses. */
export const labelText: z.ZodString = z
  .string()
  .regex(/^[^()]{1,200}$/, "give 1 to 200 characters, and no parentheses");
