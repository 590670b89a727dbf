import { parseTime } from "../../../core/clock";
import {
  AlreadyExistsError,
  ConflictError,
  causedBy,
  type KeysmithError,
  NotFoundError,
  PartialError,
  RejectedError,
  reasonOf,
} from "../../../core/errors";
import { assign, message } from "../../../core/message";
import { readDescription } from "../../../core/ownership";
import { unlessGone } from "../../../core/patterns/gone";
import type { Secret } from "../../../core/secret";
import { mayHaveActed } from "../../../http/retry";
import type { KeyApi, KeyPolicies } from "../api/client";
import type { Key } from "../api/wire";
import { askForKey, type KeyAccess, write } from "./access";
import { DEFAULT_RING, type KeyInputs } from "./fields";
import { hasLabel, isPredecessor } from "./standing";
import { ACTIVE, DESTROYED, type KeySettings, SUSPENDED } from "./state";

export interface Rotated {
  readonly version: number;
  readonly lastRotatedAt: string;
}

export interface Progress extends KeySettings {
  readonly rotated?: Rotated | undefined;
  readonly payload?: Secret | undefined;
  /** The key's creation time, which is recorded together with its material. */
  readonly createdAt?: string | undefined;
}

interface Claimant {
  readonly access: KeyAccess;
  readonly kind: Pick<Key, "extractable">;
  readonly keyId: string;
  readonly inputs: KeyInputs;
}

/** One change at the service. @returns the settings that it changed */
export type Step = (reached: Progress) => Promise<Partial<Progress>>;

/** Takes the steps in order, up to the first that fails. Never throws, because the completed steps must be recorded. */
export async function takeSteps(steps: readonly Step[], from: KeySettings) {
  let reached: Progress = from;
  for (const step of steps) {
    try {
      reached = { ...reached, ...(await step(reached)) };
    } catch (error) {
      return { reached, error };
    }
  }
  return { reached };
}

/**
 * The steps from one set of settings to another. A key is enabled first and disabled last, because some of the other steps
 * need an active key.
 */
export function stepsBetween(target: Claimant, from: KeySettings, to: KeySettings, rotate?: Step): Step[] {
  const { access, keyId } = target;
  const isThere = (key: Key | undefined): boolean =>
    key !== undefined && (key.keyRingID ?? DEFAULT_RING) === to.keyRing;
  const enable: Step = async () => {
    const isEnabled = (key: Key | undefined): boolean => key?.state === ACTIVE;
    await ensure(access, keyId, (api) => api.enable(keyId), isEnabled);
    return { enabled: true };
  };
  const move: Step = async () => {
    await ensure(access, keyId, () => moveKey(access, keyId, from.keyRing, to.keyRing), isThere);
    return { keyRing: to.keyRing };
  };
  const disable: Step = async () => {
    await disableKey(access, keyId);
    return { enabled: false };
  };
  return [
    ...(from.enabled === false && to.enabled === true ? [enable] : []),
    ...(from.keyRing === to.keyRing ? [] : [move]),
    ...without(from.aliases, to.aliases).map((alias) => dropAlias(access, keyId, alias)),
    ...without(to.aliases, from.aliases).map((alias) => addAlias(target, alias)),
    ...setPolicies(access, keyId, from, to),
    ...(rotate ? [rotate] : []),
    ...(from.enabled !== false && to.enabled === false ? [disable] : []),
  ];
}

/**
 * Makes a change, and waits where the service says that it is too early. A change that is already made counts as done,
 * whether the service refuses it for that reason or the reply was lost.
 * @throws the error of the call, when the key isn't as it should be
 */
