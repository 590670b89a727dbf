import { BadReplyError, InterruptedError, NoReplyError, ServiceError, ThrottledError } from "../core/errors";
import type { Timing } from "../core/timing";

/**
 * Whether a call may be repeated when nobody knows if the first one was carried out. `never-blindly` is for creates, which would
 * make a second object.
 */
export type Repeatable = "idempotent" | "never-blindly";

/** All times in milliseconds. */
export interface RetryPolicy {
  readonly maxTries: number;
  /** No try begins later than this after the first failure. Waiting for a quota before the first try doesn't count. */
  readonly deadline: number;
  /** The longest wait before the second try; it doubles with each further try. */
  readonly baseDelay: number;
  readonly maxDelay: number;
}

export interface Try {
  readonly isFirst: boolean;
  /** Notes that the service asks for this many milliseconds without calls. */
  waitAtLeast(milliseconds: number): void;
}

export async function withRetry<T>(
  repeatable: Repeatable,
  policy: RetryPolicy,
  timing: Timing,
  attempt: (current: Try) => Promise<T>,
): Promise<T> {
  let deadline: number | undefined;
  let asked = 0;
  const waitAtLeast = (milliseconds: number): void => {
    asked = Math.max(asked, milliseconds);
  };
  const next = (tries: number): Promise<T> => attempt({ isFirst: tries === 1, waitAtLeast });
  return repeat(timing, next, (error, tries) => {
    deadline ??= timing.now() + policy.deadline;
    const wait = Math.max(asked, fullJitter(tries, policy, timing));
    asked = 0;
    const hopeless = tries >= policy.maxTries || timing.now() + wait > deadline;
    return hopeless || !mayBeRepeated(error, repeatable) ? undefined : wait;
  });
}

/**
 * Repeats a failing attempt until the run is interrupted.
 * @param waitAfter the milliseconds until the next try, after so many tries; undefined for no further try
 * @throws the error of the last try. A try that an interrupt prevented doesn't count: the previous one may have acted
 */
export async function repeat<T>(
  timing: Timing,
  attempt: (tries: number) => Promise<T>,
  waitAfter: (error: unknown, tries: number) => number | undefined,
): Promise<T> {
  let last: unknown;
  for (let [tries, wait] = [1, 0]; ; tries += 1) {
    try {
      if (tries > 1) await timing.sleep(wait);
      return await attempt(tries);
    } catch (error) {
      if (error instanceof InterruptedError) throw last ?? error;
      const next = waitAfter(error, tries);
      if (next === undefined) throw error;
      [wait, last] = [next, error];
    }
  }
}

/**
 * Whether the service may have carried out a call that failed with `error`: its reply was lost, can't be read, or reports an
 * internal failure. After a create it is then time to look.
 */
export function mayHaveActed(error: unknown): boolean {
  if (error instanceof NoReplyError) return error.sent;
  return error instanceof BadReplyError || isBreakdown(error);
}

/**
 * Looks for what a call may have made whose reply was lost.
 * @throws `lost` itself when the run is interrupted meanwhile: an interrupt would say that nothing was made
 */
export async function lookAfter<T>(lost: unknown, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw error instanceof InterruptedError && mayHaveActed(lost) ? lost : error;
  }
}

function mayBeRepeated(error: unknown, repeatable: Repeatable): boolean {
  if (error instanceof ThrottledError) return true;
  if (error instanceof NoReplyError) return !error.sent || repeatable === "idempotent";
  return repeatable === "idempotent" && isBreakdown(error);
}

function isBreakdown(error: unknown): boolean {
  return error instanceof ServiceError && (error.httpStatus ?? 0) >= 500;
}

/** Any wait from zero to the whole back-off, so that callers that failed together don't come back together. */
function fullJitter(tries: number, { baseDelay, maxDelay }: RetryPolicy, timing: Timing): number {
  return timing.random() * Math.min(maxDelay, baseDelay * 2 ** (tries - 1));
}

/**
 * The milliseconds that a Retry-After header asks for, in seconds or as an HTTP date; 0 without a header that can be understood.
 * @param now the real time, in milliseconds since 1970
 */
export function retryAfter(header: string | undefined, now: number): number {
  const text = header?.trim() ?? "";
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}
