import type { Address } from "../address";
import { nonceOf, successorOf } from "../nonce";
import { type Owned, whose } from "../ownership";
import type { Context } from "../run";

// The relation of an existing object, which the service identifies by an id of its own, to a resource: the resource's own
// object, the object that it replaces, or an object that merely has its label.

export interface Standing {
  readonly mark: Owned;
  readonly address: Address;
}

type Run = Pick<Context<unknown>, "ledger" | "nonces">;
type Label = string | undefined;

export function hasLabel({ mark }: Pick<Standing, "mark">, label: Label): boolean {
  return label !== undefined && mark.label === label;
}

/** Whether this resource made the object, in a run that died before it could record it. */
export function isCertain({ nonces }: Pick<Run, "nonces">, { mark }: Pick<Standing, "mark">, label: Label): boolean {
  return whose(mark, label, nonces) === "ours";
}

/** Whether another resource has the object: it got the object in this run, or this stack records the object. */
export function isTaken({ ledger }: Pick<Run, "ledger">, { address }: Pick<Standing, "address">): boolean {
  return ledger.hasGot(address) || ledger.hasRecorded(address);
}

/** Whether this run has deleted or replaces the object. That was asked for, so the object isn't taken again. */
export function isGivenUp(run: Run, standing: Standing, label: Label): boolean {
  return run.ledger.hasDeleted(standing.address) || isReplaced(run, standing, label);
}

/** The nonce of a record without one is derived from the address. An adopted object's record and mark may differ in theirs. */
function isReplaced({ ledger, nonces: { own, replaced } }: Run, standing: Standing, label: Label): boolean {
  const { mark, address } = standing;
  const nonces = [mark.nonce, nonceOf(address)].filter((each) => each !== undefined);
  if (nonces.some((nonce) => nonce === replaced || successorOf(nonce) === own)) return true;
  return replaced !== undefined && hasLabel(standing, label) && ledger.hasRecorded(address);
}
