import type { Timing } from "../../core/timing";
import { repeat } from "../../http/retry";

/** In milliseconds. IBM's own modules wait for 30 s where they create an authorization. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;
const PATIENCE = 60_000;

/**
 * Repeats what fails only until the rest of the vendor's cloud has heard of a change: at first soon, then every 5 s, for
 * about a minute.
 * @param mayPass whether waiting can help against an error
 * @param onWait called once, with what the first attempt threw, before it is waited for
 * @throws what `repeat` throws
 */
export function eventually<T>(
  timing: Timing,
  attempt: () => Promise<T>,
  mayPass: (error: unknown) => boolean,
  onWait: (error: unknown) => void = () => undefined,
): Promise<T> {
  const end = timing.now() + PATIENCE;
  return repeat(timing, attempt, (error, tries) => {
    const wait = Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT);
    if (!mayPass(error) || timing.now() + wait > end) return undefined;
    if (tries === 1) onWait(error);
    return wait;
  });
}
