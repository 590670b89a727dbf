import { differences } from "../../../core/compare";
import { AlreadyExistsError } from "../../../core/errors";
import { isRecent, markedDescription, readDescription } from "../../../core/ownership";
import { lookAfter, mayHaveActed } from "../../../http/retry";
import type { IbmContext } from "../../client";
import { placeOf } from "../../platform/instance";
import type { Material } from "../api/client";
import type { Key } from "../api/wire";
import { accessTo, askForKey, firstLook, freshLook, type KeyAccess, keyAddress, write } from "./access";
import { DEFAULT_RING, fixedFields, type KeyInputs, type KeyOutputs, wholeSeconds } from "./fields";
import type { KeyKind } from "./lifecycle";
import { importSecurely } from "./material";
import { announceStrays, hasLabel, isCertain, isGivenUp, isPredecessor, isTaken } from "./standing";
import { CLOCK_SKEW, DESTROYED, fixedInputs, isRestorable, type KeySettings, settingsOf } from "./state";
import { holdersOf, restoreKey, stepsBetween, stillLeaving, takenAlias, takeSteps, unfinished } from "./steps";

interface Making {
  readonly kind: KeyKind;
  readonly access: KeyAccess;
  readonly inputs: KeyInputs;
  readonly earlier?: readonly Key[] | undefined;
}

const TRIES = 3;

/**
 * Makes a key, with one call when nothing goes wrong; or adopts a key that an earlier run left; or restores a deleted key.
 * At the service, names aren't unique and creates can be repeated, so a key that a lost reply may hide is looked for first.
 * @throws PartialError when the key exists but isn't as it should be
 */
export async function createKey<I extends KeyInputs, O extends KeyOutputs>(
  kind: KeyKind<I, O>,
  context: IbmContext,
  inputs: I,
): Promise<O> {
  const access = accessTo(context, inputs);
  const earlier = inputs.label === undefined ? undefined : await firstLook(access);
  const making: Making = { kind, access, inputs, earlier };
  const found = earlier && (await leftEarlier(making, earlier));
  if (found) return (await adopt(making, found)) as O;
  announceStrays(access, kind, earlier ?? [], inputs);
  return (await make(making, inputs.aliases)) as O;
}

async function make(making: Making, aliases: readonly string[]): Promise<KeyOutputs> {
  const { kind, access, inputs } = making;
  const since = access.context.clock.now();
  for (let left = TRIES; ; left--) {
    const made = await createOnce(making, aliases).catch((error: unknown) => ({ error }));
    if (!("error" in made)) {
      access.context.ledger.made(keyAddress(placeOf(access.instance), made));
      // The reply may not show all settings of the key.
      const wanted = kind.wanted(inputs);
      const settings = { ...wanted, aliases, ...(wanted.enabled !== undefined && { enabled: true }) };
      return finish(making, made, settings, {});
    }
    const { error } = made;
    if (error instanceof AlreadyExistsError && aliases.length > 0) return settleAliases(making, aliases, error);
    if (!mayHaveActed(error)) throw error;
    const lost = await lookAfter(error, async () => leftBehind(making, await freshLook(access), since));
    if (lost) return adopt(making, lost);
    if (left <= 1) throw error;
  }
}

function createOnce({ kind, access, inputs }: Making, aliases: readonly string[]): Promise<Key> {
  const { name, tags, expirationDate, payload } = inputs;
  const { keyRing, rotationMonths, dualAuthDelete } = kind.wanted(inputs);
  const create = (material?: Material): Promise<Key> =>
    write(access, (api) =>
      api.create({
        name,
        extractable: kind.extractable,
        description: markedDescription({ ...inputs, nonce: access.context.nonces.own }) || undefined,
        tags,
        aliases,
        keyRing: keyRing === DEFAULT_RING ? undefined : keyRing,
        expirationDate: expirationDate && wholeSeconds(expirationDate),
        rotationMonths,
        dualAuthDelete,
        material,
      }),
    );
  if (!payload) return create();
  return inputs.importToken ? importSecurely(access, payload, create) : create({ payload });
}

/** Handles a refused alias. Its holder is this resource's own key, the key that this one replaces, or somebody else's. */
async function settleAliases(
  making: Making,
  aliases: readonly string[],
  refusal: AlreadyExistsError,
): Promise<KeyOutputs> {
  const { kind, access, inputs } = making;
  const holders = await holdersOf(access, aliases);
  for (const holder of holders.values()) {
    const left = await leftBehind(making, [holder]);
    if (left) return adopt(making, left);
  }
  for (const [alias, holder] of holders) {
    if (!isPredecessor(access, kind, holder, inputs)) throw takenAlias(alias, holder, kind, inputs, refusal);
  }
  if (holders.size === 0) throw stillLeaving(aliases.join(", "), refusal);
  // The predecessor keeps its aliases until the new key exists. An interrupted run may have made that key already.
  const left = await leftBehind(making, await freshLook(access));
  if (left) return adopt(making, left);
  const free = aliases.filter((alias) => !holders.has(alias));
  return make(making, free);
}

