import { addressOf, addressText } from "./address";
import { type Definition, subjectOf, type Values } from "./definition";
import type { Problem } from "./errors";
import { type Field, fieldsOf } from "./fields";
import type { Ledger } from "./ledger";
import { ifKnown, onlyKnown } from "./unknown";

// What two resources of one program can't both have: a plan asks, as the service would refuse the second one, or give it the
// first one's object.

export function labelField({ inputs }: Definition): Field | undefined {
  return fieldsOf(inputs).find(({ from }) => from.includes("label"));
}

/**
 * Why a resource can't have its label: another one of this run has it too, and each would treat the other's objects as its own.
 * Objects in different places, such as regions, don't come in each other's way.
 * @param existing names an object that exists and is not replaced; nothing for what is to be created
 */
export function labelProblem(
  ledger: Ledger,
  definition: Definition,
  values: Values,
  existing: string | undefined,
): string | undefined {
  const field = labelField(definition);
  const [label, address] = [field && values[field.name], addressOf(definition, values)];
  if (typeof label !== "string" || !address || ledger.claim({ ...address, name: existing }, label)) return undefined;
  return `another ${subjectOf(definition, values)} has the label ${JSON.stringify(label)} too, and each would treat the other's objects as its own: give them different labels`;
}

/**
 * Why a resource can't be what it is declared to be: another one of this run is the same object. One whose address isn't known yet
 * is no other's.
 * @param claimant what this resource, and no other, is told by in this run; nothing for one that is asked about only once
 */
export function addressProblem(
  ledger: Ledger,
  definition: Definition,
  values: Values,
  claimant: string | undefined,
): string | undefined {
  const address = addressOf(definition, values);
  const text = addressText(address);
  if (text === undefined || ledger.claim({ kind: "address", place: "", name: claimant }, text)) return undefined;
  return `another resource of the program is the same ${address?.kind} ${JSON.stringify(address?.name)}: declare it once, or give them different names`;
}

/**
 * Why a resource can't fill what it is declared to: another one of this run fills it too, and each would take the other's content for
 * somebody else's. Nothing while it isn't known what it fills.
 * @param claimant as `addressProblem` has it
 */
export function contentProblem(
  ledger: Ledger,
  definition: Definition,
  values: Values,
  claimant: string | undefined,
): string | undefined {
  const address = ifKnown(() => definition.fills?.(onlyKnown(values)));
  const text = addressText(address);
  if (text === undefined) return undefined;
  // Objects of two kinds may have one name.
  const name = claimant === undefined ? undefined : `${definition.name} ${claimant}`;
  if (ledger.claim({ kind: "content", place: "", name }, text)) return undefined;
  return `another resource of the program fills the ${address?.kind} ${JSON.stringify(address?.name)} too, and each would take the other's content for somebody else's: let one of them fill it`;
}

/** All three. @param claimant as `addressProblem` has it */
export function claimProblems(
  ledger: Ledger,
  definition: Definition,
  values: Values,
  claimant: string | undefined,
): Problem[] {
  const { subject } = definition;
  const found = [
    [subject, addressProblem(ledger, definition, values, claimant)],
    [labelField(definition)?.name ?? subject, labelProblem(ledger, definition, values, claimant)],
    [subject, contentProblem(ledger, definition, values, claimant)],
  ] as const;
  return found.flatMap(([field, reason]) => (reason === undefined ? [] : [{ field, reason, secret: false }]));
}
