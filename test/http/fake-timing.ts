import type { Timing } from "../../src/core/timing";

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Time that passes only while everybody sleeps. */
export class FakeTiming implements Timing {
  #now = 0;
  #sleepers: Sleeper[] = [];
  /** How long each sleep was, in order. */
  readonly sleeps: number[] = [];
  readonly #randoms: () => number;

  constructor(random: () => number = () => 1) {
    this.#randoms = random;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#randoms();
  }

  sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    return new Promise((wake) => this.#sleepers.push({ until: this.#now + milliseconds, wake }));
  }

  /** Lets time pass until `work` has ended. */
  async run<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    work.then(end, end);
    while (!ended) await this.#step();
    return work;
  }

  async #step(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#sleepers.sort((left, right) => left.until - right.until);
    const next = this.#sleepers.shift();
    if (!next) return;
    this.#now = Math.max(this.#now, next.until);
    next.wake();
  }
}

/** Time that jumps over every wait: nobody waits, and what has a deadline still comes to it. */
export class JumpingTiming implements Timing {
  #now = 0;

  now(): number {
    return this.#now;
  }

  random(): number {
    return 1;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
  }
}

/** Numbers that look random and are the same every time, from 0 up to 1. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
