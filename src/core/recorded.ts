import { onRecord } from "./damage";
import { type Definition, subjectOf, type Values } from "./definition";
import { fromStore, secretNames } from "./lifecycle";

/** A resource of ours as an engine's state records it, without its secrets. */
export interface RecordedResource {
  /** What the engine's users call it: `ClientKey "orders"`, or an address such as `keysmith_client_key.orders`. */
  readonly title: string;
  /** The last part of the title, or all of it: what tells it from others of its kind in most stacks. */
  readonly name: string;
  /** Where it is, in an engine whose state tells that. */
  readonly stack?: { readonly project: string; readonly name: string };
  /** How the engine's own commands name it: an address or a URN. */
  readonly address: string;
  readonly definition: Definition;
  readonly inputs: Values;
  readonly outputs: Values;
  /** Its creation broke off: outputs may be missing, and the next run makes it anew. */
  readonly unfinished?: true;
  /** Fields that the program has marked as secret, and whose values the engine didn't print: they are missing. */
  readonly closed?: readonly string[];
  /** The values of those that it did print: to be worked with, and not to be shown. */
  readonly opened?: readonly unknown[];
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function withoutSecrets(definition: Definition, values: Values): Values {
  const open = { ...values };
  for (const name of secretNames(definition)) delete open[name];
  return onRecord({ title: subjectOf(definition, values) }, () => fromStore(definition, open));
}
