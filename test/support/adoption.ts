import type { Definition, Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { plan } from "../../src/core/plan";
import type { Context } from "../../src/core/run";
import { checkInputs, requireInputs } from "../../src/core/validate";

/** Settings by their paths in the configuration. */
export type Settings = Readonly<Record<string, string>>;

/**
 * What an engine reads an object with that is being taken over: what is told of it, and below that a label and what inputs
 * are by default and by settings.
 */
export function sought(definition: Definition, told: Values | undefined, settings: Settings = {}): Values {
  if (!told) throw new Error(`nothing is told of the ${definition.name}`);
  const { values } = checkInputs(definition, {}, (origin) =>
    typeof origin === "object" ? settings[origin.config] : origin === "label" ? "shop/prod/adopted" : undefined,
  );
  const known = Object.entries(told).filter(([, value]) => value !== undefined);
  return { ...values, ...Object.fromEntries(known) };
}

/** What `terraform import` does: finds out where the object is, and reads it. */
export function takeOver(
  definition: Definition,
  context: Context<unknown>,
  id: string,
  settings?: Settings,
): Promise<Values | undefined> {
  return definition.read(context, sought(definition, definition.importing?.state(id), settings));
}

/** The same from the records of another tool. @param kind what that tool calls it */
export function takeFrom(
  definition: Definition,
  context: Context<unknown>,
  kind: string,
  record: Values,
  settings?: Settings,
): Promise<Values | undefined> {
  return definition.read(context, sought(definition, formerlyOf(definition, kind, record), settings));
}

/** What is told by a record of a kind. */
export function formerlyOf(definition: Definition, kind: string, record: Values): Values | undefined {
  const found = definition.formerly?.find((each) => each.kind === kind);
  if (!found) throw new Error(`${definition.name} knows no ${kind}`);
  return found.state(record);
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
