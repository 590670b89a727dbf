import { differences } from "../../../core/compare";
import { readDescription } from "../../../core/ownership";
import type { Key } from "../../api";
import { placeOf } from "../../platform/instance";
import { askForKey, type KeyAccess, keyAddress } from "./access";
import { fixedFields, type KeyInputs, type KeyOutputs } from "./fields";
import type { KeyKind } from "./kind";
import { CLOCK_SKEW, DESTROYED, fixedInputs, isRestorable } from "./state";

/** Whether the description of a key says that it is this resource's. */
export function isOurs(key: Key, { label }: Pick<KeyInputs, "label">): boolean {
  return label !== undefined && readDescription(key.description).label === label;
}

/** Whether a key is what the inputs ask for, as far as that can't be changed any more. */
export function fits<I extends KeyInputs, O extends KeyOutputs>(kind: KeyKind<I, O>, key: Key, inputs: I): boolean {
  const sameOrigin = key.imported === undefined || key.imported === (inputs.payload !== undefined);
  const observed = fixedInputs(key, { tags: [] });
  return (
    key.extractable === kind.extractable &&
    sameOrigin &&
    differences({ inputs: fixedFields }, observed, inputs).length === 0
  );
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
  for (const key of candidates(kind, access, keys, inputs, since)) {
    if (await kind.confirms(access, key, inputs)) return key;
  }
  return undefined;
}

/**
 * The same, out of a list from before: each key that fits is read again, as this run may have deleted it since.
 * @returns the key as it is now
 */
export async function leftEarlier<I extends KeyInputs, O extends KeyOutputs>(
  kind: KeyKind<I, O>,
  access: KeyAccess,
  keys: readonly Key[],
  inputs: I,
): Promise<Key | undefined> {
  for (const { id } of candidates(kind, access, keys, inputs)) {
    const key = await askForKey(access, id);
    const found = key && (await leftBehind(kind, access, [key], inputs));
    if (found) return found;
  }
  return undefined;
}

/** The best first. */
function candidates<I extends KeyInputs, O extends KeyOutputs>(
  kind: KeyKind<I, O>,
  access: KeyAccess,
  keys: readonly Key[],
  inputs: I,
  since?: Date,
): readonly Key[] {
  const { clock, ledger } = access.context;
  const now = clock.now();
  const mine = keys.filter((key) => (isOurs(key, inputs) || isJustMade(key, inputs, since)) && fits(kind, key, inputs));
  const free = mine.filter((key) => !ledger.hasGot(keyAddress(placeOf(access.instance), key)));
  const living = free.filter(({ state }) => state !== DESTROYED);
  const restorable = inputs.restore === "auto" ? free.filter((key) => isRestorable(key, now)) : [];
  return [...newest(living, "creationDate"), ...newest(restorable, "deletionDate")];
}

function isJustMade(key: Key, { label }: KeyInputs, since: Date | undefined): boolean {
  if (label !== undefined || since === undefined || key.creationDate === undefined) return false;
  const unmarked = readDescription(key.description).label === undefined;
  return unmarked && Date.parse(key.creationDate) >= since.getTime() - CLOCK_SKEW;
}

function newest(keys: readonly Key[], by: "creationDate" | "deletionDate"): Key[] {
  return [...keys].sort((one, other) => (other[by] ?? "").localeCompare(one[by] ?? ""));
}
