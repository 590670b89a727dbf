import { valueAt } from "../core/compare";
import type { Values } from "../core/definition";
import type { Plan } from "../core/plan";
import { DUE } from "./record";

/** How a property differs, in the engine's words. `replaces` stands for their suffix `_REPLACE`. */
export interface Detail {
  readonly kind: "ADD" | "DELETE" | "UPDATE";
  readonly replaces: boolean;
  /** Whether an input differs; otherwise a recorded output is about to change. */
  readonly isInput: boolean;
}

/**
 * The details by property path: of the inputs that the program has changed, and of `due` if something is due. The
 * engine would show other outputs as deleted, as it takes all new values from the inputs.
 */
export function detailsOf({ reasons, replaces }: Plan, prior: Values, desired: Values): Record<string, Detail> {
  const inputs = reasons.flatMap(({ field }): [string, Detail][] => {
    if (field === undefined) return [];
    const kind = kindOf(valueAt(prior, field), valueAt(desired, field));
    return [[field, { kind, replaces: replaces.includes(field), isInput: true }]];
  });
  const isDue = reasons.some(({ field }) => field === undefined);
  const due: [string, Detail][] = isDue ? [[DUE, { kind: "UPDATE", replaces: false, isInput: false }]] : [];
  return Object.fromEntries([...due, ...inputs]);
}

function kindOf(from: unknown, to: unknown): Detail["kind"] {
  if (from === undefined || from === null) return "ADD";
  return to === undefined || to === null ? "DELETE" : "UPDATE";
}
