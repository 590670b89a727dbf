import { valueAt } from "../core/compare";
import type { Values } from "../core/definition";
import type { Plan } from "../core/plan";

/** How a property differs, in the engine's words, with `_REPLACE` after it where that replaces the resource. */
export interface Detail {
  readonly kind: "ADD" | "DELETE" | "UPDATE";
  readonly replaces: boolean;
  /** Whether the inputs differ; else an output is about to. */
  readonly isInput: boolean;
}

/** By the path of each property: the inputs of which the program has changed, and the outputs that the change will alter. */
export function detailsOf(
  { reasons, replaces, outputs }: Plan,
  prior: Values,
  desired: Values,
): Record<string, Detail> {
  const changed = reasons.flatMap(({ field }) => (field === undefined ? [] : [field]));
  const inputs = changed.map((path): [string, Detail] => [
    path,
    { kind: kindOf(valueAt(prior, path), valueAt(desired, path)), replaces: replaces.includes(path), isInput: true },
  ]);
  const made = replaces.length > 0 ? [] : outputs.filter((name) => !changed.includes(name));
  const outcome = made.map((name): [string, Detail] => [name, { kind: "UPDATE", replaces: false, isInput: false }]);
  return Object.fromEntries([...outcome, ...inputs]);
}

function kindOf(from: unknown, to: unknown): Detail["kind"] {
  if (from === undefined || from === null) return "ADD";
  return to === undefined || to === null ? "DELETE" : "UPDATE";
}
