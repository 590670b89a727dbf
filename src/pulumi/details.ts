import { valueAt } from "../core/compare";
import type { Values } from "../core/definition";
import type { Plan } from "../core/plan";

/** How a property differs, in the engine's words. `replaces` stands for their suffix `_REPLACE`. */
export interface Detail {
  readonly kind: "ADD" | "DELETE" | "UPDATE";
  readonly replaces: boolean;
}

/**
 * The details by property path, of the inputs that the program has changed. What is due has none: `replaceOnChanges: ["*"]` would
 * turn it into a replacement. Nor have outputs: the engine takes all new values from the inputs, and would show them as deleted.
 */
export function detailsOf({ reasons, replaces }: Plan, prior: Values, desired: Values): Record<string, Detail> {
  const details = reasons.flatMap(({ field }): [string, Detail][] => {
    if (field === undefined) return [];
    const kind = kindOf(valueAt(prior, field), valueAt(desired, field));
    return [[field, { kind, replaces: replaces.includes(field) }]];
  });
  return Object.fromEntries(details);
}

function kindOf(from: unknown, to: unknown): Detail["kind"] {
  if (from === undefined || from === null) return "ADD";
  return to === undefined || to === null ? "DELETE" : "UPDATE";
}
