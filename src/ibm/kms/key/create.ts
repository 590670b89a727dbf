import { differences } from "../../../core/compare";
import { AlreadyExistsError } from "../../../core/errors";
import { markedDescription, readDescription } from "../../../core/ownership";
import { lookAfter, mayHaveActed } from "../../../http/retry";
import type { Client } from "../../client";
import { placeOf } from "../../platform/instance";
import type { Material } from "../api/client";
import type { Key } from "../api/wire";
import { accessTo, askForKey, firstLook, freshLook, type KeyAccess, keyAddress, write } from "./access";
import { DEFAULT_RING, fixedFields, type KeyInputs, type KeyOutputs, wholeSeconds } from "./fields";
import type { KeyKind } from "./lifecycle";
import { importSecurely } from "./material";
import { CLOCK_SKEW, DESTROYED, fixedInputs, isRestorable, type KeySettings, settingsOf } from "./state";
import {
  holdersOf,
  isOurs,
  isPredecessor,
  restoreKey,
  stepsBetween,
  stillLeaving,
  takenAlias,
  takeSteps,
  unfinished,
} from "./steps";

interface Making {
  readonly kind: KeyKind;
  readonly access: KeyAccess;
  readonly inputs: KeyInputs;
  readonly earlier?: readonly Key[] | undefined;
}

const TRIES = 3;

/**
 * Makes a key, with one call when nothing goes wrong; or adopts what an earlier run left; or restores what was deleted.
 * Neither names nor creates are unique at the service, so what a lost reply may have made is looked for first.
 * @throws PartialError when the key is there but not as it should be
 */
export async function createKey<I extends KeyInputs, O extends KeyOutputs>(
  kind: KeyKind<I, O>,
  context: Client,
  inputs: I,
): Promise<O> {
  const access = accessTo(context, inputs);
  const earlier = inputs.label === undefined ? undefined : await firstLook(access);
  const making: Making = { kind, access, inputs, earlier };
  const found = earlier && (await leftEarlier(making, earlier));
  return (await (found ? adopt(making, found) : make(making, inputs.aliases))) as O;
}