async function adopt(making: Making, found: Key): Promise<KeyOutputs> {
  const { kind, access, inputs, earlier } = making;
  const { log, ledger } = access.context;
  const subject = `${kind.word} ${JSON.stringify(inputs.name)}`;
  if (!ledger.adopt(keyAddress(placeOf(access.instance), found))) {
    throw new AlreadyExistsError(
      `${subject}: the key ${found.id}, which an earlier run has left, was adopted by another resource of this program`,
      "Give the two resources different labels.",
    );
  }
  const key = found.state === DESTROYED ? await restoreKey(access, found) : found;
  log.warn(`${subject}: the key ${found.id}${whyAdopted(making, found)}`);
  const isNew = earlier !== undefined && !earlier.some(({ id }) => id === key.id);
  const unproven = isNew ? {} : kind.unproven(inputs);
  if (Object.keys(unproven).length > 0) {
    log.warn(
      `${subject}: the service shows neither how old the material of ${key.id} is nor whose it is: it stays as it is for now, and the next run rotates the key`,
    );
  }
  return finish(making, key, settingsOf(key), unproven);
}

function whyAdopted({ access, inputs }: Making, found: Key): string {
  if (found.state === DESTROYED) return " was deleted, and is restored instead of making another";
  if (!hasLabel(found, inputs) || isCertain(access, found, inputs))
    return ", which belongs to this resource but is recorded by nothing, is adopted instead of making another";
  return `, made within the last hour, has this resource's label, is exactly as declared, and is recorded by nothing: it is adopted as the leftover of a run that died, instead of making another`;
}

/**
 * Brings an existing key to the settings that the inputs ask for. From here on, the key must be recorded whatever fails.
 * @param unproven the values to record for inputs that the key may not have
 */
async function finish({ kind, access, inputs }: Making, key: Key, from: KeySettings, unproven: Partial<KeyInputs>) {
  const steps = stepsBetween({ kind, access, keyId: key.id, inputs }, from, kind.wanted(inputs));
  const last = kind.lastSteps(access, key.id, inputs.payload !== undefined);
  const { reached, error } = await takeSteps([...steps, ...last], from);
  const found = kind.found(key, inputs, access.context.clock.now());
  if (error === undefined) return { ...kind.changed(found, inputs, reached), ...unproven };
  const recorded = kind.recorded({ ...inputs, ...unproven }, inputs, reached);
  throw unfinished(kind, key.id, { ...recorded, ...kind.changed(found, recorded, reached) }, error);
}

/** Whether the key has the inputs that can't be changed any more. */
function fits({ kind, inputs }: Making, key: Key): boolean {
  const sameOrigin = key.imported === undefined || key.imported === (inputs.payload !== undefined);
  const observed = fixedInputs(key, { tags: [] });
  return (
    key.extractable === kind.extractable &&
    sameOrigin &&
    differences({ inputs: fixedFields }, observed, inputs).length === 0
  );
}

/** Whether the key has all settings that the create sets. Settings that the inputs leave to the service can't be compared. */
function isJustWanted({ kind, inputs }: Making, key: Key): boolean {
  const [has, wanted] = [settingsOf(key), kind.wanted(inputs)];
  const isSame = (name: "rotationMonths" | "dualAuthDelete"): boolean =>
    wanted[name] === undefined || wanted[name] === has[name];
  return (
    !("payload" in kind.unproven(inputs)) &&
    has.keyRing === wanted.keyRing &&
    [...has.aliases].sort().join() === [...wanted.aliases].sort().join() &&
    isSame("rotationMonths") &&
    isSame("dualAuthDelete")
  );
}

/**
 * The key that an earlier run left: a living key, or a deleted one that may be restored. Excludes keys that belong to
 * another resource and keys that this run deletes or replaces.
 * @param since the time before which the key can't have existed, for keys without a label to identify the owner
 */
async function leftBehind(making: Making, keys: readonly Key[], since?: Date): Promise<Key | undefined> {
  for (const key of candidates(making, keys, since)) {
    if (await making.kind.confirms(making.access, key, making.inputs)) return key;
  }
  return undefined;
}

async function leftEarlier(making: Making, keys: readonly Key[]): Promise<Key | undefined> {
  for (const { id } of candidates(making, keys)) {
    const key = await askForKey(making.access, id);
    const found = key && (await leftBehind(making, [key]));
    if (found) return found;
  }
  return undefined;
}

function candidates(making: Making, keys: readonly Key[], since?: Date): readonly Key[] {
  const { access, inputs } = making;
  const now = access.context.clock.now();
  const isMine = (key: Key): boolean => hasLabel(key, inputs) || isJustMade(key, inputs, since);
  const mine = keys.filter((key) => isMine(key) && fits(making, key));
  const free = mine.filter((key) => !isTaken(access, key) && !isGivenUp(access, key, inputs));
  const isSure = (key: Key): boolean => !hasLabel(key, inputs) || isCertain(access, key, inputs);
  const isLeft = (key: Key): boolean => isSure(key) || (isRecent(key.creationDate, now) && isJustWanted(making, key));
  const living = free.filter((key) => key.state !== DESTROYED && isLeft(key));
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
