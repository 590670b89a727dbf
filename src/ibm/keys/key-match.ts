import { differences } from "../../core/compare";
import { readDescription } from "../../core/ownership";
import type { Key } from "../api";
import { isMade, type KeyAccess } from "./key-access";
import { fixedFields, type KeyInputs, type KeyOutputs } from "./key-fields";
import type { KeyKind } from "./key-kind";
import { DESTROYED, fixedInputs, isRestorable } from "./key-state";

/** How far the service's clock may be from ours when a key without a label is judged by when it was made. */
const CLOCK_SKEW = 300_000;

/** Whether the description of a key says that it is this resource's. */
export function isOurs(key: Key, { label }: Pick<KeyInputs, "label">): boolean {
  return label !== undefined && readDescription(key.description).label === label;
}

/** Whether a key is what the inputs ask for, as far as that can't be changed any more. */
export function fits<I extends KeyInputs, O extends KeyOutputs>(kind: KeyKind<I, O>, key: Key, inputs: I): boolean {
  const sameOrigin = key.imported === undefined || key.imported === (inputs.payload !== undefined);
  const observed = fixedInputs(key, { tags: [] });
  return key.extractable === kind.extractable && sameOrigin && differences(fixedFields, observed, inputs).length === 0;
}

/**
 * The key that an earlier run left: one that lives, or one that was deleted and may be restored. Not one that this run has
 * made or taken over for another resource.
 * @param since by when, where no label tells whose a key is, it can't have been there yet
 */
export async function leftBehind<I extends KeyInputs, O extends KeyOutputs>(
  kind: KeyKind<I, O>,
  access: KeyAccess,
  keys: readonly Key[],
  inputs: I,
  since?: Date,
): Promise<Key | undefined> {
  const now = access.context.clock.now();
  const mine = keys.filter((key) => (isOurs(key, inputs) || isJustMade(key, inputs, since)) && fits(kind, key, inputs));
  const free = mine.filter((key) => !isMade(access, key.id));
  const living = free.filter(({ state }) => state !== DESTROYED);
  const restorable = inputs.restore === "auto" ? free.filter((key) => isRestorable(key, now)) : [];
  for (const key of [...newest(living, "creationDate"), ...newest(restorable, "deletionDate")]) {
    if (await kind.confirms(access, key, inputs)) return key;
  }
  return undefined;
}

function isJustMade(key: Key, { label }: KeyInputs, since: Date | undefined): boolean {
  if (label !== undefined || since === undefined || key.creationDate === undefined) return false;
  const unmarked = readDescription(key.description).label === undefined;
  return unmarked && Date.parse(key.creationDate) >= since.getTime() - CLOCK_SKEW;
}

function newest(keys: readonly Key[], by: "creationDate" | "deletionDate"): Key[] {
  return [...keys].sort((one, other) => (other[by] ?? "").localeCompare(one[by] ?? ""));
}
