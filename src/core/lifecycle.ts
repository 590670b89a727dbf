import { addressOf } from "./address";
import { type Definition, subjectOf, type Values } from "./definition";
import { fieldsOf } from "./fields";
import type { Ledger } from "./ledger";
import { settle } from "./left-out";
import type { Plan } from "./plan";
import type { Context } from "./run";
import { Secret } from "./secret";

/** The recorded state after a create: the inputs, and over them the outputs. */
export async function createState(definition: Definition, context: Context<unknown>, inputs: Values): Promise<Values> {
  const state = { ...inputs, ...(await definition.create(context, inputs)) };
  own(definition, context.ledger, state);
  return state;
}

/**
 * The recorded state after what was planned is done in place.
 * @param inputs desired and known
 */
export async function updateState(
  definition: Definition,
  context: Context<unknown>,
  prior: Values,
  inputs: Values,
  { action, reasons }: Pick<Plan, "action" | "reasons">,
): Promise<Values> {
  own(definition, context.ledger, prior);
  const outputs = action === "none" ? {} : await definition.update(context, prior, inputs, reasons);
  // What is left open and goes on counting, such as the text that asked for the last rotation, must not be forgotten.
  return { ...prior, ...settle(definition, prior, inputs), ...outputs };
}

/**
 * Deletes the object of a state, unless the program has it in another place: what was replaced stays in a state until a run
 * deletes it, and meanwhile the program may have taken it back.
 */
export async function deleteState(definition: Definition, context: Context<unknown>, state: Values): Promise<void> {
  const address = addressOf(definition, state);
  if (address && context.ledger.holds(address)) {
    const subject = subjectOf(definition, state);
    context.log.warn(`${subject}: ${engineId(definition, state)} is not deleted, as the program still has it`);
    return;
  }
  await definition.delete(context, state);
  if (address) context.ledger.deleted(address);
}

/** Notes that the program has the object of a state. */
export function own(definition: Definition, ledger: Ledger, state: Values): void {
  const address = addressOf(definition, state);
  if (address) ledger.owned(address);
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

/** What an engine calls the object of a state, and what others refer to it by: the service's id, else its subject. */
export function engineId(definition: Definition, state: Values): string | undefined {
  const id = serviceId(definition, state) ?? state[definition.subject];
  return typeof id === "string" ? id : undefined;
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
