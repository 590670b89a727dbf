import { type Address, addressOf, addressText } from "./address";
import { isAdopting } from "./adoption";
import { type Definition, subjectOf, type Values } from "./definition";
import type { Problem } from "./errors";
import { type Field, fieldsOf } from "./fields";
import type { Ledger } from "./ledger";
import { aboutIn, type Reason } from "./reasons";
import { ifKnown, onlyKnown } from "./unknown";

// Values that two resources of one program can't both have. A plan asks, as the service would refuse the second resource, or give
// it the first one's object.

export function labelField({ inputs }: Definition): Field | undefined {
  return fieldsOf(inputs).find(({ from }) => from.includes("label"));
}

export interface Claim {
  readonly ledger: Ledger;
  readonly definition: Definition;
  readonly values: Values;
  /** Tells this resource from all others in the run; undefined for one that is asked about only once. */
  readonly claimant?: string | undefined;
  /** Whether the values describe an object that is yet to be made, or adopted. */
  readonly isNew?: boolean;
  /** The ids of the further objects that it ends, now or in time. */
  readonly ending?: readonly string[];
}

/**
 * How a resource has an object: as its own, which it has or adopts, as one that it is to make, as one that it ends in time, such as a
 * previous key, or as one that this plan deletes.
 */
type Hold = "own" | "new" | "ending" | "deleted";

/**
 * How no other resource may have the object at the same time. An object may be made where another one of its name is deleted. A replaced
 * resource, which its engine still deletes, and its successor may both end the same previous key.
 */
const EXCLUDED: Readonly<Record<Hold, readonly Hold[]>> = {
  own: ["own", "new", "ending", "deleted"],
  new: ["own", "new"],
  ending: ["own"],
  deleted: ["own"],
};

/**
 * The values that another resource of this run has too: its address, its label, or an object that it fills or ends. Values that aren't
 * known yet don't clash.
 */
export function claimProblems(claim: Claim): Problem[] {
  const { subject } = claim.definition;
  const label = labelField(claim.definition)?.name ?? subject;
  const found = [
    [subject, addressProblem(claim)],
    [subject, endingProblem(claim)],
    [label, labelProblem(claim)],
    [subject, contentProblem(claim)],
  ] as const;
  return found.flatMap(([field, reason]) => (reason === undefined ? [] : [{ field, reason, secret: false }]));
}

/** Why a plan must not delete the objects of a record: another resource of the program has one of them. */
export function deletionProblem({ ledger, definition, values, claimant }: Claim): string | undefined {
  const ending = endedBy(definition, values, endingOf(definition, values, []));
  const [shared] = [addressOf(definition, values), ...ending].filter(
    (address) => holder(ledger, "deleted", address, claimant) !== undefined,
  );
  return shared && `another resource of the program is the same ${titleOf(shared)}, and would lose it`;
}

/** The ids of the further objects that a resource ends: its previous credentials, and those that a plan gives a deadline. */
export function endingOf({ revocation }: Definition, recorded: Values, reasons: readonly Reason[]): readonly string[] {
  return revocation ? [...revocation.replaced(recorded), ...aboutIn(reasons, "stray")] : [];
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
function addressProblem({ ledger, definition, values, claimant, isNew = false }: Claim): string | undefined {
  const address = ownAddress(definition, values);
  const held = holder(ledger, isNew && !isAdopting(values) ? "new" : "own", address, claimant);
  if (!address || held === undefined) return undefined;
  const twice = `another resource of the program is the same ${titleOf(address)}: declare it once, or give them different names`;
  const reasons: Readonly<Record<Hold, string>> = {
    own: twice,
    new: twice,
    ending: `another resource of the program ends the ${titleOf(address)} when its overlap is over, or at once: leave the key to that one, and give it a longer overlap if it is still needed`,
    deleted: `this plan also deletes the same ${titleOf(address)}, for a resource that is no longer in the program`,
  };
  return reasons[held];
}

function endingProblem({ ledger, definition, values, claimant, ending }: Claim): string | undefined {
  const [shared] = endedBy(definition, values, ending).filter(
    (address) => holder(ledger, "ending", address, claimant) !== undefined,
  );
  return (
    shared &&
    `it ends the ${titleOf(shared)} when its overlap is over, or at once, and another resource of the program is that very one: let one of them have it`
  );
}

/** The address of a resource's own object; for one that is yet to adopt its object, that of the object. */
function ownAddress(definition: Definition, values: Values): Address | undefined {
  const address = addressOf(definition, values);
  const { adopt } = values;
  if (address?.name !== undefined || typeof adopt !== "string") return address;
  return addressOf(definition, { ...values, ...definition.adopt?.place(adopt) });
}

function endedBy({ revocation }: Definition, values: Values, ids: readonly string[] = []): Address[] {
  return revocation ? [...new Set(ids)].map((id) => revocation.address(values, id)) : [];
}

/** Notes how a resource has an object. @returns how another one has it, if they can't both */
function holder(
  ledger: Ledger,
  hold: Hold,
  address: Address | undefined,
  claimant: string | undefined,
): Hold | undefined {
  const text = addressText(address);
  if (text === undefined) return undefined;
  const as = (each: Hold): Address => ({ kind: each, place: "", name: claimant });
  const held = EXCLUDED[hold].find((each) => ledger.isClaimed(as(each), text));
  ledger.claim(as(hold), text);
  return held;
}

function titleOf({ kind, name }: Address): string {
  return `${kind} ${JSON.stringify(name)}`;
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
