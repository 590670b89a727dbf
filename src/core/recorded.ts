import { aboutRecord } from "./damage";
import { type Definition, subjectOf, type Values } from "./definition";
import { fromStore, secretNames } from "./lifecycle";

/** A resource of ours as an engine's state records it, without its secrets. */
export interface RecordedResource {
  /** What the engine's users call it: `ClientKey "orders"`, or an address such as `keysmith_client_key.orders`. */
  readonly title: string;
  /** How the engine's own commands name it: an address or a URN. */
  readonly address: string;
  readonly definition: Definition;
  readonly inputs: Values;
  readonly outputs: Values;
  /** Its creation broke off: outputs may be missing, and the next run makes it anew. */
  readonly unfinished?: true;
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function withoutSecrets(definition: Definition, values: Values): Values {
  const secret = new Set(secretNames(definition));
  try {
    return fromStore(definition, Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name))));
  } catch (error) {
    throw aboutRecord(subjectOf(definition, values), error);
  }
}