async function ensure(
  access: KeyAccess,
  keyId: string,
  act: (api: KeyApi) => Promise<unknown>,
  isDone: (key: Key | undefined, error: unknown) => boolean,
): Promise<void> {
  for (let waits = 0; ; waits++) {
    try {
      return void (await write(access, act));
    } catch (error) {
      if (!mayBeDone(error)) throw error;
      const look = await askForKey(access, keyId).then(
        (key) => ({ key }),
        () => undefined,
      );
      if (look && isDone(look.key, error)) return;
      const isTooEarly = error instanceof ConflictError && error.vendorCode === TOO_EARLY;
      if (!isTooEarly || waits >= MOST_WAITS) throw error;
      await waitTheRest(access, keyId, waits === 0 ? look?.key : undefined);
    }
  }
}

function mayBeDone(error: unknown): boolean {
  const answers = [AlreadyExistsError, ConflictError, NotFoundError, RejectedError];
  return mayHaveActed(error) || answers.some((Answer) => error instanceof Answer);
}

export function disableKey(access: KeyAccess, keyId: string): Promise<void> {
  const isOut = (key: Key | undefined): boolean => key === undefined || key.state >= SUSPENDED;
  return ensure(access, keyId, (api) => api.disable(keyId), isOut);
}

/** Restores a deleted key. @returns the restored key */
export async function restoreKey(access: KeyAccess, deleted: Pick<Key, "id">): Promise<Key> {
  let restored: Key | undefined;
  const restore = async (api: KeyApi): Promise<void> => {
    restored = await api.restore(deleted.id);
  };
  await ensure(access, deleted.id, restore, (key) => {
    restored = key;
    return key !== undefined && key.state !== DESTROYED;
  });
  return restored as Key;
}

export function unfinished(
  { word }: { readonly word: string },
  keyId: string,
  state: Readonly<Record<string, unknown>>,
  cause: unknown,
): PartialError {
  const problem = `the ${word} ${keyId} is not complete yet: ${reasonOf(cause)}`;
  return new PartialError(problem, "What was done stays; run again to go on from there.", state, cause);
}

/** For some minutes after a move, the service still looks for the key in its former ring. */
async function moveKey(access: KeyAccess, keyId: string, from: string, to: string): Promise<void> {
  try {
    await access.api.move(keyId, from, to);
  } catch (error) {
    const told = error instanceof NotFoundError ? (await askForKey(access, keyId))?.keyRingID : undefined;
    if (told === undefined || told === from) throw error;
    await access.api.move(keyId, told, to);
  }
}

const dropAlias =
  (access: KeyAccess, keyId: string, alias: string): Step =>
  async ({ aliases }) => {
    // A removed alias still shows for some minutes.
    const isGone = (key: Key | undefined, error: unknown): boolean =>
      key !== undefined && (error instanceof NotFoundError || !key.aliases.includes(alias));
    await ensure(access, keyId, (api) => api.removeAlias(keyId, alias), isGone);
    return { aliases: aliases.filter((each) => each !== alias) };
  };

const addAlias =
  (target: Claimant, alias: string): Step =>
  async ({ aliases }) => {
    await claimAlias(target, alias);
    return { aliases: [...aliases, alias] };
  };

function setPolicies(access: KeyAccess, keyId: string, from: KeySettings, to: KeySettings): Step[] {
  const changed: KeyPolicies = {
    ...(to.rotationMonths !== undefined &&
      to.rotationMonths !== (from.rotationMonths ?? 0) && { rotationMonths: to.rotationMonths }),
    ...(to.dualAuthDelete === true && from.dualAuthDelete !== true && { dualAuthDelete: true }),
  };
  if (Object.keys(changed).length === 0) return [];
  return [
    async () => {
      await write(access, (api) => api.setPolicies(keyId, changed));
      return changed;
    },
  ];
}

function without(all: readonly string[], some: readonly string[]): string[] {
  return all.filter((each) => !some.includes(each));
}

const TOO_EARLY = "REQ_TOO_EARLY_ERR";

/** In milliseconds. Source: "Disabling root keys" and "Restoring keys", Key Protect. */
const BETWEEN_CHANGES = 30_000;

/** The first wait is the time that remains by the service's dates. As clocks may differ, the second is the full time. */
const MOST_WAITS = 2;

/** In milliseconds: the service gives its dates in whole seconds. */
const ROUNDED = 1000;

