import { isKeysmithError, type KeysmithError, ThrottledError } from "../../core/errors";
import type { Desk } from "../../core/task";
import { repeat } from "../../http/retry";
import type { IbmContext } from "../client";

export type Kind = "ring" | "key" | "authorization" | "ciphertext";

/** The reason of each failure, by the kind of the object and its id or place. */
export type Failures = Map<`${Kind} ${string}`, string>;

/** The client's own limit. More items at a time would only wait, and hold memory. */
const AT_A_TIME = 20;

/** After one of these errors, nothing else would succeed either. */
const HOPELESS: readonly KeysmithError["code"][] = [
  "configuration",
  "credentials",
  "throttled",
  "no-reply",
  "clock-moved",
  "interrupted",
];

interface Work {
  readonly context: Pick<IbmContext, "timing">;
  readonly desk: Desk;
  readonly failures: Failures;
}

/**
 * Acts on all items. A failed item doesn't stop the others: its reason is kept.
 * @throws the error that makes it hopeless to go on, once the calls under way have ended
 */
export async function forEach<T>(
  { context, desk, failures }: Work,
  kind: Kind,
  items: readonly T[],
  idOf: (item: T) => string,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  let [done, isOver] = [0, false];
  const worker = async (): Promise<void> => {
    for (const item of rest) {
      if (isOver) return;
      try {
        await repeat(context.timing, () => act(item), pauseAfter);
      } catch (error) {
        if (!isKeysmithError(error) || HOPELESS.includes(error.code)) {
          isOver = true;
          throw error;
        }
        failures.set(`${kind} ${idOf(item)}`, error.message);
      }
      done += 1;
      desk.progress(`${kind}s: ${done} of ${items.length}`);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_A_TIME }, worker));
  const failed = ended.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}

/** In milliseconds. */
const PAUSE = 15_000;
const MOST_PAUSES = 20;

/** The client itself has already waited by then, so the quota is used up, whatever it is. The item is repeated later. */
function pauseAfter(error: unknown, tries: number): number | undefined {
  return error instanceof ThrottledError && tries <= MOST_PAUSES ? PAUSE : undefined;
}
