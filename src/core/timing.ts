import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { InterruptedError } from "./errors";

/** The means of waiting, so that tests can run without waiting, and an interrupt ends a wait. */
export interface Timing {
  /** Milliseconds on a scale that never jumps. */
  now(): number;
  /** @throws InterruptedError as soon as `signal` is given */
  sleep(milliseconds: number): Promise<void>;
  /** From 0 up to, but not including, 1. */
  random(): number;
  /** Ends waits between calls, never a call that is under way. */
  readonly signal?: AbortSignal | undefined;
}

export function realTiming(signal?: AbortSignal): Timing {
  // Any number of calls wait at a time: Node takes more than ten listeners for a leak, and says so on standard error.
  if (signal) setMaxListeners(0, signal);
  return {
    now: () => performance.now(),
    sleep: async (milliseconds) => {
      try {
        await delay(milliseconds, undefined, { signal });
      } catch {
        throw new InterruptedError();
      }
    },
    random: Math.random,
    signal,
  };
}
