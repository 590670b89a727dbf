import { spawnSync } from "node:child_process";
import path from "node:path";
import { InterruptedError, NoReplyError, ThrottledError } from "../../src/core/errors";
import { realTiming } from "../../src/core/timing";
import { Gate, Lane } from "../../src/http/pace";
import { mayHaveActed, withRetry } from "../../src/http/retry";

const ROOT = path.resolve(__dirname, "../..");
const LONG = 100_000;
const policy = { maxTries: 5, deadline: 10 * LONG, baseDelay: 1, maxDelay: 1 };
const throttled = new ThrottledError("slow down", "Wait.");
const lost = new NoReplyError("no reply", "Look.", { sent: true });

let abort: AbortController;
beforeEach(() => {
  abort = new AbortController();
});

/** Lets what is under way come to its wait, and interrupts the run. @returns what the work threw */
async function interrupted(work: Promise<unknown>): Promise<unknown> {
  const failure = work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  abort.abort();
  return failure;
}

it("ends all waits, and lets none begin", async () => {
  const timing = realTiming(abort.signal);
  const waits = Array.from({ length: 30 }, () => interrupted(timing.sleep(LONG)));
  for (const failure of await Promise.all(waits)) expect(failure).toBeInstanceOf(InterruptedError);
  await expect(timing.sleep(LONG)).rejects.toThrow(InterruptedError);
});

it("lets more calls wait than Node takes for a leak, of which it would warn", () => {
  const program = `
    const { realTiming } = require("./dist/core/timing.js");
    const abort = new AbortController();
    const timing = realTiming(abort.signal);
    for (let wait = 0; wait < 30; wait += 1) timing.sleep(100_000).catch(() => {});
    abort.abort();
  `;
  const { status, stderr } = spawnSync(process.execPath, ["-e", program], { cwd: ROOT, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

describe("a call that is repeated", () => {
  it("fails as its last try has, before the next one", async () => {
    const attempt = jest.fn(async ({ waitAtLeast }: { waitAtLeast(milliseconds: number): void }) => {
      waitAtLeast(LONG);
      throw throttled;
    });
    const work = withRetry("idempotent", policy, realTiming(abort.signal), attempt);
    expect(await interrupted(work)).toBe(throttled);
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  // Else a call that the service may have carried out would count as one that was never made.
  it("fails as its last try has, while the next one waits for its quota", async () => {
    const timing = realTiming(abort.signal);
    const answers = [() => Promise.reject(lost), () => timing.sleep(LONG)];
    const work = withRetry("idempotent", policy, timing, async () => answers.shift()?.());
    const failure = await interrupted(work);
    expect(failure).toBe(lost);
    expect(mayHaveActed(failure)).toBe(true);
  });

  it("was never made where the first try still waits for its quota", async () => {
    const timing = realTiming(abort.signal);
    const lane = new Lane(new Gate(5), timing, { start: 0.001, most: 0.001 });
    const calls = [1, 2, 3].map(() => withRetry("idempotent", policy, timing, () => lane.run(async () => undefined)));
    await calls.shift();
    const [failure, another] = await Promise.all(calls.map(interrupted));
    expect(another).toBeInstanceOf(InterruptedError);
    expect(failure).toBeInstanceOf(InterruptedError);
    expect(mayHaveActed(failure)).toBe(false);
  });
});

it("lets a call that is under way end, and none of those that stand behind it begin", async () => {
  const lane = new Lane(new Gate(1, abort.signal), realTiming(abort.signal));
  let end: (answer: string) => void = () => undefined;
  const first = lane.run(() => new Promise<string>((resolve) => (end = resolve)));
  const second = jest.fn(async () => "second");
  const failure = interrupted(lane.run(second));
  const another = interrupted(lane.run(second));
  await new Promise((resolve) => setTimeout(resolve, 40));
  end("first");
  expect(await first).toBe("first");
  expect(await failure).toBeInstanceOf(InterruptedError);
  expect(await another).toBeInstanceOf(InterruptedError);
  expect(second).not.toHaveBeenCalled();
});
