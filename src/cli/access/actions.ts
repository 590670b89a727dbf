import { vendors } from "../../catalog";
import type { Definition, Vendor } from "../../core/definition";

/** What runs do, by what people call it, and the methods whose calls that takes. */
export const RUNS: Readonly<Record<string, readonly (keyof Definition["actions"])[]>> = {
  all: ["create", "read", "update", "delete"],
  create: ["create", "read"],
  rotate: ["read", "update"],
  destroy: ["read", "delete"],
};

interface Needed {
  readonly vendor: Vendor;
  readonly actions: readonly string[];
}

/** The actions that runs of a program call, by vendor. @param run one of `RUNS` */
export function actionsOf(resources: readonly { readonly definition: Definition }[], run: string): Needed[] {
  const verbs = RUNS[run] ?? [];
  const kinds = new Set(resources.map(({ definition }) => definition));
  return vendors.flatMap((vendor) => {
    const own = vendor.definitions.filter((each) => kinds.has(each));
    const actions = own.flatMap((each) => verbs.flatMap((verb) => each.actions[verb]));
    return actions.length > 0 ? [{ vendor, actions: [...new Set(actions)].sort() }] : [];
  });
}

/** In the vendor's own form; by vendor where there are several. */
export function asPolicies(needed: readonly Needed[]): string {
  const documents = needed.map(({ vendor, actions }) => [vendor.name, vendor.granting?.(actions) ?? actions] as const);
  const [first, ...others] = documents;
  return JSON.stringify(first && others.length === 0 ? first[1] : Object.fromEntries(documents), null, 2);
}
