import { addressOf, addressText } from "./address";
import { type Definition, subjectOf, type Values } from "./definition";
import type { Problem } from "./errors";
import { type Field, fieldsOf } from "./fields";
import type { Ledger } from "./ledger";
import { ifKnown, onlyKnown } from "./unknown";

// Values that two resources of one program can't both have. A plan asks, as the service would refuse the second resource, or give
// it the first one's object.

export function labelField({ inputs }: Definition): Field | undefined {
  return fieldsOf(inputs).find(({ from }) => from.includes("label"));
}

interface Claim {
  readonly ledger: Ledger;
  readonly definition: Definition;
  readonly values: Values;
  /** Tells this resource from all others in the run; undefined for one that is asked about only once. */
  readonly claimant: string | undefined;
}

/** The values that another resource of this run has too: its address, its label, or the object that it fills. Values that aren't known yet don't clash. */
export function claimProblems(claim: Claim): Problem[] {
  const { subject } = claim.definition;
  const label = labelField(claim.definition)?.name ?? subject;
  const found = [
    [subject, addressProblem(claim)],
    [label, labelProblem(claim)],
    [subject, contentProblem(claim)],
  ] as const;
  return found.flatMap(([field, reason]) => (reason === undefined ? [] : [{ field, reason, secret: false }]));
}

/**
 * Two resources with one label would each treat the other's objects as its own. Objects in different places, such as regions, don't
 * conflict.
 */
function labelProblem({ ledger, definition, values, claimant }: Claim): string | undefined {
  const field = labelField(definition);
  const [label, address] = [field && values[field.name], addressOf(definition, values)];
  if (typeof label !== "string" || !address || ledger.claim({ ...address, name: claimant }, label)) return undefined;
  return `another ${subjectOf(definition, values)} has the label ${JSON.stringify(label)} too, and each would treat the other's objects as its own: give them different labels`;
}

/** A resource whose address isn't known yet shares its object with no other. */
function addressProblem({ ledger, definition, values, claimant }: Claim): string | undefined {
  const address = addressOf(definition, values);
  const text = addressText(address);
  if (text === undefined || ledger.claim({ kind: "address", place: "", name: claimant }, text)) return undefined;
  return `another resource of the program is the same ${address?.kind} ${JSON.stringify(address?.name)}: declare it once, or give them different names`;
}

/** Two resources that fill the same object would each take the other's content for somebody else's. */
function contentProblem({ ledger, definition, values, claimant }: Claim): string | undefined {
  const address = ifKnown(() => definition.fills?.(onlyKnown(values)));
  const text = addressText(address);
  if (text === undefined) return undefined;
  // Objects of two kinds may have the same name.
  const name = claimant === undefined ? undefined : `${definition.name} ${claimant}`;
  if (ledger.claim({ kind: "content", place: "", name }, text)) return undefined;
  return `another resource of the program fills the ${address?.kind} ${JSON.stringify(address?.name)} too, and each would take the other's content for somebody else's: let one of them fill it`;
}
