import type { Address } from "./address";

/** Credentials that were replaced, and of which one has to go before another can be made. */
export interface Crowding {
  readonly ids: readonly string[];
  readonly oldest: string;
  /** From when a run ends the first of them itself. */
  readonly until: string;
}

/** How a credential that has leaked is ended, without taking from applications the last that they have. */
export interface Revocation<S> {
  /** The input whose new text makes another credential in the next run. */
  readonly renewedBy: string;
  /** The inputs with which an update ends what was replaced, and nothing else. */
  readonly ending: Partial<S>;
  /** The id of the credential that the record hands out. */
  current(state: S): string;
  /** The ids of those that it has replaced and that work still. */
  replaced(state: S): readonly string[];
  /** Of those, the ids of those that were made before a credential. */
  madeBefore(state: S, id: string): readonly string[];
  /** What leaves another credential no room at a moment, by the record; undefined where there is room. Pure. */
  crowding(state: S, now: Date): Crowding | undefined;
  address(state: S, id: string): Address;
}
