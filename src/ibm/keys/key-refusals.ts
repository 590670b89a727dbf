import type { z } from "zod";
import { fixedDifferences } from "../../core/compare";
import type { Problem } from "../../core/errors";
import { hasCome } from "../../core/rotation";
import { alikePlaces, type Placement } from "../instance";
import { wholeSeconds } from "./expiration-date";

export type Refusal = Omit<Problem, "secret">;

/** Whether a change makes another key, which what was recorded doesn't bind. */
export function replaces(shape: z.ZodObject, prior: Placement, inputs: Placement): boolean {
  return fixedDifferences(shape, prior, inputs, alikePlaces(prior, inputs)).length > 0;
}

/** A key that is to be made can't have expired. */
export function refuseExpired(expirationDate: string | undefined, now: Date): Refusal[] {
  if (!expirationDate || !hasCome(expirationDate, now)) return [];
  return [{ field: "expirationDate", reason: `${wholeSeconds(expirationDate)} is over: give a later time` }];
}
