import type { Clock } from "./clock";

/** Where a verb says what a person should see while it works. Never given a secret. */
export interface Log {
  warn(line: string): void;
}

/** Remembers, for one run of the engine, what was asked or found out once. */
export class Memo {
  readonly #entries = new Map<string, unknown>();

  /** The value under `key`; `make` runs at most once, however many callers wait. A failure is forgotten. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const found = this.#entries.get(key) as Promise<T> | undefined;
    if (found) return found;
    const made = make();
    this.#entries.set(key, made);
    made.catch(() => this.#entries.get(key) === made && this.#entries.delete(key));
    return made;
  }

  /** Forgets what was asked: the answer no longer holds. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Notes a fact for the rest of the run. */
  note(key: string): void {
    this.#entries.set(key, true);
  }

  /** Whether the fact was noted in this run. */
  noted(key: string): boolean {
    return this.#entries.get(key) === true;
  }
}

/** What a verb works with. */
export interface Context<C> {
  readonly client: C;
  readonly clock: Clock;
  readonly log: Log;
  readonly memo: Memo;
}
