import { vendors } from "../../catalog";
import type { Actions, Definition, Values, Vendor } from "../../core/definition";
import { isGiven } from "../../core/left-out";

/** What runs do, by what people call it, and the methods whose calls that takes. */
export const RUNS: Readonly<Record<string, readonly (keyof Actions)[]>> = {
  all: ["create", "read", "update", "delete"],
  create: ["create", "read"],
  rotate: ["read", "update"],
  destroy: ["read", "delete"],
};

interface Needed {
  readonly vendor: Vendor;
  readonly actions: readonly string[];
}

interface Declared {
  readonly definition: Definition;
  /** What is recorded of it, or planned. */
  readonly values: Values;
}

/** The actions that runs of a program call, by vendor. @param run one of `RUNS` */
export function actionsOf(resources: readonly Declared[], run: string): Needed[] {
  const verbs = RUNS[run] ?? [];
  return vendors.flatMap((vendor) => {
    const own = resources.filter(({ definition }) => vendor.definitions.includes(definition));
    const actions = own.flatMap((each) => verbs.flatMap((verb) => actionsFor(each, verb)));
    return actions.length > 0 ? [{ vendor, actions: [...new Set(actions)].sort() }] : [];
  });
}

function actionsFor({ definition, values }: Declared, verb: keyof Actions): readonly string[] {
  const { actions, actionsWith = {} } = definition;
  const more = Object.entries(actionsWith).filter(([input]) => isGiven(values[input]));
  return [...actions[verb], ...more.flatMap(([, asked]) => asked[verb] ?? [])];
}

/** In the vendor's own form; by vendor where there are several. */
export function asPolicies(needed: readonly Needed[]): string {
  const documents = needed.map(({ vendor, actions }) => [vendor.name, vendor.granting?.(actions) ?? actions] as const);
  const [first, ...others] = documents;
  return JSON.stringify(first && others.length === 0 ? first[1] : Object.fromEntries(documents), null, 2);
}
