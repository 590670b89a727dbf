import { InterruptedError } from "../core/errors";

/**
 * Runs a task when fewer than the allowed number are running; the others wait in the order in which they came.
 * @throws InterruptedError for a task that is still waiting when the run is interrupted
 */
export type Gate = <T>(task: () => Promise<T>) => Promise<T>;

/** A gate that lets at most `limit` tasks run at a time. @param signal of an interrupt */
export function createGate(limit: number, signal?: AbortSignal): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  /** @returns whether it had to wait */
  const enter = async (): Promise<boolean> => {
    const isFull = running >= limit;
    if (isFull) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    return isFull;
  };
  // The place of a task that ends goes straight to the next one: nobody who comes later can slip in between.
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return async (task) => {
    const hasWaited = await enter();
    try {
      if (hasWaited && signal?.aborted) throw new InterruptedError();
      return await task();
    } finally {
      leave();
    }
  };
}
