import type { Address } from "../address";
import { nonceOf, successorOf } from "../nonce";
import { type Owned, whose } from "../ownership";
import type { Context } from "../run";

// How an existing object, which the service knows by an id of its own, relates to a resource: it is the resource's own, the one
// that the resource replaces, or one that merely has its label.

export interface Standing {
  readonly mark: Owned;
  readonly address: Address;
}

type Run = Pick<Context<unknown>, "ledger" | "nonces">;
type Label = string | undefined;

export function hasLabel({ mark }: Pick<Standing, "mark">, label: Label): boolean {
  return label !== undefined && mark.label === label;
}

/** Whether this very resource made the object, in a run that died before it could record it. */
export function isCertain({ nonces }: Pick<Run, "nonces">, { mark }: Pick<Standing, "mark">, label: Label): boolean {
  return whose(mark, label, nonces) === "ours";
}

/** Whether another resource has the object: it got it in this run, or this stack records it. */
export function isTaken({ ledger }: Pick<Run, "ledger">, { address }: Pick<Standing, "address">): boolean {
  return ledger.hasGot(address) || ledger.hasRecorded(address);
}

/** Whether this run has deleted the object, or is replacing it: that was asked for, so the object isn't taken again. */
export function isGivenUp(run: Run, standing: Standing, label: Label): boolean {
  return run.ledger.hasDeleted(standing.address) || isReplaced(run, standing, label);
}

/** The nonce of a record without one is derived from the address, and an adopted object's record may have another nonce than its mark. */
function isReplaced({ ledger, nonces: { own, replaced } }: Run, standing: Standing, label: Label): boolean {
  const { mark, address } = standing;
  const nonces = [mark.nonce, nonceOf(address)].filter((each) => each !== undefined);
  if (nonces.some((nonce) => nonce === replaced || successorOf(nonce) === own)) return true;
  return replaced !== undefined && hasLabel(standing, label) && ledger.hasRecorded(address);
}
