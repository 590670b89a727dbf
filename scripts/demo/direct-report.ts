import { differences, valueAt } from "../../src/core/compare";
import type { Action, Outcome } from "../direct/program";
import type { Recorded } from "../direct/stack";

const SIGNS: Readonly<Record<Exclude<Action, "same">, readonly [sign: string, done: string]>> = {
  create: ["+", "created"],
  update: ["~", "changed in place"],
  replace: ["±", "replaced"],
  delete: ["-", "deleted"],
};

/** The actions of a run, done or in a preview planned, and their reasons. */
export function describeOutcome({ actions, shown }: Outcome, isPreview: boolean): string {
  const done = Object.entries(actions).flatMap(([key, action]) => {
    if (action === "same") return [];
    const [sign, verb] = SIGNS[action];
    return [`${sign} ${key}: ${isPreview ? "would be " : ""}${verb}`];
  });
  const unchanged = Object.keys(actions).length - done.length;
  const rest = unchanged > 0 ? [`  ${unchanged} ${unchanged === 1 ? "resource" : "resources"} unchanged`] : [];
  return [...done, ...rest, shown].join("\n");
}

/** The changes in the records after a refresh. */
export function describeDrift(before: readonly Recorded[], after: readonly Recorded[]): string {
  const lines = before.flatMap(({ key, definition, state }) => {
    const now = after.find((record) => record.key === key)?.state;
    if (!now) return [`- ${key}: is gone`];
    const fields = [definition.inputs, definition.outputs].flatMap((inputs) => differences({ inputs }, state, now));
    const paths = [...new Set(fields.map(({ path }) => path))];
    return paths.map((path) => `~ ${key}: ${path} was ${show(valueAt(state, path))}, is ${show(valueAt(now, path))}`);
  });
  return lines.join("\n") || "no changes at the service";
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "not set";
}
