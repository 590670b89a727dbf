import type { Address } from "./address";

/** Credentials of which one has to go before another can be made. */
export interface Crowding {
  readonly ids: readonly string[];
  /** What the record can do about it; absent where all of them were only found, as no run ends those. */
  readonly replaced?: {
    readonly oldest: string;
    /** When a run ends the first of them by itself. */
    readonly until: string;
  };
}

/** How a leaked credential is ended without taking from applications the last one they have. */
export interface Revocation<S> {
  /** The input whose new text makes the next run create another credential. */
  readonly renewedBy: string;
  /** The inputs with which an update ends the replaced credentials, and does nothing else. */
  readonly ending: Partial<S>;
  /** The id of the credential that the record hands out. */
  current(state: S): string;
  /** The ids of the replaced credentials that still work. */
  replaced(state: S): readonly string[];
  /** The ids of the replaced credentials that were made before this one. */
  madeBefore(state: S, id: string): readonly string[];
  /**
   * The ids of the credentials that may be this resource's, though nothing records them: another program may have them, so nothing here ends
   * them. @param before only those that no run takes up by itself, and that may have been made before this one
   */
  found(state: S, before?: string): readonly string[];
  /** The credentials that leave no room for another at a moment, by the record; undefined where there is room. Pure. */
  crowding(state: S, now: Date): Crowding | undefined;
  address(state: S, id: string): Address;
}
