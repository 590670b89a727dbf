import { InterruptedError } from "../core/errors";
import type { Timing } from "../core/timing";

/** Calls per second: the rate at the start, and the highest rate. Both are the same where a user has set the pace. */
export interface Pace {
  readonly start: number;
  readonly most: number;
}

type Waiting = Pick<Timing, "now" | "sleep" | "signal">;

/** Admits a limited number of calls at a time; the others wait in the order in which they came. */
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

  /** The place goes straight to the next call, so that no later one can slip in between. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}

/**
 * The calls that count against one quota. The first waits for its time, outside the gate, and then for a place. The others wait
 * behind it, so that a change of the pace applies to all of them, and none takes a place that it can't use.
 */
export class Lane {
  readonly #gate: Gate;
  readonly #timing: Waiting;
  readonly #rate: Rate | undefined;
  readonly #behind: (() => void)[] = [];
  #hasHead = false;

  /** @param pace undefined where no quota is known */
  constructor(gate: Gate, timing: Waiting, pace?: Pace) {
    this.#gate = gate;
    this.#timing = timing;
    this.#rate = pace && new Rate(pace);
  }

  /**
   * @param isAgain whether the call was made before: it goes ahead of first tries, because its own tries have an end
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

/** The factor by which the pace grows with each call that passes, until the first refusal. */
const GROWTH = 1.1;
/** After that, slow down at once and speed up slowly, as TCP does: this finds the share that others leave with few refusals. */
const SLOWER = 0.6;
const FASTER = 1 / 200;
const SLOWEST = 1 / 20;
/** A little less than the rate that was let through last, so that the service's bucket fills again. */
const SHARE = 0.95;
/** The first refusal slows down to no less than this share of the guess: two runs that share the guessed quota then both find room. */
const FLOOR = 0.4;
/** Refusals within one second are one event: their calls were under way before the first of them was known. */
const ONE_EVENT = 1000;
const WINDOW = 2000;
/** How late a timer may be without making the calls after it later too. */
const LATENESS = 10;

/**
 * Leaves 1/rate between two calls, with no burst at the start. Where nobody has given the quota, the rate is a guess: it grows
 * while calls pass and others wait, until the service refuses one. The calls that passed lately then tell the quota, and the rate
 * keeps to it from then on.
 */
class Rate {
  readonly #pace: Pace;
  #perSecond: number;
  /** The highest rate after a refusal; undefined until the first one. */
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

  /** The least rate per second that lets as many calls pass as have lately: a bucket of one second, plus its inflow. */
  #leastQuota(now: number): number {
    const { length } = this.#passes;
    return Math.max(1, ...this.#passes.map((at, index) => (length - index) / (1 + (now - at) / 1000)));
  }

  #forgetPasses(now: number): void {
    while ((this.#passes[0] ?? now) < now - WINDOW) this.#passes.shift();
  }
}
