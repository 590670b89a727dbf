import type { z } from "zod";
import { differences } from "../../core/compare";
import type { Problem } from "../../core/errors";
import { hasCome } from "../../core/rotation";
import { wholeSeconds } from "./expiration-date";

export type Refusal = Omit<Problem, "secret">;

/** Whether a change makes another key, which what was recorded doesn't bind. */
export function replaces(shape: z.ZodObject, prior: unknown, inputs: unknown): boolean {
  return differences(shape, prior, inputs).some(({ meta }) => meta.immutable);
}

/** A key that is to be made can't have expired. */
export function refuseExpired(expirationDate: string | undefined, now: Date): Refusal[] {
  if (!expirationDate || !hasCome(expirationDate, now)) return [];
  return [{ field: "expirationDate", reason: `${wholeSeconds(expirationDate)} is over: give a later time` }];
}
