import { AlreadyExistsError, ConflictError, causedBy, LimitError, ServiceError } from "../../core/errors";
import { unlessGone } from "../../core/patterns/gone";
import type { Secret } from "../../core/secret";
import type { Material, NewKey } from "../kms/api/client";
import type { Key } from "../kms/api/wire";
import { askForKey, type KeyAccess, write } from "../kms/key/access";
import { DEFAULT_RING, MOST_ALIASES, wholeSeconds } from "../kms/key/fields";
import { importSecurely } from "../kms/key/material";
import { ACTIVE, DESTROYED, policyMonthsOf, SUSPENDED } from "../kms/key/state";
import { disableKey } from "../kms/key/steps";
import { ANEW } from "./inputs";
import { isThere, makingAlias } from "./keys";
import type { Survey } from "./survey";

/**
 * Makes the twin of a key, or completes one that an earlier run began. One call makes the twin, and an alias identifies it
 * until it has everything that it should have. Its description is that of the old key, including the mark, so that the
 * resource that owns the key recognises it.
 */
export async function makeTwin(survey: Survey, key: Key): Promise<void> {
  const { journal, target } = survey;
  const recorded = journal.keys.get(key.id);
  const isMade = recorded !== undefined && isThere(survey, recorded);
  const choice = survey.chosen.get(key.id);
  if (!isMade && choice !== undefined && choice !== ANEW) {
    await journal.note({ key: key.id, twin: choice, given: true });
    return journal.note({ settled: choice });
  }
  const twin = (isMade && (await askForKey(target.access, recorded))) || (await createTwin(survey, key));
  if (twin.id !== recorded) await journal.note({ key: key.id, twin: twin.id });
  if (!journal.given.has(twin.id)) await settle(target.access, key, twin);
  await journal.note({ settled: twin.id });
}

async function createTwin(survey: Survey, key: Key): Promise<Key> {
  const { access } = survey.target;
  const making = makingAlias(key.id);
  const aliases = [making, ...key.aliases.slice(0, MOST_ALIASES - 1)];
  const create = (material?: Material): Promise<Key> =>
    write(access, (api) => api.create({ ...likeness(key), aliases, material }));
  try {
    const given = survey.material.get(key.id);
    const made = given ? await importSecurely(access, given, create) : await create(await materialOf(survey, key));
    return { ...made, aliases };
  } catch (error) {
    if (!(error instanceof AlreadyExistsError)) throw error;
    const found = await askForKey(access, making);
    if (!found) throw error;
    if (found.state !== DESTROYED) return found;
    const problem = `the key ${found.id}, which was made for ${key.id}, was deleted`;
    throw new ConflictError(problem, "Restore it, and run again.");
  }
}

function likeness(key: Key): NewKey {
  const { name, extractable, description, tags, expirationDate, keyRingID, dualAuthDelete, imported } = key;
  const months = extractable || imported ? 0 : policyMonthsOf(key);
  return {
    name,
    extractable,
    description,
    tags,
    expirationDate: expirationDate && wholeSeconds(expirationDate),
    keyRing: keyRingID === DEFAULT_RING ? undefined : keyRingID,
    rotationMonths: months || undefined,
    dualAuthDelete: dualAuthDelete?.enabled || undefined,
  };
}

/** The secret of a standard key, which the service shows; undefined for a root key, which gets new material. */
async function materialOf({ source }: Survey, { id, extractable }: Key): Promise<Material | undefined> {
  if (!extractable) return undefined;
  const payload: Secret | undefined = (await source.access.api.get(id)).payload;
  if (payload) return { payload };
  throw new ServiceError(
    `the service doesn't show the secret of the standard key ${id}`,
    "Give the caller the role ReaderPlus on the old instance.",
  );
}

/** A key has at most five aliases, so the alias of its making may have to go before the key gets the last of its own. */
async function settle(access: KeyAccess, key: Key, twin: Key): Promise<void> {
  const making = makingAlias(key.id);
  const missing = key.aliases.filter((alias) => !twin.aliases.includes(alias));
  const room = MOST_ALIASES - twin.aliases.length;
  for (const alias of missing.slice(0, room)) await giveAlias(access, twin, alias);
  if (twin.aliases.includes(making)) await unlessGone(write(access, (api) => api.removeAlias(twin.id, making)));
  for (const alias of missing.slice(room)) await giveAlias(access, twin, alias).catch(explainLast(alias));
  if (key.state === SUSPENDED && twin.state === ACTIVE) await disableKey(access, twin.id);
}

function explainLast(alias: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof LimitError)) throw error;
    throw new ConflictError(
      `the alias ${alias} can't be given yet: the service still counts the removed alias by which the key was made`,
      "The service needs up to five minutes to release a removed alias: run again then.",
      causedBy(error),
    );
  };
}

async function giveAlias(access: KeyAccess, { id }: Key, alias: string): Promise<void> {
  try {
    await write(access, (api) => api.addAlias(id, alias));
  } catch (error) {
    // A call whose reply was lost may have given the alias already.
    const holder = error instanceof AlreadyExistsError ? await askForKey(access, alias) : undefined;
    if (holder?.id !== id) throw error;
  }
}
