import { AlreadyExistsError } from "../../../core/errors";
import { markedDescription } from "../../../core/ownership";
import { lookAfter, mayHaveActed } from "../../../http/retry";
import type { Key, Material, NewKey } from "../../api";
import { placeOf } from "../../platform/instance";
import { accessTo, type Client, firstLook, freshLook, type KeyAccess, keyAddress, write } from "./access";
import { holdersOf, isPredecessor, stillLeaving, takenAlias } from "./alias-claim";
import { wholeSeconds } from "./expiration-date";
import { DEFAULT_RING, type KeyInputs, type KeyOutputs } from "./fields";
import type { KeyKind } from "./kind";
import { fits, leftBehind, leftEarlier } from "./match";
import { importSecurely } from "./secure-import";
import { DESTROYED, isRestorable, type KeySettings, settingsOf } from "./state";
import { restoreKey, stepsBetween, takeSteps, unfinished } from "./steps";

/** A key that is to be made. */
interface Making<I extends KeyInputs, O extends KeyOutputs> {
  readonly kind: KeyKind<I, O>;
  readonly access: KeyAccess;
  readonly inputs: I;
  /** The keys that were there before; nothing when nobody has looked. */
  readonly earlier?: readonly Key[] | undefined;
}

/** After that many lost replies a person should look. */
const TRIES = 3;

/**
 * Makes a key, with one call when nothing goes wrong: or takes over what an earlier run left, or restores what was
 * deleted. Neither names nor creates are unique at the service, so what a lost reply may have made is looked for first.
 * @throws PartialError when the key is there but not as it should be
 */
export async function createKey<I extends KeyInputs, O extends KeyOutputs>(
  kind: KeyKind<I, O>,
  context: Client,
  inputs: I,
): Promise<O> {
  const access = accessTo(context, inputs);
  const earlier = inputs.label === undefined ? undefined : await firstLook(access);
  const found = earlier && (await leftEarlier(kind, access, earlier, inputs));
  const making = { kind, access, inputs, earlier };
  return found ? takeOver(making, found) : make(making, inputs.aliases);
}

async function make<I extends KeyInputs, O extends KeyOutputs>(
  making: Making<I, O>,
  aliases: readonly string[],
): Promise<O> {
  const { kind, access, inputs } = making;
  const since = access.context.clock.now();
  for (let left = TRIES; ; left--) {
    const made = await attempt(() => createOnce(making, aliases));
    if (made.key) {
      access.context.ledger.made(keyAddress(placeOf(access.instance), made.key));
      return finish(making, made.key, newSettings(making, aliases), {});
    }
    if (made.error instanceof AlreadyExistsError && aliases.length > 0) {
      return settleAliases(making, aliases, made.error);
    }
    if (!mayHaveActed(made.error)) throw made.error;
    const lost = await lookAfter(made.error, async () =>
      leftBehind(kind, access, await freshLook(access), inputs, since),
    );
    if (lost) return takeOver(making, lost);
    if (left <= 1) throw made.error;
  }
}

async function attempt(create: () => Promise<Key>): Promise<{ readonly key?: Key; readonly error?: unknown }> {
  try {
    return { key: await create() };
  } catch (error) {
    return { error };
  }
}

function createOnce<I extends KeyInputs, O extends KeyOutputs>(
  { kind, access, inputs }: Making<I, O>,
  aliases: readonly string[],
): Promise<Key> {
  const { name, tags, keyRing, expirationDate } = inputs;
  const described: NewKey = {
    name,
    extractable: kind.extractable,
    description: markedDescription(inputs) || undefined,
    tags: tags.length > 0 ? tags : undefined,
    aliases: aliases.length > 0 ? aliases : undefined,
    keyRing: keyRing === DEFAULT_RING ? undefined : keyRing,
    expirationDate: expirationDate && wholeSeconds(expirationDate),
    ...kind.details(inputs),
  };
  const create = (material?: Material): Promise<Key> => write(access, (api) => api.create({ ...described, material }));
  if (!inputs.payload) return create();
  return kind.importsSecurely(inputs)
    ? importSecurely(access, inputs.payload, create)
    : create({ payload: inputs.payload });
}

