import { damagedRecord, flawIn, onRecord } from "./damage";
import { type Definition, subjectOf, type Values } from "./definition";
import { fieldsOf } from "./fields";
import { fromStore, secretNames } from "./lifecycle";
import { inWords, type Words } from "./message";

/** A resource of ours as an engine's state records it, without its secrets. */
export interface RecordedResource {
  /** The name that the engine's users know: `ClientKey "orders"`, or an address such as `keysmith_client_key.orders`. */
  readonly title: string;
  /** The last part of the title, or all of it: in most stacks it tells the resource from others of its kind. */
  readonly name: string;
  /** The resource's stack, where the engine's state names it. */
  readonly stack?: { readonly project: string; readonly name: string };
  /** The name in the engine's own commands: an address or a URN. */
  readonly address: string;
  readonly definition: Definition;
  readonly inputs: Values;
  readonly outputs: Values;
  /**
   * The next run makes it anew. `tainted`: its creation was interrupted, and outputs may be missing. `gone`: a replacement was
   * interrupted that had deleted it first.
   */
  readonly unfinished?: "tainted" | "gone";
  /** Fields that the program has marked as secret and whose values the engine didn't print: they are missing. */
  readonly closed?: readonly string[];
  /** The values of such fields that the engine did print: to work with, and not to show. */
  readonly opened?: readonly unknown[];
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function withoutSecrets(definition: Definition, values: Values): Values {
  const open = { ...values };
  for (const name of secretNames(definition)) delete open[name];
  return onRecord({ title: subjectOf(definition, values) }, () => fromStore(definition, open));
}

/** @throws ConfigurationError that names the value which is missing or of another type, where nothing else explains that */
export function requireWhole(
  { title, definition, outputs, unfinished, closed = [] }: RecordedResource,
  words: Words,
): void {
  if (unfinished || closed.length > 0) return;
  const flaw = flawIn([...fieldsOf(definition.inputs), ...fieldsOf(definition.outputs)], outputs);
  if (flaw !== undefined) throw damagedRecord(title, inWords(flaw, words));
}
