import { vendors } from "../../catalog";
import type { Actions } from "../../core/definition";
import { isGiven } from "../../core/left-out";
import type { Source } from "./sources";

/** Kinds of runs, by the names that people use, with the methods whose calls each kind makes. */
export const RUNS: Readonly<Record<string, readonly (keyof Actions)[]>> = {
  all: ["create", "read", "update", "delete"],
  create: ["create", "read"],
  rotate: ["read", "update"],
  destroy: ["read", "delete"],
};

type Declared = Pick<Source, "definition" | "values">;

/** The actions that runs of a program call, in the vendor's own form; by vendor if there are several. @param run one of `RUNS` */
export function policiesFor(resources: readonly Declared[], run: string): string {
  const verbs = RUNS[run] ?? [];
  const documents = vendors.flatMap((vendor) => {
    const own = resources.filter(({ definition }) => vendor.definitions.includes(definition));
    const actions = [...new Set(own.flatMap((each) => verbs.flatMap((verb) => actionsFor(each, verb))))].sort();
    return actions.length > 0 ? [[vendor.name, vendor.granting?.(actions) ?? actions] as const] : [];
  });
  const [first, ...others] = documents;
  return JSON.stringify(first && others.length === 0 ? first[1] : Object.fromEntries(documents), null, 2);
}

function actionsFor({ definition, values }: Declared, verb: keyof Actions): readonly string[] {
  const { actions, actionsWith = {} } = definition;
  const more = Object.entries(actionsWith).filter(([input]) => isGiven(values[input]));
  return [...actions[verb], ...more.flatMap(([, asked]) => asked[verb] ?? [])];
}
