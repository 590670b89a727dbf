import { labelField } from "../core/claims";
import type { Definition, Values } from "../core/definition";
import { fieldsOf } from "../core/fields";
import { fromStore, secretNames } from "../core/lifecycle";
import { inWords } from "../core/message";
import { dueAlone } from "../core/plan";
import type { Run } from "../core/run";
import { fromWire, NONCE_INPUT, type Properties, stateToWire } from "./wire";

/** The output in which a refresh says why a resource must change although the program did not. */
export const DUE = "due";

export interface Due {
  readonly code: string;
  readonly message: string;
}

/** Recorded properties, or inputs, in the form that definitions use. */
export function valuesIn(definition: Definition, { [DUE]: _due, ...properties }: Properties): Values {
  return fromStore(definition, fromWire(properties));
}

/** @param due the reasons why a change is due; empty after a change, undefined to leave the output out */
export function recordOf(definition: Definition, state: Values, nonce: unknown, due?: readonly Due[]): Properties {
  const properties = withNonce(stateToWire(state, secretNames(definition)), nonce);
  return due && definition.due ? { ...properties, [DUE]: due } : properties;
}

/** The inputs that a program would give for the object as it is. It need not give outputs, such as a password. */
export function inputsOf(definition: Definition, state: Values, recorded: Values, nonce: unknown): Properties {
  const { inputs, outputs } = definition;
  const given = fieldsOf(inputs).filter(({ name }) => !(name in outputs.shape));
  const label = labelField(definition);
  // A recorded label stays even if the service has lost it.
  const known = label ? { ...state, [label.name]: state[label.name] ?? recorded[label.name] } : state;
  const entries = given.map(({ name }) => [name, known[name]] as const).filter(([, value]) => value !== null);
  return withNonce(stateToWire(Object.fromEntries(entries), secretNames(definition)), nonce);
}

/** Hides values that the program has marked as secret: a reason may name one, and the state keeps reasons in clear. */
export function dueIn(definition: Definition, state: Values, { moment, concealment }: Run): Due[] {
  return dueAlone(definition, state, moment).map(({ code, message }) => ({
    code,
    message: concealment.hide(inWords(message)),
  }));
}

export function withNonce(properties: Properties, nonce: unknown): Properties {
  return typeof nonce === "string" ? { ...properties, [NONCE_INPUT]: nonce } : properties;
}
