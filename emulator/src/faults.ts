import { z } from "zod";
import { inputError } from "./error";

/**
 * Faults:
 * - `429`, `500`, `503`: the call is refused with the vendor's own error before the operation acts;
 * - `reset-before`, `reset-after`: the connection is cut before or after the operation acts, without an answer;
 * - `slow-headers`, `slow-body`: the operation acts, and the whole answer or its second half comes late;
 * - `wrong-json`: the operation acts, and the answer has status 200 and a body that ends in the middle.
 */
export type FaultKind =
  | "429"
  | "500"
  | "503"
  | "reset-before"
  | "reset-after"
  | "slow-headers"
  | "slow-body"
  | "wrong-json";

/** The calls of an operation that fail, and how. */
export interface FaultRule {
  /** The operation's name, or `*` for every operation. */
  operation: string;
  /** The first call that fails, counted from 1 since the rules were set. Default 1. */
  nth?: number | undefined;
  /** The number of consecutive calls that fail. Default 1. */
  times?: number | undefined;
  kind: FaultKind;
  /** Delay of `slow-headers` and `slow-body` in milliseconds. Default 1000. */
  ms?: number | undefined;
  /** Value of a `Retry-After` header on `429`, `500` and `503`: seconds, or an HTTP date. Absent by default. */
  retryAfter?: number | string | undefined;
}

/** A rule with its counters. */
export interface FaultStatus extends FaultRule {
  /** Calls of the operation since the rules were set. */
  seen: number;
  /** Calls that this rule made fail. */
  hits: number;
}

const kinds = ["429", "500", "503", "reset-before", "reset-after", "slow-headers", "slow-body", "wrong-json"] as const;

const rulesSchema = z.array(
  z.strictObject({
    operation: z.string().min(1),
    nth: z.int().min(1).optional(),
    times: z.int().min(1).optional(),
    kind: z.enum(kinds),
    ms: z.number().min(0).optional(),
    retryAfter: z.union([z.number(), z.string()]).optional(),
  }),
);

/** The active fault rules and their counters. */
export class Faults {
  #rules: FaultStatus[] = [];

  /** Replaces all rules and restarts the counters. @throws EmulatorError when a rule is malformed. */
  set(rules: unknown): void {
    const checked = rulesSchema.safeParse(rules);
    if (!checked.success) throw inputError(`fault rules: ${z.prettifyError(checked.error)}`);
    this.#rules = checked.data.map((rule) => ({ ...rule, seen: 0, hits: 0 }));
  }

  status(): FaultStatus[] {
    return this.#rules.map((rule) => ({ ...rule }));
  }

  /**
   * Counts one call of `operation` for every rule that names it, and returns the first rule that applies. The rules after it
   * count the call too, so that rules do not depend on each other.
   */
  next(operation: string): FaultRule | undefined {
    const matching = this.#rules.filter((rule) => rule.operation === operation || rule.operation === "*");
    for (const rule of matching) rule.seen += 1;
    const hit = matching.find(isInRange);
    if (hit !== undefined) hit.hits += 1;
    return hit;
  }
}

function isInRange({ seen, nth = 1, times = 1 }: FaultStatus): boolean {
  return seen >= nth && seen < nth + times;
}
