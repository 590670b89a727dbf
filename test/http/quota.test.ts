import { createPacer } from "../../src/http/quota";
import { FakeTiming, seededRandom } from "./fake-timing";

/** A token bucket as a service keeps one: it holds a second's worth of calls, and starts full. */
class Bucket {
  #tokens: number;
  #at = 0;
  readonly #rate: number;

  constructor(rate: number) {
    this.#rate = rate;
    this.#tokens = rate;
  }

  take(now: number): boolean {
    this.#tokens = Math.min(this.#rate, this.#tokens + ((now - this.#at) / 1000) * this.#rate);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

it("lets a single call pass at once", async () => {
  const timing = new FakeTiming();
  await timing.run(createPacer(timing).slot("write", 10));
  expect(timing.sleeps).toEqual([]);
});

it("lets a call pass at once when the one before is long ago", async () => {
  const timing = new FakeTiming();
  const pacer = createPacer(timing);
  await timing.run(pacer.slot("write", 10));
  await timing.run(timing.sleep(100));
  await timing.run(pacer.slot("write", 10));
  expect(timing.sleeps).toEqual([100]);
});

it("paces each key by itself", async () => {
  const timing = new FakeTiming();
  const pacer = createPacer(timing);
  await timing.run(Promise.all(["a", "b", "c"].map((key) => pacer.slot(key, 10))));
  expect(timing.now()).toBe(0);
});

it.each([
  ["together", 1000],
  ["one after the other", 1],
])(
  "takes 1,000 calls %s through a quota of 10 a second with no refusal, in no more than 105 s",
  async (_how, atOnce) => {
    const timing = new FakeTiming();
    const pacer = createPacer(timing);
    const bucket = new Bucket(10);
    const network = seededRandom(1);
    let refused = 0;
    let left = 1000;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        await pacer.slot("write", 10);
        if (bucket.take(timing.now() + network() * 50)) pacer.passed("write");
        else refused += 1;
      }
    };
    await timing.run(Promise.all(Array.from({ length: atOnce }, worker)));
    expect(refused).toBe(0);
    expect(timing.now()).toBeLessThanOrEqual(105_000);
  },
);

it("wastes at most one call in twenty when somebody else takes half of the quota", async () => {
  const timing = new FakeTiming();
  const pacer = createPacer(timing);
  const bucket = new Bucket(10);
  let wasted = 0;
  let most = 0;
  let left = 1000;
  let ended = false;
  const other = async (): Promise<void> => {
    for (; !ended; await timing.sleep(200)) bucket.take(timing.now());
  };
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      for (let failures = 0; ; failures += 1) {
        await pacer.slot("write", 10);
        if (bucket.take(timing.now())) break;
        wasted += 1;
        most = Math.max(most, failures + 1);
        pacer.throttled("write");
        await timing.sleep(500);
      }
      pacer.passed("write");
    }
  };
  const all = Promise.all(Array.from({ length: 5 }, worker)).then(() => {
    ended = true;
  });
  await timing.run(Promise.all([all, other()]));
  expect(wasted).toBeLessThanOrEqual(50);
  expect(most).toBeLessThanOrEqual(3);
  // Half of the quota is left, so 200 s is the least; what it takes beyond is what was left unused.
  expect(timing.now()).toBeLessThanOrEqual(240_000);
});

it("comes back to the whole quota when nobody else takes of it any more", async () => {
  const timing = new FakeTiming();
  const pacer = createPacer(timing);
  await timing.run(pacer.slot("write", 10));
  pacer.throttled("write");
  for (let calls = 0; calls < 200; calls += 1) pacer.passed("write");
  await timing.run(pacer.slot("write", 10));
  await timing.run(pacer.slot("write", 10));
  expect(timing.sleeps.at(-1)).toBeCloseTo(100);
});

it("slows down once for refusals that come together", async () => {
  const timing = new FakeTiming();
  const pacer = createPacer(timing);
  await timing.run(pacer.slot("write", 10));
  for (let calls = 0; calls < 5; calls += 1) pacer.throttled("write");
  await timing.run(pacer.slot("write", 10));
  await timing.run(pacer.slot("write", 10));
  expect(timing.sleeps.at(-1)).toBeCloseTo(1000 / 6);
});
