import { InterruptedError } from "../core/errors";
import type { Timing } from "../core/timing";

/** In milliseconds. IBM's own modules wait for 30 s where they create an authorization. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;
const PATIENCE = 60_000;

/**
 * Repeats what fails only until the rest of the vendor's cloud has heard of a change: at first soon, then every 5 s, for
 * about a minute, or until the run is interrupted.
 * @param mayPass whether waiting can help against an error
 * @param onWait called once, with what the first attempt threw, before it is waited for
 * @throws what the last attempt threw
 */
export async function eventually<T>(
  timing: Timing,
  attempt: () => Promise<T>,
  mayPass: (error: unknown) => boolean,
  onWait: (error: unknown) => void = () => undefined,
): Promise<T> {
  const end = timing.now() + PATIENCE;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error) || timing.now() + wait > end) throw error;
      if (wait === FIRST_WAIT) onWait(error);
      await timing.sleep(wait).catch((interruption: unknown) => {
        throw interruption instanceof InterruptedError ? error : interruption;
      });
    }
  }
}
