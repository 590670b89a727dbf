import {
  BadReplyError,
  ConflictError,
  CredentialsError,
  NoReplyError,
  NotFoundError,
  ServiceError,
  ThrottledError,
} from "../../src/core/errors";
import { mayHaveActed, type Repeatable, type RetryPolicy, retryAfter, type Try, withRetry } from "../../src/http/retry";
import { FakeTiming, seededRandom } from "./fake-timing";
import { rejection } from "./searching";

const policy: RetryPolicy = { maxTries: 4, deadline: 60_000, baseDelay: 500, maxDelay: 1500 };

const throttled = new ThrottledError("p", "r.", { httpStatus: 429 });
const broken = new ServiceError("p", "r.", { httpStatus: 500 });
const unavailable = new ServiceError("p", "r.", { httpStatus: 503 });
const refused = new ServiceError("p", "r.", { httpStatus: 403 });
const unsent = new NoReplyError("p", "r.", { sent: false });
const lost = new NoReplyError("p", "r.", { sent: true });
const unreadable = new BadReplyError("p", "r.", { httpStatus: 200 });
const gone = new NotFoundError("p", "r.");
const stranger = new TypeError("not ours");

interface Run {
  readonly tries: number;
  readonly outcome: unknown;
  readonly timing: FakeTiming;
}

/** Fails with each of `errors` in turn, then succeeds. */
async function run(
  repeatable: Repeatable,
  errors: readonly unknown[],
  timing = new FakeTiming(),
  hint: (current: Try) => void = () => undefined,
): Promise<Run> {
  let tries = 0;
  const work = withRetry(repeatable, policy, timing, async (current) => {
    const error = errors[tries++];
    if (error === undefined) return "done";
    hint(current);
    throw error;
  });
  const outcome = await timing.run(work).catch((error: unknown) => error);
  return { tries, outcome, timing };
}

describe("a call that failed once", () => {
  it.each([
    ["throttled", throttled, 2, 2],
    ["not sent", unsent, 2, 2],
    ["its reply lost", lost, 2, 1],
    ["500", broken, 2, 1],
    ["503", unavailable, 2, 1],
    ["an unreadable reply", unreadable, 1, 1],
    ["403", refused, 1, 1],
    ["gone", gone, 1, 1],
    ["conflict", new ConflictError("p", "r."), 1, 1],
    ["credentials", new CredentialsError("p", "r."), 1, 1],
    ["an error of another kind", stranger, 1, 1],
  ])("(%s) is tried again as far as that is safe", async (_what, error, idempotent, create) => {
    expect((await run("idempotent", [error])).tries).toBe(idempotent);
    const once = await run("never-blindly", [error]);
    expect(once.tries).toBe(create);
    expect(once.outcome).toBe(create === 2 ? "done" : error);
  });

  it.each([
    [lost, true],
    [unreadable, true],
    [broken, true],
    [unavailable, true],
    [unsent, false],
    [throttled, false],
    [refused, false],
    [gone, false],
    [stranger, false],
  ])("%# may have been carried out, or not", (error, acted) => {
    expect(mayHaveActed(error)).toBe(acted);
  });
});

it("is not repeated once a create may have acted, whatever came before", async () => {
  const { tries, outcome } = await run("never-blindly", [throttled, unsent, lost, undefined]);
  expect([tries, outcome]).toEqual([3, lost]);
});

it("ends with the last error after the allowed number of tries", async () => {
  const { tries, outcome } = await run("idempotent", [throttled, broken, throttled, unavailable, undefined]);
  expect([tries, outcome]).toEqual([4, unavailable]);
});

describe("the wait", () => {
  it("doubles up to a limit", async () => {
    const { timing } = await run("idempotent", [lost, lost, lost, undefined]);
    expect(timing.sleeps).toEqual([500, 1000, 1500]);
  });

  it("is anywhere from nothing to all of it", async () => {
    const waits = await Promise.all(
      Array.from({ length: 300 }, async (_, seed) => {
        const { timing } = await run("idempotent", [lost], new FakeTiming(seededRandom(seed * 7919)));
        return timing.sleeps[0] ?? -1;
      }),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...waits)).toBeLessThan(50);
    expect(Math.max(...waits)).toBeGreaterThan(450);
    expect(Math.max(...waits)).toBeLessThan(500);
  });

  it("is as long as the service asks", async () => {
    const { timing } = await run("idempotent", [throttled], new FakeTiming(), (current) => current.waitAtLeast(7000));
    expect(timing.sleeps).toEqual([7000]);
  });

  it("ends the tries when it would pass the deadline", async () => {
    const { tries, timing } = await run("idempotent", [throttled, throttled], new FakeTiming(), (current) =>
      current.waitAtLeast(40_000),
    );
    expect([tries, timing.sleeps]).toEqual([2, [40_000]]);
  });
});

it("counts the deadline from the first failure, not from the wait for a quota before it", async () => {
  const timing = new FakeTiming();
  let tries = 0;
  const work = withRetry("idempotent", policy, timing, async () => {
    tries += 1;
    if (tries > 1) return "done";
    await timing.sleep(10 * policy.deadline);
    throw throttled;
  });
  expect(await timing.run(work)).toBe("done");
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");

  it.each([
    ["2", 2000],
    [" 0.5 ", 500],
    ["0", 0],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 00:00:30 GMT", 0],
    ["soon", 0],
    ["-5", 0],
    ["", 0],
    [undefined, 0],
  ])("%j asks for %i ms", (header, milliseconds) => {
    expect(retryAfter(header, now)).toBe(milliseconds);
  });
});

it("throws what was thrown when the tries are not even begun", async () => {
  expect(await rejection(withRetry("idempotent", policy, new FakeTiming(), () => Promise.reject(gone)))).toBe(gone);
});
