import type { Address } from "../../core/address";
import { AlreadyExistsError, ConflictError } from "../../core/errors";
import { unlessGone } from "../../core/patterns/gone";
import { hasLabel, isGivenUp } from "../../core/patterns/standing";
import { lookAfter, mayHaveActed } from "../../http/retry";
import {
  type AliasPlace,
  aliasAddress,
  aliasesNow,
  createAlias,
  deleteAlias,
  inTurn,
  listedAliases,
  PREFIX,
  updateAlias,
  writeAlias,
} from "../alias-list";
import type { AlibabaContext } from "../api/client";
import { type KeyInputs, type KeyState, PENDING } from "./fields";
import { described, keyAddress, markOf, type Place } from "./observe";

type Owner = Place & Pick<KeyInputs, "label">;

/**
 * Refuses aliases that another resource of the program has: two resources would point one name at two keys, again and again. The exception
 * is an alias that stands for this key already and that only the record of a KmsAlias has, which may leave the program in this run: the two
 * can't disagree.
 * @param own the key, if it is on record, with its recorded aliases
 * @throws ConflictError before anything is written
 */
export async function requireUnclaimed(
  context: AlibabaContext,
  { region, aliases, label }: Pick<KeyInputs, "region" | "aliases" | "label">,
  own?: Pick<KeyState, "keyId" | "aliases">,
): Promise<void> {
  const { ledger } = context;
  for (const name of aliases) {
    const address = aliasAddress({ region, name });
    const isGot = ledger.hasGot(address) && !own?.aliases.includes(name);
    if (!isGot && (!ledger.hasRecorded(address) || ledger.hasDeleted(address))) continue;
    if (!ledger.holds(address) && own && (await holderOf(context, region, name)) === own.keyId) continue;
    throw new ConflictError(
      `KmsKey ${JSON.stringify(label ?? "")}: another resource of the program has the alias ${JSON.stringify(name)}`,
      "Declare it once: in aliases of the key, or as a KmsAlias. To move an alias from a KmsAlias to a key for which it doesn't stand yet, remove it from the KmsAlias in an earlier run.",
    );
  }
}

async function holderOf(context: AlibabaContext, region: string, name: string): Promise<string | undefined> {
  return (await listedAliases(context, region)).get(PREFIX + name)?.key;
}

/**
 * Points an alias at the key. An engine may not tell what is replaced, as Terraform with create_before_destroy. Then an alias of a key with
 * the same label, or of one that leaves the program, stays until that key's deletion hands it over, or the next refresh finds it missing.
 * That deletion may also come in a later run: a run that fails after the new key is made leaves both.
 * @throws AlreadyExistsError if the alias stands for a key that this one doesn't replace
 */
export function addAlias(context: AlibabaContext, owner: Owner, name: string): Promise<void> {
  const { region, keyId } = owner;
  return inTurn(context, { region, name }, async () => {
    const write = { region, name, key: keyId };
    const holder = await createOnce(context, write);
    if (holder !== keyId) {
      const standing = await standingOf(context, owner, holder);
      if (standing === "namesake") return wait(context, owner, name, holder);
      if (standing !== "given up") throw takenBy(owner, name, holder, standing);
      await writeAlias(context, updateAlias, write);
    }
    context.ledger.made(aliasAddress({ region, name }));
  });
}

const heirs = (region: string, name: string): string =>
  `alibaba: the key that waits for the alias ${name} in ${region}`;

async function wait(
  context: AlibabaContext,
  { region, keyId, label }: Owner,
  name: string,
  holder: string,
): Promise<void> {
  context.memo.forget(heirs(region, name));
  await context.memo.once(heirs(region, name), async () => keyId);
  context.log.warn(
    `KmsKey ${JSON.stringify(label)}: the alias ${JSON.stringify(name)} stays with the key ${holder} until that key is deleted. If this run doesn't delete it, the next plan shows that the alias is missing: then take it from that key, or choose another alias`,
  );
}

/** @returns the key for which the alias stands now: another one if the alias was there already */
async function createOnce(
  context: AlibabaContext,
  write: { readonly region: string; readonly name: string; readonly key: string },
): Promise<string> {
  try {
    await writeAlias(context, createAlias, write);
    return write.key;
  } catch (error) {
    if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
    const holder = await lookAfter(error, () => holderOf(context, write.region, write.name));
    if (holder === undefined) throw error;
    return holder;
  }
}

type Standing = "given up" | "namesake" | "pending" | "other";

/**
 * The standing of the key that has an alias (the holder) towards the key that wants it. The holder gives the alias up if that key replaces
 * it: the run knows so, or the holder has the same label and is to be deleted, so that nobody can use it by that alias.
 */
async function standingOf(context: AlibabaContext, { region, label }: Owner, holder: string): Promise<Standing> {
  const told = await described(context, { region, keyId: holder });
  if (told === undefined) return "other";
  const standing = { mark: markOf(told), address: keyAddress({ region, keyId: holder }) };
  if (isGivenUp(context, standing, label)) return "given up";
  const isPending = told.KeyState === PENDING;
  if (!hasLabel(standing, label) && !isLeaving(context, standing.address)) return isPending ? "pending" : "other";
  return isPending ? "given up" : "namesake";
}

/** If a replacement changes the label too, the run knows only that the old key is on record and that no resource goes on with it. */
function isLeaving({ ledger }: AlibabaContext, key: Address): boolean {
  return ledger.hasRecorded(key) && !ledger.holds(key);
}

function takenBy({ label, region }: Owner, name: string, holder: string, standing: Standing): AlreadyExistsError {
  const pending = standing === "pending" ? ", which has another label and is to be deleted" : "";
  return new AlreadyExistsError(
    `KmsKey ${JSON.stringify(label ?? "")}: the alias ${JSON.stringify(name)} of ${region} already stands for the key ${holder}${pending}`,
    "Choose another alias, or delete that one first.",
  );
}

/** Hands an alias of a key that is to be deleted to the key that waits for it. */
export function handOver(context: AlibabaContext, { region, keyId }: Place, name: string): Promise<void> {
  return inTurn(context, { region, name }, async () => {
    const heir = await heirOf(context, region, name);
    if (heir === undefined || (await holderOf(context, region, name)) !== keyId) return;
    await inherit(context, { region, name, key: heir });
  });
}

/** Deletes an alias, or hands it over, if it stands for the key and no other resource has it. */
export function dropAlias(context: AlibabaContext, { region, keyId }: Place, name: string): Promise<void> {
  return inTurn(context, { region, name }, async () => {
    const address = aliasAddress({ region, name });
    const { ledger } = context;
    if ((await aliasesNow(context, region)).get(PREFIX + name)?.key !== keyId) return;
    // A KmsAlias may have adopted it for the same key.
    if (ledger.holds(address) && !ledger.hasMade(address)) return;
    const heir = await heirOf(context, region, name);
    if (heir !== undefined) return inherit(context, { region, name, key: heir });
    await unlessGone(writeAlias(context, deleteAlias, { region, name }));
    ledger.deleted(address);
  });
}

function heirOf({ memo }: AlibabaContext, region: string, name: string): Promise<string | undefined> {
  return memo.once<string | undefined>(heirs(region, name), async () => undefined);
}

async function inherit(context: AlibabaContext, to: AliasPlace & { readonly key: string }): Promise<void> {
  await writeAlias(context, updateAlias, to);
  context.ledger.made(aliasAddress(to));
}
