import { AlreadyExistsError, ConflictError, isKeysmithError } from "../../core/errors";
import { unlessGone } from "../../core/patterns/gone";
import { hasLabel, isGivenUp } from "../../core/patterns/standing";
import { lookAfter, mayHaveActed } from "../../http/retry";
import {
  aliasAddress,
  createAlias,
  deleteAlias,
  listedAliases,
  PREFIX,
  TAKEN,
  updateAlias,
  writeAlias,
} from "../alias-list";
import type { AlibabaContext } from "../api/client";
import { type KeyInputs, PENDING } from "./fields";
import { described, keyAddress, markOf, type Place } from "./observe";

type Owner = Place & Pick<KeyInputs, "label">;

/**
 * Refuses aliases that another resource of the program has: two would point one name at two keys, again and again.
 * @param own those that the record says that the key has
 * @throws ConflictError before anything is written
 */
export function requireUnclaimed(
  { ledger }: AlibabaContext,
  { region, aliases, label }: Pick<KeyInputs, "region" | "aliases" | "label">,
  own: readonly string[] = [],
): void {
  for (const name of aliases) {
    const address = aliasAddress({ region, name });
    const isGot = ledger.hasGot(address) && !own.includes(name);
    if (!isGot && (!ledger.hasRecorded(address) || ledger.hasDeleted(address))) continue;
    throw new ConflictError(
      `KmsKey ${JSON.stringify(label ?? "")}: another resource of the program has the alias ${JSON.stringify(name)}`,
      "Declare it once: in aliases of the key, or as a KmsAlias.",
    );
  }
}

/** Has an alias stand for the key. @throws AlreadyExistsError when it stands for one that this key doesn't take the place of */
export async function addAlias(context: AlibabaContext, owner: Owner, name: string): Promise<void> {
  const { region, keyId } = owner;
  const write = { region, name, key: keyId };
  const holder = await createOnce(context, write);
  if (holder !== keyId) {
    if (!(await givesUp(context, owner, holder))) throw takenBy(owner, name, holder);
    await writeAlias(context, updateAlias, write);
  }
  context.ledger.made(aliasAddress({ region, name }));
}

/** @returns the key for which the alias stands now: another one where it was there already */
async function createOnce(
  context: AlibabaContext,
  write: { readonly region: string; readonly name: string; readonly key: string },
): Promise<string> {
  try {
    await writeAlias(context, createAlias, write);
    return write.key;
  } catch (error) {
    const isTaken = error instanceof AlreadyExistsError || (isKeysmithError(error) && error.vendorCode === TAKEN);
    if (!isTaken && !mayHaveActed(error)) throw error;
    const holder = await lookAfter(error, async () =>
      (await listedAliases(context, write.region)).get(PREFIX + write.name),
    );
    if (holder === undefined) throw error;
    return holder.key;
  }
}

/**
 * Whether the key that has an alias is the one in whose place this one comes: as the run knows, or because it has the same label and is to
 * be deleted, so that nobody can use it by that alias.
 */
async function givesUp(context: AlibabaContext, { region, label }: Owner, holder: string): Promise<boolean> {
  const told = await described(context, { region, keyId: holder });
  if (told === undefined) return false;
  const standing = { mark: markOf(told), address: keyAddress({ region, keyId: holder }) };
  return isGivenUp(context, standing, label) || (told.KeyState === PENDING && hasLabel(standing, label));
}

function takenBy({ label, region }: Owner, name: string, holder: string): AlreadyExistsError {
  return new AlreadyExistsError(
    `KmsKey ${JSON.stringify(label ?? "")}: the alias ${JSON.stringify(name)} of ${region} stands for the key ${holder}`,
    "Choose another alias, or delete that one first.",
  );
}

/** Takes an alias away, if it stands for the key. */
export async function dropAlias(context: AlibabaContext, { region, keyId }: Place, name: string): Promise<void> {
  const there = (await listedAliases(context, region)).get(PREFIX + name);
  if (there?.key !== keyId) return;
  await unlessGone(writeAlias(context, deleteAlias, { region, name }));
  context.ledger.deleted(aliasAddress({ region, name }));
}
