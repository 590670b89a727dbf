import { z } from "zod";
import { inputError } from "./error";

/** Allowed calls per second of reading and of writing operations. Absent: no limit. */
export interface Quotas {
  readsPerSecond?: number | undefined;
  writesPerSecond?: number | undefined;
}

/** The two kinds of operation that the vendor counts separately. */
export type OperationKind = "read" | "write";

const quotasSchema = z.strictObject({
  readsPerSecond: z.number().positive().optional(),
  writesPerSecond: z.number().positive().optional(),
});

/** A token bucket that holds one second's calls, at least one, and is refilled evenly. */
class Bucket {
  readonly #rate: number;
  readonly #capacity: number;
  #tokens: number;
  #filledAt: number;

  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#capacity = Math.max(1, rate);
    this.#tokens = this.#capacity;
    this.#filledAt = now;
  }

  take(now: number): boolean {
    this.#tokens = Math.min(this.#capacity, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** The active quotas. They run on real time: a quota guards the service's load, not its calendar. */
export class QuotaKeeper {
  readonly #now: () => number;
  #quotas: Quotas = {};
  #buckets: Partial<Record<OperationKind, Bucket>> = {};

  /** @param now monotonic time in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Replaces the quotas; buckets start full. @throws EmulatorError when a rate is not a positive number. */
  set(quotas: unknown): void {
    const checked = quotasSchema.safeParse(quotas);
    if (!checked.success) throw inputError(`quotas: ${z.prettifyError(checked.error)}`);
    const { readsPerSecond, writesPerSecond } = checked.data;
    this.#quotas = checked.data;
    this.#buckets = {
      ...(readsPerSecond !== undefined && { read: new Bucket(readsPerSecond, this.#now()) }),
      ...(writesPerSecond !== undefined && { write: new Bucket(writesPerSecond, this.#now()) }),
    };
  }

  get(): Quotas {
    return { ...this.#quotas };
  }

  /** Counts one call; false when it exceeds the quota. */
  take(kind: OperationKind): boolean {
    return this.#buckets[kind]?.take(this.#now()) ?? true;
  }
}
