import type { Address } from "../core/address";
import { type Nonces, nonceOf } from "../core/nonce";
import { markedDescription, type Owned } from "../core/ownership";
import type { AlibabaContext } from "./api/client";

/** The description, with the owner's mark, that the service keeps for an object of this resource. */
export function descriptionOf({ nonces }: AlibabaContext, { description, label }: Owned): string {
  return markedDescription({ description, label, nonce: nonces.own });
}

interface Marked {
  /** The name in messages: `Policy "orders"`. */
  readonly subject: string;
  readonly address: Address;
  /** The recorded label. */
  readonly label?: string | undefined;
}

/**
 * The recorded label while the description carries it; otherwise undefined, so that a lost or overwritten label is restored. An object that
 * was imported, or made by 0.1, stays as it is until it is written.
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

/** The label of a mark, unless its nonce belongs to another record. Marks of 0.1 have no nonce. */
export function labelFor({ label, nonce }: Owned, { own }: Nonces): string | undefined {
  return nonce === undefined || nonce === own ? label : undefined;
}
