import * as z from "zod";
import { HOUR, parseTime } from "./clock";
import { NONCE, type Nonces, nonceTime, successorOf } from "./nonce";

/**
 * If a service keeps no tags of ours, an object's description ends with a mark of its owner. The mark tells the objects of an
 * interrupted run from others' objects of the same name.
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

/** The owner of an object with a mark that no known state records: certainly ours, found where only its label is ours, or foreign. */
export function whose({ label, nonce }: Owned, ours: string | undefined, nonces: Nonces): Ownership {
  if (label === undefined || label !== ours) return "foreign";
  if (nonce === undefined) return "found";
  // A program may take back the object that was replaced by the one that it replaces now.
  const isTakenBack = successorOf(nonce) === nonces.replaced;
  return isTakenBack || knownNonces(nonces).includes(nonce) ? "ours" : "found";
}

/** The values of a state that a mark is compared with. */
interface Recorded {
  readonly label: unknown;
  readonly own: string;
  /** The nonce that every run derives for a state that has none. */
  readonly ofAddress: string | undefined;
}

/**
 * Whether a mark says that another resource adopted the object of a state, or was made in its place. The mark of an object that was
 * imported, or recorded by 0.1, may have another nonce than the record: such a mark counts only if it has another label and was
 * made within the last hour, by a clock that may be an hour ahead.
 */
export function isTakenOver(mark: Owned, { label, own, ofAddress }: Recorded, now: Date): boolean {
  const { nonce } = mark;
  if (nonce === undefined || nonce === own) return false;
  if (own !== ofAddress || nonce === successorOf(own)) return true;
  const made = nonceTime(nonce);
  return mark.label !== label && made !== undefined && Math.abs(now.getTime() - made.getTime()) <= HOUR;
}

/** The nonces by which a resource knows its own objects, including those of its successor and of the resource that it replaces. */
export function knownNonces({ own, replaced }: Nonces): readonly string[] {
  return [own, successorOf(own), ...(replaced === undefined ? [] : [replaced])];
}

/**
 * Whether something was made so recently that a run that died may have left it. If nothing records it and it is exactly what is
 * wanted, it is taken for that. An older object may belong to another stack with the same label, and stays theirs.
 */
export function isRecent(created: string | undefined, now: Date): boolean {
  return created !== undefined && now.getTime() - parseTime(created).getTime() <= HOUR;
}

export type Ownership = "ours" | "found" | "foreign";

/** A valid label: it stands in parentheses. */
export const labelText: z.ZodString = z
  .string()
  .regex(/^[^()]{1,200}$/, "give 1 to 200 characters, and no parentheses");