/**
 * Waits until the state of a key can be changed again, and says so.
 * @param key the current key at the service; undefined where its dates don't help
 * @throws InterruptedError
 */
async function waitTheRest({ context }: KeyAccess, keyId: string, key: Key | undefined): Promise<void> {
  const last = (key?.state === DESTROYED && key.deletionDate) || key?.lastUpdateDate;
  const since = last ? context.clock.now().getTime() - parseTime(last).getTime() : 0;
  const rest = since > 0 && since < BETWEEN_CHANGES ? BETWEEN_CHANGES - since + ROUNDED : BETWEEN_CHANGES;
  const seconds = Math.ceil(rest / 1000);
  context.log.warn(
    `the state of the key ${keyId} was changed just now, and the service requires 30 seconds between two changes: this run waits ${seconds} seconds`,
  );
  await context.timing.sleep(rest);
}

/**
 * Gives an alias to a key, and takes it from the key that this one replaces.
 * @throws AlreadyExistsError naming the holder of the alias, when that is somebody else's key
 */
async function claimAlias({ access, kind, keyId, inputs }: Claimant, alias: string): Promise<void> {
  const add = (): Promise<void> => write(access, (api) => api.addAlias(keyId, alias));
  try {
    await add();
  } catch (error) {
    if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
    const holder = await askForKey(access, alias);
    if (holder?.id === keyId) return;
    if (!(error instanceof AlreadyExistsError)) throw error;
    if (!holder) throw stillLeaving(alias, error);
    if (!isPredecessor(access, kind, holder, inputs)) throw takenAlias(alias, holder, kind, inputs, error);
    // The holder may still show an alias that an earlier run has already removed.
    await unlessGone(write(access, (api) => api.removeAlias(holder.id, alias)));
    await add().catch(async (refusal: unknown) => {
      // After a lost reply, the repeated call is refused because the first one succeeded.
      if ((await askForKey(access, alias))?.id === keyId) return;
      throw refusal instanceof AlreadyExistsError ? stillLeaving(alias, refusal) : refusal;
    });
  }
}

export async function holdersOf(access: KeyAccess, aliases: readonly string[]): Promise<ReadonlyMap<string, Key>> {
  const found = await Promise.all(aliases.map(async (alias) => [alias, await askForKey(access, alias)] as const));
  return new Map(found.flatMap(([alias, key]) => (key ? [[alias, key] as const] : [])));
}

/** For some minutes after its removal, the service still counts an alias as taken. */
export function stillLeaving(alias: string, error: AlreadyExistsError): AlreadyExistsError {
  return new AlreadyExistsError(
    `the alias ${JSON.stringify(alias)} was removed from another key, but is not free yet`,
    "The service needs up to five minutes to release a removed alias: run again then.",
    causedBy(error),
  );
}

export function takenAlias(
  alias: string,
  holder: Key,
  { extractable }: Claimant["kind"],
  inputs: KeyInputs,
  error: KeysmithError,
): AlreadyExistsError {
  const { label } = readDescription(holder.description);
  const isFound = holder.extractable === extractable && hasLabel(holder, inputs);
  const deleted = holder.state === DESTROYED ? "; the key was deleted, and keeps the alias until it is purged" : "";
  const owner = isFound
    ? `has this resource's label, ${JSON.stringify(label)}, and was made by another run${deleted}`
    : `does not belong to this resource${label === undefined ? "" : `: its label is ${JSON.stringify(label)}`}${deleted}`;
  const free = "remove the alias from that key first; an alias is unique in its instance";
  return new AlreadyExistsError(
    `the alias ${JSON.stringify(alias)} belongs to the key ${holder.id}, ${JSON.stringify(holder.name)}, which ${owner}`,
    isFound && deleted === ""
      ? message`Set ${assign("adopt", holder.crn ?? holder.id)} to adopt that key, or ${free}.`
      : `Choose another alias, or ${free}.`,
    causedBy(error),
  );
}
