import { isKeysmithError, type KeysmithError, ThrottledError } from "../../core/errors";
import type { Desk } from "../../core/task";
import { repeat } from "../../http/retry";
import type { IbmContext } from "../client";

export type Kind = "ring" | "key" | "authorization" | "ciphertext";

export class Failures {
  readonly #reasons = new Map<string, string>();

  add(kind: Kind, id: string, reason: string): void {
    this.#reasons.set(`${kind} ${id}`, reason);
  }

  of(kind: Kind, id: string): string | undefined {
    return this.#reasons.get(`${kind} ${id}`);
  }

  get isEmpty(): boolean {
    return this.#reasons.size === 0;
  }
}

/** As many as the client lets through at a time: more would only wait, with what they hold in memory. */
const AT_A_TIME = 20;

/** After one of these nothing else can be done either. */
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
 * Does the same for many. One that fails holds up no other: its reason is kept.
 * @throws what makes it hopeless to go on, once what was under way has ended
 */
export async function forEach<T>(
  { context, desk, failures }: Work,
  kind: Kind,
  items: readonly T[],
  idOf: (item: T) => string,
  act: (item: T) => Promise<void>,
): Promise<void> {
  let done = 0;
  await inParallel(items, AT_A_TIME, async (item) => {
    try {
      await repeat(context.timing, () => act(item), pauseAfter);
    } catch (error) {
      if (!isKeysmithError(error) || HOPELESS.includes(error.code)) throw error;
      failures.add(kind, idOf(item), error.message);
    }
    done += 1;
    desk.progress(`${kind}s: ${done} of ${items.length}`);
  });
}

/** In milliseconds. */
const PAUSE = 15_000;
const MOST_PAUSES = 20;

/** The client itself has waited before by then, so whatever the quota is, it is used up: everything is done again later. */
function pauseAfter(error: unknown, tries: number): number | undefined {
  return error instanceof ThrottledError && tries <= MOST_PAUSES ? PAUSE : undefined;
}

async function inParallel<T>(items: readonly T[], most: number, act: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  let isOver = false;
  const worker = async (): Promise<void> => {
    for (const item of rest) {
      if (isOver) return;
      await act(item).catch((error: unknown) => {
        isOver = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: most }, worker));
  const failed = ended.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}
