import { z } from "zod";
import { addDuration } from "../duration";
import { inputError } from "../error";
import type { PolicyLag } from "./iam/service";
import type { IbmLags } from "./options";

const time = z.union([z.string(), z.number().min(0)]).optional();
const count = z.int().min(0).optional();
const lagsSchema = z.strictObject({
  keyRingMove: time,
  aliasDelete: time,
  policy: z.strictObject({ reads: count, checks: count }).optional(),
});

/** The lags in force. */
export class Lags {
  #lags: IbmLags = {};
  /** Reads the current lags, even through a reference that was kept. */
  readonly policy: PolicyLag;

  constructor(lags: IbmLags = {}) {
    const current = (): PolicyLag => this.#lags.policy ?? {};
    this.policy = {
      get reads() {
        return current().reads;
      },
      get checks() {
        return current().checks;
      },
    };
    this.set(lags);
  }

  /** Replaces all lags. @throws EmulatorError when a value is not a time */
  set(lags: unknown): void {
    const result = lagsSchema.safeParse(lags);
    if (!result.success) throw inputError(`lags: ${z.prettifyError(result.error)}`);
    const { keyRingMove, aliasDelete } = result.data;
    later(new Date(0), keyRingMove);
    later(new Date(0), aliasDelete);
    this.#lags = result.data;
  }

  /** The time at which a change made at `from` shows. */
  shownFrom(which: "keyRingMove" | "aliasDelete", from: Date): Date {
    return later(from, this.#lags[which]);
  }
}

function later(from: Date, lag: string | number | undefined): Date {
  if (lag === undefined) return from;
  if (typeof lag === "number") return new Date(from.getTime() + lag);
  try {
    return addDuration(from, lag);
  } catch (cause) {
    throw inputError(`lags: "${lag}" is not a duration such as PT10M, nor milliseconds`, cause);
  }
}
