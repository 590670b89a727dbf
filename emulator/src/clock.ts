import { z } from "zod";
import { addDuration } from "./duration";
import { inputError } from "./error";
import type { Section } from "./store";

const timeSchema = z.iso.datetime({ offset: true });
const settingSchema = z.union([z.object({ frozenAt: timeSchema }), z.object({ offsetMs: z.number() })]);
type Setting = z.infer<typeof settingSchema>;

const realTime: Setting = { offsetMs: 0 };

/**
 * The emulator's time. It decides creation times, default validities and the expiry of client keys.
 *
 * It runs with the system's time until it is set. A set clock stands still, so that a scenario gives the same result every time.
 * Request signatures are judged by the system's time instead, because the clients that sign do not know this clock.
 */
export class Clock implements Section {
  #setting: Setting = realTime;

  /** The current time, to the millisecond. */
  now(): Date {
    const setting = this.#setting;
    return "frozenAt" in setting ? new Date(setting.frozenAt) : new Date(Date.now() + setting.offsetMs);
  }

  /** Stops the clock at `time`, an ISO 8601 time with zone. @throws EmulatorError for any other text */
  set(time: string): void {
    const checked = timeSchema.safeParse(time);
    if (!checked.success) throw inputError(`"${time}" is not a time such as 2026-01-31T00:00:00Z`);
    this.#setting = { frozenAt: new Date(time).toISOString() };
  }

  /**
   * Moves the clock by `duration`, ISO 8601 such as `P1Y` or `PT1H` (calendar units in UTC). A stopped clock stays stopped; a
   * running clock runs on from there. @throws EmulatorError for any other text, or a duration that leads back
   */
  advance(duration: string): void {
    const from = this.now();
    const to = later(from, duration);
    if (to < from) throw inputError(`"${duration}" would move the clock back: set it to a time instead`);
    this.#setting =
      "frozenAt" in this.#setting
        ? { frozenAt: to.toISOString() }
        : { offsetMs: this.#setting.offsetMs + to.getTime() - from.getTime() };
  }

  /** Returns to the system's time. */
  reset(): void {
    this.#setting = realTime;
  }

  snapshot(): unknown {
    return this.#setting;
  }

  restore(data: unknown): void {
    this.#setting = settingSchema.parse(data);
  }
}

function later(from: Date, duration: string): Date {
  try {
    return addDuration(from, duration);
  } catch (cause) {
    throw inputError(`"${duration}" is not a duration such as P1Y, P30D or PT1H`, cause);
  }
}
