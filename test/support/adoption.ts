import { soughtValues } from "../../src/core/adoption";
import type { Definition, Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { fromStore } from "../../src/core/lifecycle";
import { plan } from "../../src/core/plan";
import type { Context } from "../../src/core/run";
import { checkInputs, requireInputs } from "../../src/core/validate";

/** Settings by their paths in the configuration. */
export type Settings = Readonly<Record<string, string>>;

/** What an engine looks for an object with: what is told of it, once stored, and below that a label, settings and defaults. */
export function sought(definition: Definition, told: Values | undefined, settings: Settings = {}): Values {
  if (!told) throw new Error(`nothing is told of the ${definition.name}`);
  return soughtValues(definition, fromStore(definition, told), (origin) =>
    typeof origin === "object" ? settings[origin.config] : origin === "label" ? "shop/prod/adopted" : undefined,
  );
}

/** What `terraform import` does: finds out where the object is, and looks at it. */
export async function takeOver(
  definition: Definition,
  context: Context<unknown>,
  id: string,
  settings?: Settings,
): Promise<Values | undefined> {
  return definition.adopt?.find(context, sought(definition, definition.adopt.place(id), settings));
}

/** The same from the records of another tool. @param kind what that tool calls it */
export async function takeFrom(
  definition: Definition,
  context: Context<unknown>,
  kind: string,
  record: Values,
  settings?: Settings,
): Promise<Values | undefined> {
  return definition.adopt?.find(context, sought(definition, formerlyOf(definition, kind, record), settings));
}

/** What is told by a record of a kind. */
export function formerlyOf(definition: Definition, kind: string, record: Values): Values | undefined {
  const tell = definition.adopt?.records[kind];
  if (!tell) throw new Error(`${definition.name} knows no ${kind}`);
  return tell(record);
}

/**
 * A state with all that must be recorded, from which nothing is to be done for a program that declares the object as it is.
 * @param lacking outputs that nobody can tell
 */
export function expectTakenOver(
  definition: Definition,
  state: Values | undefined,
  given: Values,
  now: Date,
  lacking: readonly string[] = [],
): Values {
  if (!state) throw new Error(`the ${definition.name} is gone`);
  const required = fieldsOf(definition.outputs).filter(({ optional }) => !optional);
  const absent = required.filter(({ name }) => state[name] === undefined).map(({ name }) => name);
  expect(absent.sort()).toEqual([...lacking].sort());
  expect(checkInputs(definition, declarable(definition, state)).problems).toEqual([]);
  const desired = requireInputs(definition, definition.name, given);
  expect(plan(definition, state, desired, now)).toMatchObject({ action: "none", reasons: [] });
  return state;
}

/** The inputs of a state, as far as they aren't outputs too. */
function declarable(definition: Definition, state: Values): Values {
  const names = Object.keys(definition.inputs.shape).filter((name) => !(name in definition.outputs.shape));
  return Object.fromEntries(names.map((name) => [name, state[name]]));
}
