import { AlreadyExistsError, ConflictError, NotFoundError, PartialError, RejectedError } from "../../../core/errors";
import type { Secret } from "../../../core/secret";
import { mayHaveActed } from "../../../http/retry";
import type { Key, KeyApi } from "../../api";
import { askForKey, type KeyAccess, write } from "./access";
import { type Claimant, claimAlias } from "./alias-claim";
import { DEFAULT_RING } from "./fields";
import { DESTROYED, type KeySettings, SUSPENDED } from "./state";
import { whenToComeBack } from "./too-early";

/** A rotation that was made, as far as it is to be recorded. */
export interface Rotated {
  readonly version: number;
  readonly lastRotatedAt: string;
}

/** How far a key was brought. */
export interface Progress extends KeySettings {
  readonly rotated?: Rotated | undefined;
  /** The material of a standard key, once it was fetched. */
  readonly payload?: Secret | undefined;
  /** When it was made, as that is recorded once its material is. */
  readonly createdAt?: string | undefined;
}

/** One change at the service. @returns what it has changed */
export type Step = (reached: Progress) => Promise<Partial<Progress>>;

export interface Outcome {
  readonly reached: Progress;
  /** What ended it half way. */
  readonly error?: unknown;
}

/** Takes one step after the other, up to the first that fails. Never throws: what was done must be recorded. */
export async function takeSteps(steps: readonly Step[], from: KeySettings): Promise<Outcome> {
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
 * The changes from one set of settings to another. A key is enabled first and disabled last, so that what needs an active
 * key can be done between.
 */
export function stepsBetween(target: Claimant, from: KeySettings, to: KeySettings, rotate?: Step): Step[] {
  const { access, keyId } = target;
  return [
    ...(from.enabled === false && to.enabled === true ? [enable(access, keyId)] : []),
    ...(from.keyRing === to.keyRing ? [] : [move(access, keyId, to.keyRing)]),
    ...without(from.aliases, to.aliases).map((alias) => dropAlias(access, keyId, alias)),
    ...without(to.aliases, from.aliases).map((alias) => addAlias(target, alias)),
    ...setPolicies(access, keyId, from, to),
    ...(rotate ? [rotate] : []),
    ...(from.enabled !== false && to.enabled === false ? [disable(access, keyId)] : []),
  ];
}

/**
 * Makes a change. One that is made already counts too, whether the service refuses it for that or the reply was lost.
 * @throws what the call threw, when the key isn't as it should be; where it was too early, with the time to come back
 */
export async function ensure(
  access: KeyAccess,
  keyId: string,
  act: (api: KeyApi) => Promise<unknown>,
  isDone: (key: Key | undefined, error: unknown) => boolean,
): Promise<void> {
  try {
    await write(access, act);
  } catch (error) {
    if (!mayBeDone(error)) throw error;
    const look = await askForKey(access, keyId).then(
      (key) => ({ key }),
      () => undefined,
    );
    if (!look || !isDone(look.key, error)) throw whenToComeBack(error, look?.key, access.context.clock.now());
  }
}

function mayBeDone(error: unknown): boolean {
  const answers = [AlreadyExistsError, ConflictError, NotFoundError, RejectedError];
  return mayHaveActed(error) || answers.some((Answer) => error instanceof Answer);
}

/** Takes a root key out of use. One that can't be used anyhow is left as it is. */
export function disableKey(access: KeyAccess, keyId: string): Promise<void> {
  const isOut = (key: Key | undefined): boolean => key === undefined || key.state >= SUSPENDED;
  return ensure(access, keyId, (api) => api.disable(keyId), isOut);
}

/** Brings a key that was deleted back to life. @returns the key as it is then */
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

/** The error that records a key of which something was done, and not all. */
export function unfinished(
  { word }: { readonly word: string },
  keyId: string,
  state: Readonly<Record<string, unknown>>,
  cause: unknown,
): PartialError {
  const why = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
  const problem = `the ${word} ${keyId} is not yet as it should be: ${why}`;
  return new PartialError(problem, "What was done is recorded; run again to go on from there.", state, cause);
}

const enable =
  (access: KeyAccess, keyId: string): Step =>
  async () => {
    await ensure(
      access,
      keyId,
      (api) => api.enable(keyId),
      (key) => key?.state === 1,
    );
    return { enabled: true };
  };

const disable =
  (access: KeyAccess, keyId: string): Step =>
  async () => {
    await disableKey(access, keyId);
    return { enabled: false };
  };

/** For some minutes after a move the service looks for the key in the ring where it was before. */
async function moveKey(access: KeyAccess, keyId: string, from: string, to: string): Promise<void> {
  try {
    await access.api.move(keyId, from, to);
  } catch (error) {
    const told = error instanceof NotFoundError ? (await askForKey(access, keyId))?.keyRingID : undefined;
    if (told === undefined || told === from) throw error;
    await access.api.move(keyId, told, to);
  }
}

const move =
  (access: KeyAccess, keyId: string, to: string): Step =>
  async ({ keyRing }) => {
    const isThere = (key: Key | undefined): boolean => key !== undefined && (key.keyRingID ?? DEFAULT_RING) === to;
    await ensure(access, keyId, () => moveKey(access, keyId, keyRing, to), isThere);
    return { keyRing: to };
  };

const dropAlias =
  (access: KeyAccess, keyId: string, alias: string): Step =>
  async ({ aliases }) => {
    // One that was removed already still shows for some minutes.
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
  const months = to.policyMonths === (from.policyMonths ?? 0) ? undefined : to.policyMonths;
  const dual = to.dualAuthDelete === true && from.dualAuthDelete !== true ? true : undefined;
  if (months === undefined && dual === undefined) return [];
  return [
    async () => {
      await write(access, (api) => api.setPolicies(keyId, { rotationMonths: months, dualAuthDelete: dual }));
      return {
        ...(months !== undefined && { policyMonths: months }),
        ...(dual !== undefined && { dualAuthDelete: dual }),
      };
    },
  ];
}

function without(all: readonly string[], some: readonly string[]): string[] {
  return all.filter((each) => !some.includes(each));
}
