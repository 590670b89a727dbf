import { type Address, addressText } from "./address";
import type { KeysmithError } from "./errors";
import { kept } from "./memo";

/** What a run has to do with an object: it made or adopted it, or the program had it before and still has it. */
type Holding = "made" | "adopted" | "owned";

/**
 * What one run has made, adopted and deleted, and what the program owns. Asked before anything is adopted, as two resources
 * can't have one object, and before anything is deleted: an engine that was told to replace, or a program in which a
 * resource moved, creates first, and what it then calls the old object may be the new one.
 */
export class Ledger {
  readonly #holdings = new Map<string, Holding>();
  readonly #deleted = new Addresses();
  readonly #recorded = new Addresses();
  readonly #replaced = new Addresses();
  readonly #claims = new Map<string, Set<string>>();
  readonly #accounts = new Map<unknown, string>();
  readonly #undeletable = new Map<string, KeysmithError>();

  made(address: Address): void {
    this.#set(address, "made");
  }

  /**
   * Notes that a resource adopts the object, unless another one has got it in this run.
   * @returns whether it may
   */
  adopt(address: Address): boolean {
    if (this.hasGot(address)) return false;
    this.#set(address, "adopted");
    return true;
  }

  owned(address: Address): void {
    if (!this.holds(address)) this.#set(address, "owned");
  }

  /** Notes the account in which recorded objects are. @param accounts what tells it, for all kinds of one service */
  recordedIn(accounts: unknown, account: string): void {
    this.#accounts.set(accounts, account);
  }

  accountOf(accounts: unknown): string | undefined {
    return this.#accounts.get(accounts);
  }

  /** Notes that a state of this stack records the object, whether or not the program still has it: no other may adopt it. */
  recorded(address: Address): void {
    this.#recorded.add(address);
  }

  hasRecorded(address: Address): boolean {
    return this.#recorded.has(address);
  }

  /** Notes why a recorded object can't be deleted: not every engine says what it replaces when it plans what takes the place. */
  keeps(address: Address, why: KeysmithError): void {
    const text = addressText(address);
    if (text !== undefined) this.#undeletable.set(text, why);
  }

  undeletable(address: Address): KeysmithError | undefined {
    const text = addressText(address);
    return text === undefined ? undefined : this.#undeletable.get(text);
  }

  /** Notes that the engine was told to replace the object. */
  willReplace(address: Address): void {
    this.#replaced.add(address);
  }

  isToBeReplaced(address: Address): boolean {
    return this.#replaced.has(address);
  }

  deleted(address: Address): void {
    const text = addressText(address);
    if (text !== undefined) this.#holdings.delete(text);
    this.#deleted.add(address);
  }

  /** Whether this run deleted the object: lists that were read before show it still. */
  hasDeleted(address: Address): boolean {
    return this.#deleted.has(address);
  }

  hasMade(address: Address): boolean {
    return this.#holding(address) === "made";
  }

  /** Whether a resource has got the object in this run: no other may adopt it. */
  hasGot(address: Address): boolean {
    return this.hasMade(address) || this.#holding(address) === "adopted";
  }

  holds(address: Address): boolean {
    return this.#holding(address) !== undefined;
  }

  /**
   * Notes that a resource claims what no other of its kind can have in that place: a label, or the address itself.
   * @param address without a name for what is to be created
   * @returns whether no other has claimed it
   */
  claim({ kind, place, name }: Address, text: string): boolean {
    const claims = kept(this.#claims, JSON.stringify([kind, place, text]), () => new Set());
    claims.add(name ?? `new ${claims.size}`);
    return claims.size === 1;
  }

  #holding(address: Address): Holding | undefined {
    const text = addressText(address);
    return text === undefined ? undefined : this.#holdings.get(text);
  }

  #set(address: Address, holding: Holding): void {
    const text = addressText(address);
    if (text === undefined) return;
    this.#holdings.set(text, holding);
    this.#deleted.delete(address);
  }
}

/** A set of objects. One that can't be told from others yet is in none. */
class Addresses {
  readonly #texts = new Set<string>();

  add(address: Address): void {
    const text = addressText(address);
    if (text !== undefined) this.#texts.add(text);
  }

  has(address: Address): boolean {
    const text = addressText(address);
    return text !== undefined && this.#texts.has(text);
  }

  delete(address: Address): void {
    const text = addressText(address);
    if (text !== undefined) this.#texts.delete(text);
  }
}
