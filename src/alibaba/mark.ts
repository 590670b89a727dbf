import type { Address } from "../core/address";
import { type Nonces, nonceOf } from "../core/nonce";
import { markedDescription, type Owned } from "../core/ownership";
import type { AlibabaContext } from "./api/client";

/** The description of what this very resource has, as the service keeps it. */
export function descriptionOf({ nonces }: AlibabaContext, { description, label }: Owned): string {
  return markedDescription({ description, label, nonce: nonces.own });
}

interface Marked {
  /** How messages call it: `Policy "orders"`. */
  readonly subject: string;
  readonly address: Address;
  /** The recorded one. */
  readonly label?: string | undefined;
}

/**
 * The recorded label, as long as the description says it: one that was lost, or that others wrote over, is to be restored.
 * What was imported, or made by 0.1, stays as it is until it is written.
 */
export function labelLeft(
  { nonces, log }: AlibabaContext,
  { subject, address, label }: Marked,
  mark: Owned,
): string | undefined {
  if (mark.label === undefined) return nonces.own === nonceOf(address) ? label : undefined;
  if (labelFor(mark, nonces) === label || label === undefined) return label;
  log.warn(
    `${subject}: its description carries the label ${JSON.stringify(mark.label)} of another owner: another stack has adopted it, or somebody has changed it by hand; the next run writes this stack's label again`,
  );
  return undefined;
}

/** The label in a mark, unless a nonce says that it is of another record. Marks of 0.1 have none. */
export function labelFor({ label, nonce }: Owned, { own }: Nonces): string | undefined {
  return nonce === undefined || nonce === own ? label : undefined;
}
