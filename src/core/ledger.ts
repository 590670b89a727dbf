import { type Address, addressText } from "./address";
import type { KeysmithError } from "./errors";
import { kept } from "./memo";

/** How a run relates to an object: it made or adopted it, or the program had it before and still does. */
type Holding = "made" | "adopted" | "owned";

/**
 * What one run has made, adopted and deleted, and what the program owns. It is asked before an adoption, as two resources can't
 * have one object, and before a deletion: an engine that replaces, or a program in which a resource moved, creates first, and the
 * object that the engine then calls the old one may be the new one.
 */
export class Ledger {
  readonly #holdings = new ByAddress<Holding>();
  readonly #deleted = new ByAddress<true>();
  readonly #recorded = new ByAddress<true>();
  readonly #replaced = new ByAddress<true>();
  readonly #succeeded = new Set<string>();
  readonly #claims = new Map<string, Set<string>>();
  readonly #accounts = new Map<unknown, string>();
  readonly #undeletable = new ByAddress<KeysmithError>();

  /** An object that this run has deleted before, and that another one now has the place of, is replaced. */
  made(address: Address): void {
    if (this.hasDeleted(address)) this.willReplace(address);
    this.#hold(address, "made");
  }

  /**
   * Notes that a resource adopts the object, unless another resource got it in this run.
   * @returns whether it may adopt it
   */
  adopt(address: Address): boolean {
    if (this.hasGot(address)) return false;
    this.#hold(address, "adopted");
    return true;
  }

  owned(address: Address | undefined): void {
    if (!this.holds(address)) this.#hold(address, "owned");
  }

  /** Notes the account that has the recorded objects. @param accounts identifies the service, with all its kinds */
  recordedIn(accounts: unknown, account: string): void {
    this.#accounts.set(accounts, account);
  }

  accountOf(accounts: unknown): string | undefined {
    return this.#accounts.get(accounts);
  }

  /** Notes that a state of this stack records the object, whether or not the program still has it: no other resource may adopt it. */
  recorded(address: Address | undefined): void {
    this.#recorded.set(address, true);
  }

  /** Notes that the state now records another object in place of this one. */
  recordsNoMore(address: Address | undefined): void {
    this.#recorded.delete(address);
  }

  hasRecorded(address: Address): boolean {
    return this.#recorded.has(address);
  }

  /** Notes why a recorded object can't be deleted: not every engine names the replaced object when it plans the new one. */
  keeps(address: Address | undefined, why: KeysmithError): void {
    this.#undeletable.set(address, why);
  }

  undeletable(address: Address | undefined): KeysmithError | undefined {
    return this.#undeletable.get(address);
  }

  /** Notes that another object has replaced a resource's, which is deleted afterwards. @param nonce that of the replaced resource */
  succeeded(nonce: string): void {
    this.#succeeded.add(nonce);
  }

  hasSuccessor(nonce: string): boolean {
    return this.#succeeded.has(nonce);
  }

  willReplace(address: Address | undefined): void {
    this.#replaced.set(address, true);
  }

  isToBeReplaced(address: Address): boolean {
    return this.#replaced.has(address);
  }

  deleted(address: Address | undefined): void {
    this.#holdings.delete(address);
    this.#deleted.set(address, true);
  }

  /** Whether this run deleted the object: lists that were read earlier still show it. */
  hasDeleted(address: Address): boolean {
    return this.#deleted.has(address);
  }

  hasMade(address: Address): boolean {
    return this.#holdings.get(address) === "made";
  }

  /** Whether a resource made or adopted the object in this run: no other may adopt it. */
  hasGot(address: Address): boolean {
    return this.hasMade(address) || this.#holdings.get(address) === "adopted";
  }

  holds(address: Address | undefined): boolean {
    return this.#holdings.has(address);
  }

  /**
   * Notes that a resource claims something that no other of its kind can have in that place: a label, or the address itself.
   * @param address without a name for an object that is to be created
   * @returns whether no other resource has claimed it
   */
  claim(address: Address, text: string): boolean {
    const isFree = !this.isClaimed(address, text);
    const claims = kept(this.#claims, claimKey(address, text), () => new Set());
    claims.add(address.name ?? `new ${claims.size}`);
    return isFree;
  }

  /** Whether another resource than the one that the address names has claimed it. */
  isClaimed(address: Address, text: string): boolean {
    const claims = [...(this.#claims.get(claimKey(address, text)) ?? [])];
    return claims.some((claimant) => claimant !== address.name);
  }

  #hold(address: Address | undefined, holding: Holding): void {
    this.#holdings.set(address, holding);
    this.#deleted.delete(address);
  }
}

function claimKey({ kind, place }: Address, text: string): string {
  return JSON.stringify([kind, place, text]);
}

/** A value for each object. Nothing is kept for an object that can't be told from others yet. */
class ByAddress<T> {
  readonly #values = new Map<string, T>();

  get(address: Address | undefined): T | undefined {
    return this.#values.get(addressText(address) ?? "");
  }

  has(address: Address | undefined): boolean {
    return this.get(address) !== undefined;
  }

  set(address: Address | undefined, value: T): void {
    const text = addressText(address);
    if (text !== undefined) this.#values.set(text, value);
  }

  delete(address: Address | undefined): void {
    this.#values.delete(addressText(address) ?? "");
  }
}
