import type { Timing } from "../core/timing";

/** Spaces calls so that a quota is not exceeded. */
export interface Pacer {
  /** Waits for the next slot of `key`. The first call never waits. @param perSecond the quota @throws InterruptedError */
  slot(key: string, perSecond: number): Promise<void>;
  /** The service let a call through. */
  passed(key: string): void;
  /** The service refused a call although it was paced: somebody else uses the same quota. */
  throttled(key: string): void;
}

interface Lane {
  readonly quota: number;
  /** Calls per second now: the quota, or less while it is shared. */
  rate: number;
  next: number;
  slowedAt: number;
}

/** Slow down at once, speed up slowly, as TCP does: what others leave over is found with few refusals. */
const SLOWER = 0.6;
const FASTER = 1 / 200;
const SLOWEST = 1 / 20;
/** Refusals within one second are one event: their calls were under way before the first of them was known. */
const ONE_EVENT = 1000;

/**
 * Leaves 1/rate between two calls of a key, with no burst at the start: a bucket at the service that holds a second's
 * worth of calls then absorbs all that the network squeezes together.
 */
export function createPacer(timing: Pick<Timing, "now" | "sleep">): Pacer {
  const lanes = new Map<string, Lane>();
  return {
    async slot(key, perSecond) {
      const lane = lanes.get(key) ?? openLane(perSecond);
      lanes.set(key, lane);
      const now = timing.now();
      const at = Math.max(now, lane.next);
      lane.next = at + 1000 / lane.rate;
      if (at > now) await timing.sleep(at - now);
    },
    passed(key) {
      const lane = lanes.get(key);
      if (lane) lane.rate = Math.min(lane.quota, lane.rate + lane.quota * FASTER);
    },
    throttled(key) {
      const lane = lanes.get(key);
      const now = timing.now();
      if (!lane || now - lane.slowedAt < ONE_EVENT) return;
      lane.slowedAt = now;
      lane.rate = Math.max(lane.quota * SLOWEST, lane.rate * SLOWER);
    },
  };
}

function openLane(quota: number): Lane {
  return { quota, rate: quota, next: Number.NEGATIVE_INFINITY, slowedAt: Number.NEGATIVE_INFINITY };
}