/** What a key that was made this moment has, whether or not the reply says all of it. */
function newSettings<I extends KeyInputs, O extends KeyOutputs>(
  { kind, inputs }: Making<I, O>,
  aliases: readonly string[],
): KeySettings {
  const wanted = kind.wanted(inputs);
  return { ...wanted, aliases, ...(wanted.enabled !== undefined && { enabled: true }) };
}

/** An alias was refused: the key that has it is ours already, the one that this one replaces, or somebody else's. */
async function settleAliases<I extends KeyInputs, O extends KeyOutputs>(
  making: Making<I, O>,
  aliases: readonly string[],
  refusal: AlreadyExistsError,
): Promise<O> {
  const { kind, access, inputs } = making;
  const holders = await holdersOf(access, aliases);
  for (const holder of holders.values()) {
    if (await canTakeOver(making, holder)) return takeOver(making, holder);
  }
  for (const [alias, holder] of holders) {
    if (!isPredecessor(access, kind, holder, inputs)) throw takenAlias(alias, holder, refusal);
  }
  if (holders.size === 0) throw stillLeaving(aliases.join(", "), refusal);
  // The predecessor keeps its aliases until the new key is there; what an interrupted run has made by then is found first.
  const left = await leftBehind(kind, access, await freshLook(access), inputs);
  if (left) return takeOver(making, left);
  const free = aliases.filter((alias) => !holders.has(alias));
  return make(making, free);
}

async function canTakeOver<I extends KeyInputs, O extends KeyOutputs>(
  { kind, access, inputs }: Making<I, O>,
  key: Key,
): Promise<boolean> {
  if (!isPredecessor(access, kind, key, inputs) || !fits(kind, key, inputs)) return false;
  const usable =
    key.state !== DESTROYED || (inputs.restore === "auto" && isRestorable(key, access.context.clock.now()));
  return usable && kind.confirms(access, key, inputs);
}

async function takeOver<I extends KeyInputs, O extends KeyOutputs>(making: Making<I, O>, found: Key): Promise<O> {
  const { kind, access, inputs, earlier } = making;
  const { log, ledger } = access.context;
  const subject = `${kind.word} ${JSON.stringify(inputs.name)}`;
  if (!ledger.adopt(keyAddress(placeOf(access.instance), found))) throw gotMeanwhile(subject, found);
  const key = found.state === DESTROYED ? await restoreKey(access, found) : found;
  log.warn(
    found.state === DESTROYED
      ? `${subject}: the key ${found.id} was deleted, and is restored instead of making another`
      : `${subject}: the key ${found.id}, which is this resource's and in no record, is taken over instead of making another`,
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

/** Two resources with one label were made at the same time. */
function gotMeanwhile(subject: string, { id }: Key): AlreadyExistsError {
  return new AlreadyExistsError(
    `${subject}: the key ${id}, which an earlier run has left, was adopted by another resource of this program`,
    "Give the two different labels.",
  );
}

/**
 * Brings a key that is there to what the inputs ask for. From here on it must reach the state, whatever fails.
 * @param unproven what is recorded in place of inputs that the key may not have
 */
async function finish<I extends KeyInputs, O extends KeyOutputs>(
  { kind, access, inputs }: Making<I, O>,
  key: Key,
  from: KeySettings,
  unproven: Partial<I>,
): Promise<O> {
  const steps = stepsBetween({ kind, access, keyId: key.id, inputs }, from, kind.wanted(inputs));
  const last = kind.lastSteps(access, key.id, inputs.payload !== undefined);
  const { reached, error } = await takeSteps([...steps, ...last], from);
  const found = kind.found(key, inputs, access.context.clock.now());
  if (error === undefined) return { ...kind.changed(found, inputs, reached), ...unproven };
  const recorded = kind.recorded({ ...inputs, ...unproven }, inputs, reached);
  throw unfinished(kind, key.id, { ...recorded, ...kind.changed(found, recorded, reached) }, error);
}