async function make(making: Making, aliases: readonly string[]): Promise<KeyOutputs> {
  const { kind, access, inputs } = making;
  const since = access.context.clock.now();
  for (let left = TRIES; ; left--) {
    const made = await createOnce(making, aliases).catch((error: unknown) => ({ error }));
    if (!("error" in made)) {
      access.context.ledger.made(keyAddress(placeOf(access.instance), made));
      // The reply may not say all of what the key has.
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
  const { name, tags, keyRing, expirationDate, payload } = inputs;
  const create = (material?: Material): Promise<Key> =>
    write(access, (api) =>
      api.create({
        name,
        extractable: kind.extractable,
        description: markedDescription(inputs) || undefined,
        tags,
        aliases,
        keyRing: keyRing === DEFAULT_RING ? undefined : keyRing,
        expirationDate: expirationDate && wholeSeconds(expirationDate),
        ...kind.details(inputs),
        material,
      }),
    );
  if (!payload) return create();
  return inputs.importToken ? importSecurely(access, payload, create) : create({ payload });
}

/** An alias was refused: the key that has it is ours already, the one that this one replaces, or somebody else's. */
async function settleAliases(
  making: Making,
  aliases: readonly string[],
  refusal: AlreadyExistsError,
): Promise<KeyOutputs> {
  const { kind, access, inputs } = making;
  const holders = await holdersOf(access, aliases);
  for (const holder of holders.values()) {
    if (await canAdopt(making, holder)) return adopt(making, holder);
  }
  for (const [alias, holder] of holders) {
    if (!isPredecessor(access, kind, holder, inputs)) throw takenAlias(alias, holder, refusal);
  }
  if (holders.size === 0) throw stillLeaving(aliases.join(", "), refusal);
  // The predecessor keeps its aliases until the new key is there; what an interrupted run has made by then is found first.
  const left = await leftBehind(making, await freshLook(access));
  if (left) return adopt(making, left);
  const free = aliases.filter((alias) => !holders.has(alias));
  return make(making, free);
}

async function canAdopt(making: Making, key: Key): Promise<boolean> {
  const { kind, access, inputs } = making;
  if (!isPredecessor(access, kind, key, inputs) || !fits(making, key) || isGivenUp(making, key)) return false;
  const usable =
    key.state !== DESTROYED || (inputs.restore === "auto" && isRestorable(key, access.context.clock.now()));
  return usable && kind.confirms(access, key, inputs);
}

async function adopt(making: Making, found: Key): Promise<KeyOutputs> {
  const { kind, access, inputs, earlier } = making;
  const { log, ledger } = access.context;
  const subject = `${kind.word} ${JSON.stringify(inputs.name)}`;
  if (!ledger.adopt(keyAddress(placeOf(access.instance), found))) {
    throw new AlreadyExistsError(
      `${subject}: the key ${found.id}, which an earlier run has left, was adopted by another resource of this program`,
      "Give the two different labels.",
    );
  }
  const key = found.state === DESTROYED ? await restoreKey(access, found) : found;
  log.warn(
    found.state === DESTROYED
      ? `${subject}: the key ${found.id} was deleted, and is restored instead of making another`
      : `${subject}: the key ${found.id}, which is this resource's and in no record, is adopted instead of making another`,
  );
  const isNew = earlier !== undefined && !earlier.some(({ id }) => id === key.id);
  const unproven = isNew ? {} : kind.unproven(inputs);
  if (Object.keys(unproven).length > 0) {
    log.warn(
      `${subject}: the service doesn't show how old the material of ${key.id} is, nor whose: it stays what it is for now, and the next run rotates the key`,
    );
  }
  return finish(making, key, settingsOf(key), unproven);
}

/**
 * Brings a key that is there to what the inputs ask for. From here on it must reach the state, whatever fails.
 * @param unproven what is recorded in place of inputs that the key may not have
 */
async function finish(
  { kind, access, inputs }: Making,
  key: Key,
  from: KeySettings,
  unproven: Partial<KeyInputs>,
): Promise<KeyOutputs> {
  const steps = stepsBetween({ kind, access, keyId: key.id, inputs }, from, kind.wanted(inputs));
  const last = kind.lastSteps(access, key.id, inputs.payload !== undefined);
  const { reached, error } = await takeSteps([...steps, ...last], from);
  const found = kind.found(key, inputs, access.context.clock.now());
  if (error === undefined) return { ...kind.changed(found, inputs, reached), ...unproven };
  const recorded = kind.recorded({ ...inputs, ...unproven }, inputs, reached);
  throw unfinished(kind, key.id, { ...recorded, ...kind.changed(found, recorded, reached) }, error);
}

/** As far as what the inputs ask for can't be changed any more. */
function fits({ kind, inputs }: Making, key: Key): boolean {
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
 * made or adopted for another resource.
 * @param since by when, where no label identifies the owner, it can't have been there yet
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
  const { clock, ledger } = access.context;
  const now = clock.now();
  const isMine = (key: Key): boolean => isOurs(key, inputs) || isJustMade(key, inputs, since);
  const mine = keys.filter((key) => isMine(key) && fits(making, key) && !isGivenUp(making, key));
  const free = mine.filter((key) => !ledger.hasGot(keyAddress(placeOf(access.instance), key)));
  const living = free.filter(({ state }) => state !== DESTROYED);
  const restorable = inputs.restore === "auto" ? free.filter((key) => isRestorable(key, now)) : [];
  return [...newest(living, "creationDate"), ...newest(restorable, "deletionDate")];
}

/** What this run has deleted makes room for another: it was asked for. */
function isGivenUp({ access }: Making, key: Key): boolean {
  return access.context.ledger.hasDeleted(keyAddress(placeOf(access.instance), key));
}

function isJustMade(key: Key, { label }: KeyInputs, since: Date | undefined): boolean {
  if (label !== undefined || since === undefined || key.creationDate === undefined) return false;
  const unmarked = readDescription(key.description).label === undefined;
  return unmarked && Date.parse(key.creationDate) >= since.getTime() - CLOCK_SKEW;
}

function newest(keys: readonly Key[], by: "creationDate" | "deletionDate"): Key[] {
  return [...keys].sort((one, other) => (other[by] ?? "").localeCompare(one[by] ?? ""));
}
