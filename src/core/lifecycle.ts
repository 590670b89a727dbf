import type { Context } from "./context";
import type { Definition, Values } from "./definition";
import { fieldsOf } from "./fields";
import { plan, settle } from "./plan";
import { Secret } from "./secret";

/** The recorded state after a create: the inputs, and over them the outputs. */
export async function createState(definition: Definition, context: Context<unknown>, inputs: Values): Promise<Values> {
  return { ...inputs, ...(await definition.create(context, inputs)) };
}

/**
 * The recorded state after an update. The reasons are those that the plan finds at this moment.
 * @param dueAt as for `plan`
 */
export async function updateState(
  definition: Definition,
  context: Context<unknown>,
  prior: Values,
  inputs: Values,
  dueAt: Date = context.clock.now(),
): Promise<Values> {
  const { reasons } = plan(definition, prior, inputs, context.clock.now(), dueAt);
  const outputs = await definition.update(context, prior, inputs, reasons);
  // What is left open and goes on counting, such as the text that asked for the last rotation, must not be forgotten.
  return { ...settle(definition, prior, inputs), ...outputs };
}

/**
 * What the service itself calls the object of a state. Nothing where it knows the object by its subject, and nothing where
 * the state of a half-done create doesn't tell yet.
 */
export function serviceId(definition: Definition, state: Values): string | undefined {
  try {
    return definition.id?.(state) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * What tells the object of a state from all others of its kind: the service's id, or the inputs that name it. Nothing where
 * a definition has neither.
 */
export function objectKey(definition: Definition, state: Values): string | undefined {
  if (definition.id) return serviceId(definition, state);
  const { identity } = definition;
  return identity.length > 0 ? JSON.stringify(identity.map((name) => state[name] ?? null)) : undefined;
}

/** Names of the top-level fields, inputs and outputs, that hold secrets. */
export function secretNames(definition: Definition): readonly string[] {
  const fields = [...fieldsOf(definition.inputs), ...fieldsOf(definition.outputs)];
  return [...new Set(fields.filter((field) => field.meta.secret).map((field) => field.name))];
}

/** A state as an engine stored it, with its secrets wrapped. Fields that this version doesn't know are kept. */
export function wrapSecrets(definition: Definition, stored: Values): Values {
  const wrapped: Record<string, unknown> = { ...stored };
  for (const name of secretNames(definition)) {
    const value = stored[name];
    if (typeof value === "string") wrapped[name] = new Secret(value);
  }
  return wrapped;
}
