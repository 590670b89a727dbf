import { Gate, Lane, type Pace } from "../../src/http/pace";
import { FakeTiming, seededRandom } from "./fake-timing";

/** A service that lets so many calls pass in a second. Its bucket holds a second's worth of them, and starts full. */
class Service {
  readonly #timing: FakeTiming;
  readonly #perSecond: number;
  readonly #latency: number;
  readonly #random = seededRandom(1);
  #tokens: number;
  #at = 0;
  calls = 0;
  refused = 0;

  constructor(timing: FakeTiming, perSecond: number, latency = 20) {
    this.#timing = timing;
    this.#perSecond = perSecond;
    this.#latency = latency;
    this.#tokens = perSecond;
  }

  async answer(): Promise<boolean> {
    await this.#timing.sleep(this.#latency * this.#random());
    const isPassed = this.take();
    this.calls += 1;
    if (!isPassed) this.refused += 1;
    await this.#timing.sleep(this.#latency / 2);
    return isPassed;
  }

  take(): boolean {
    const now = this.#timing.now();
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

const fixed = (perSecond: number): Pace => ({ start: perSecond, most: perSecond });
const GUESS: Pace = { start: 10, most: 1000 };

/** Makes so many calls at once, each of them again until it passes. @returns the most tries of one */
async function callAll(lane: Lane, service: Service, timing: FakeTiming, count: number): Promise<number> {
  const tries = Array.from({ length: count }, async () => {
    for (let tried = 1; ; tried += 1) {
      if (await lane.run(() => service.answer())) {
        lane.passed();
        return tried;
      }
      lane.throttled();
      await timing.sleep(timing.random() * 500 * 2 ** (tried - 1));
    }
  });
  return Math.max(...(await Promise.all(tries)));
}

interface Seen {
  readonly seconds: number;
  /** Calls in a hundred. */
  readonly refused: number;
  readonly mostTries: number;
}

async function through(quota: number, pace: Pace, count: number, latency?: number): Promise<Seen> {
  const timing = new FakeTiming(seededRandom(2));
  const service = new Service(timing, quota, latency);
  const mostTries = await timing.run(callAll(new Lane(new Gate(5), timing, pace), service, timing, count));
  return { seconds: timing.now() / 1000, refused: (100 * service.refused) / service.calls, mostTries };
}

describe("a pace that somebody has set", () => {
  it.each([1000, 1])(
    "takes 1,000 calls, %i at a time, through a quota of 10 a second with no refusal",
    async (atOnce) => {
      const timing = new FakeTiming();
      const service = new Service(timing, 10, 50);
      const lane = new Lane(new Gate(5), timing, fixed(10));
      for (let made = 0; made < 1000; made += atOnce) await timing.run(callAll(lane, service, timing, atOnce));
      expect(service.refused).toBe(0);
      expect(timing.now()).toBeLessThanOrEqual(105_000);
    },
  );

  it("is never exceeded, however many calls pass", async () => {
    const { seconds } = await through(1000, fixed(10), 100);
    expect(seconds).toBeGreaterThanOrEqual(9.8);
  });

  it("wastes at most one call in twenty when somebody else takes half of the quota", async () => {
    const timing = new FakeTiming();
    const service = new Service(timing, 10, 0);
    let hasEnded = false;
    const other = async (): Promise<void> => {
      for (; !hasEnded; await timing.sleep(200)) service.take();
    };
    const all = callAll(new Lane(new Gate(5), timing, fixed(10)), service, timing, 1000).then((mostTries) => {
      hasEnded = true;
      return mostTries;
    });
    const [mostTries] = await timing.run(Promise.all([all, other()]));
    expect(service.refused).toBeLessThanOrEqual(50);
    expect(mostTries).toBeLessThanOrEqual(4);
    // Half of the quota is left, so 200 s is the least; what it takes beyond is what was left unused.
    expect(timing.now()).toBeLessThanOrEqual(240_000);
  });
});

describe("a pace that is a guess", () => {
  // It stayed at the guess: 100 calls took 9.9 s where the service lets all of them pass.
  it.each([
    [1, 1.3],
    [100, 3],
  ])("grows for as long as the service lets all calls pass, which it answers in %i ms", async (latency, most) => {
    const seen = await through(1000, GUESS, 100, latency);
    expect(seen.refused).toBe(0);
    expect(seen.seconds).toBeLessThan(most);
  });

  it.each([10, 20, 30])("comes to a quota of %i a second within few refusals, and keeps to it", async (quota) => {
    for (const latency of [1, 20, 100]) {
      const few = await through(quota, GUESS, 100, latency);
      expect(few.refused).toBeLessThanOrEqual(6);
      expect(few.mostTries).toBeLessThanOrEqual(3);
      const many = await through(quota, GUESS, 1000, latency);
      expect(many.refused).toBeLessThanOrEqual(1);
      expect(many.seconds).toBeLessThan((1000 / quota) * 1.1);
    }
  });

  it("is within a twentieth of the best fixed one under the quota that was guessed", async () => {
    for (const latency of [1, 20, 100]) {
      const best = (100 - 10) / 10;
      expect((await through(10, GUESS, 100, latency)).seconds / best).toBeLessThan(1.05);
    }
  });

  it("doesn't grow while no call waits for it", async () => {
    const timing = new FakeTiming();
    const lane = new Lane(new Gate(5), timing, GUESS);
    const service = new Service(timing, 1000);
    for (let made = 0; made < 100; made += 1) await timing.run(callAll(lane, service, timing, 1));
    const before = timing.now();
    await timing.run(callAll(lane, service, timing, 11));
    expect(timing.now() - before).toBeGreaterThan(600);
  });

  it("gives way to others: two runs that know nothing of each other share the quota", async () => {
    const timing = new FakeTiming(seededRandom(3));
    const service = new Service(timing, 10);
    const run = (): Promise<number> => callAll(new Lane(new Gate(5), timing, GUESS), service, timing, 250);
    const tries = await timing.run(Promise.all([run(), run()]));
    expect(Math.max(...tries)).toBeLessThanOrEqual(4);
    expect(service.refused / service.calls).toBeLessThan(0.06);
    expect(timing.now()).toBeLessThan(65_000);
  });
});

describe("a lane", () => {
  it("lets a single call pass at once, and one that comes long after another", async () => {
    const timing = new FakeTiming();
    const lane = new Lane(new Gate(5), timing, fixed(10));
    const call = (): Promise<number> => timing.run(lane.run(async () => timing.now()));
    expect(await call()).toBe(0);
    await timing.run(timing.sleep(100));
    expect(await call()).toBe(100);
  });

  it("slows down once for refusals that come together", async () => {
    const timing = new FakeTiming();
    const lane = new Lane(new Gate(5), timing, fixed(10));
    const call = (): Promise<number> => timing.run(lane.run(async () => timing.now()));
    await call();
    for (let calls = 0; calls < 5; calls += 1) lane.throttled();
    expect(await call()).toBeCloseTo(1000 / 6);
    expect(await call()).toBeCloseTo(2000 / 6);
  });

  it("comes back to the pace of before when nobody else takes of the quota any more", async () => {
    const timing = new FakeTiming();
    const lane = new Lane(new Gate(5), timing, fixed(10));
    const call = (): Promise<number> => timing.run(lane.run(async () => timing.now()));
    await call();
    lane.throttled();
    for (let calls = 0; calls < 200; calls += 1) lane.passed();
    const first = await call();
    expect((await call()) - first).toBeCloseTo(100);
  });

  it("holds no place of the gate while its calls wait for their time", async () => {
    const timing = new FakeTiming();
    const gate = new Gate(1);
    const writes = new Lane(gate, timing, fixed(1));
    const reads = new Lane(gate, timing, fixed(1000));
    const slow = Promise.all([1, 2, 3, 4].map(() => writes.run(async () => undefined)));
    await timing.run(timing.sleep(1));
    expect(await timing.run(reads.run(async () => timing.now()))).toBe(1);
    await timing.run(slow);
    expect(timing.now()).toBe(3000);
  });
});

describe("a gate", () => {
  it("lets at most so many calls be under way, also of those who come later, and all pass in the end", async () => {
    const timing = new FakeTiming();
    const lane = new Lane(new Gate(5), timing);
    const random = seededRandom(3);
    let running = 0;
    let most = 0;
    const call = async (index: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await timing.sleep(random() * 100);
      running -= 1;
      return index;
    };
    const calls = async (): Promise<number[]> => {
      const begun: Promise<number>[] = [];
      for (let index = 0; index < 50; index += 1) {
        begun.push(lane.run(() => call(index)));
        if (index % 7 === 0) await timing.sleep(10);
      }
      return Promise.all(begun);
    };
    expect(await timing.run(calls())).toEqual([...Array(50).keys()]);
    expect(most).toBe(5);
  });

  it("lets calls in in the order in which they came", async () => {
    const timing = new FakeTiming();
    const lane = new Lane(new Gate(2), timing);
    const order: number[] = [];
    const calls = [0, 1, 2, 3, 4].map((index) =>
      lane.run(async () => {
        order.push(index);
        await timing.sleep(10);
      }),
    );
    await timing.run(Promise.all(calls));
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it("goes on after a failure", async () => {
    const lane = new Lane(new Gate(1), new FakeTiming());
    await expect(lane.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await lane.run(async () => "next")).toBe("next");
  });
});
