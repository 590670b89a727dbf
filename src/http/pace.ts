import { InterruptedError } from "../core/errors";
import type { Timing } from "../core/timing";

/** Calls per second: how many at the beginning, and never more than. The same where a user has set the pace. */
export interface Pace {
  readonly start: number;
  readonly most: number;
}

type Waiting = Pick<Timing, "now" | "sleep" | "signal">;

/** So many calls are under way at a time; the others wait in the order in which they came. */
export class Gate {
  readonly #limit: number;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number, signal?: AbortSignal) {
    this.#limit = limit;
    this.#signal = signal;
  }

  /** @throws InterruptedError for a call that is still waiting when the run is interrupted */
  async enter(): Promise<void> {
    if (this.#running < this.#limit) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#signal?.aborted) return;
    this.leave();
    throw new InterruptedError();
  }

  /** The place goes straight to the next call: nobody who comes later can slip in between. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}

/**
 * The calls that count against one quota. The first of them waits for its time, outside the gate, then for a place; the
 * others wait behind it, so that a change of the pace counts for all of them, and none takes a place that it can't use.
 */
export class Lane {
  readonly #gate: Gate;
  readonly #timing: Waiting;
  readonly #rate: Rate | undefined;
  readonly #behind: (() => void)[] = [];
  #hasHead = false;

  /** @param pace nothing where no quota is known */
  constructor(gate: Gate, timing: Waiting, pace?: Pace) {
    this.#gate = gate;
    this.#timing = timing;
    this.#rate = pace && new Rate(pace);
  }

  /**
   * @param isAgain whether the call was made before: it goes before those that wait for their first try, as its tries have an end
   * @throws InterruptedError for a call that is still waiting when the run is interrupted
   */
  async run<T>(call: () => Promise<T>, isAgain = false): Promise<T> {
    await this.#enter(isAgain);
    try {
      return await call();
    } finally {
      this.#gate.leave();
    }
  }

  passed(): void {
    this.#rate?.passed(this.#timing.now(), this.#hasHead);
  }

  throttled(): void {
    this.#rate?.throttled(this.#timing.now());
  }

  async #enter(isAgain: boolean): Promise<void> {
    const hasWaited = this.#hasHead;
    if (hasWaited) await new Promise<void>((resolve) => this.#behind[isAgain ? "unshift" : "push"](resolve));
    this.#hasHead = true;
    try {
      if (hasWaited && this.#timing.signal?.aborted) throw new InterruptedError();
      const wait = this.#rate?.next(this.#timing.now()) ?? 0;
      if (wait > 0) await this.#timing.sleep(wait);
      await this.#gate.enter();
    } finally {
      const next = this.#behind.shift();
      if (next) next();
      else this.#hasHead = false;
    }
  }
}

/** What the pace grows by with each call that passes, until the first refusal. */
const GROWTH = 1.1;
/** After that: slow down at once, speed up slowly, as TCP does: what others leave over is found with few refusals. */
const SLOWER = 0.6;
const FASTER = 1 / 200;
const SLOWEST = 1 / 20;
/** A little less than what was let through last, so that the service's bucket fills again. */
const SHARE = 0.95;
/** Of the guess, to which the first refusal slows down at most: two runs that share the guessed quota then both find room. */
const FLOOR = 0.4;
/** Refusals within one second are one event: their calls were under way before the first of them was known. */
const ONE_EVENT = 1000;
const WINDOW = 2000;
/** How late timers may be without the calls after them being later too. */
const LATENESS = 10;

/**
 * Leaves 1/rate between two calls, with no burst at the start. Where nobody has said what the quota is the rate is a guess:
 * it grows while calls pass and others wait, until the service refuses one; what it let through lately tells the quota, and
 * from then on the rate keeps to that.
 */
class Rate {
  readonly #pace: Pace;
  #perSecond: number;
  /** The most that the rate comes back to after a refusal; unknown until the first. */
  #quota: number | undefined;
  #next = Number.NEGATIVE_INFINITY;
  #slowedAt = Number.NEGATIVE_INFINITY;
  readonly #passes: number[] = [];

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#perSecond = pace.start;
  }

  /** @returns the milliseconds until the next call may be sent */
  next(now: number): number {
    const at = now - this.#next <= LATENESS ? this.#next : now;
    this.#next = at + 1000 / this.#perSecond;
    return Math.max(0, at - now);
  }

  passed(now: number, othersWait: boolean): void {
    this.#passes.push(now);
    this.#forgetPasses(now);
    const quota = this.#quota;
    if (quota !== undefined) this.#perSecond = Math.min(quota, this.#perSecond + quota * FASTER);
    else if (othersWait) this.#perSecond = Math.min(this.#pace.most, this.#perSecond * GROWTH);
  }

  throttled(now: number): void {
    if (now - this.#slowedAt < ONE_EVENT) return;
    this.#slowedAt = now;
    if (this.#quota === undefined && this.#perSecond > this.#pace.start) {
      this.#perSecond = Math.max(this.#pace.start * FLOOR, this.#leastQuota(now) * SHARE);
      this.#quota = Math.max(this.#pace.start, this.#perSecond);
    } else {
      this.#quota ??= this.#perSecond;
      this.#perSecond = Math.max(this.#quota * SLOWEST, this.#perSecond * SLOWER);
    }
    this.#next = now + 1000 / this.#perSecond;
  }

  /** Per second, the least that lets so many calls pass as have lately: a bucket of one second, and what flowed into it. */
  #leastQuota(now: number): number {
    const { length } = this.#passes;
    return Math.max(1, ...this.#passes.map((at, index) => (length - index) / (1 + (now - at) / 1000)));
  }

  #forgetPasses(now: number): void {
    while ((this.#passes[0] ?? now) < now - WINDOW) this.#passes.shift();
  }
}
