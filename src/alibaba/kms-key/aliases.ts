import type { Address } from "../../core/address";
import { AlreadyExistsError, ConflictError } from "../../core/errors";
import type { Memo } from "../../core/memo";
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

interface Owner extends Place, Pick<KeyInputs, "label"> {
  /** Whether this run makes the key. */
  readonly isNew: boolean;
}

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
      const standing = await standingOf(context, owner, name, holder);
      if (standing === "namesake") return wait(context, owner, name, holder);
      if (standing !== "given up") throw takenBy(owner, name, holder, standing);
      await writeAlias(context, updateAlias, write);
    }
    context.ledger.made(aliasAddress({ region, name }));
  });
}

const heirs = (region: string, name: string): string =>
  `alibaba: the key that waits for the alias ${name} in ${region}`;
const givers = (region: string, name: string): string =>
  `alibaba: the key that gives up the alias ${name} in ${region}`;

/** Notes that a key is to lose an alias in this run, before any step is taken: another key that needs it takes it over then. */
export function giveUp({ memo }: AlibabaContext, { region, keyId }: Place, name: string): void {
  note(memo, givers(region, name), keyId);
}

function note(memo: Memo, role: string, keyId: string): void {
  memo.forget(role);
  void memo.once(role, async () => keyId);
}

function noted({ memo }: AlibabaContext, role: string): Promise<string | undefined> {
  return memo.once<string | undefined>(role, async () => undefined);
}

function wait({ memo, log }: AlibabaContext, { region, keyId, label }: Owner, name: string, holder: string): void {
  note(memo, heirs(region, name), keyId);
  log.warn(
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
 * it: the run knows so, or the holder has the same label and is to be deleted, so that nobody can use it by that alias. Or the program takes
 * the alias from the holder in this run, as where two keys exchange their aliases.
 */
async function standingOf(
  context: AlibabaContext,
  { region, label, isNew }: Owner,
  name: string,
  holder: string,
): Promise<Standing> {
  if ((await noted(context, givers(region, name))) === holder) return "given up";
  const told = await described(context, { region, keyId: holder });
  if (told === undefined) return "other";
  const standing = { mark: markOf(told), address: keyAddress({ region, keyId: holder }) };
  if (isGivenUp(context, standing, label)) return "given up";
  const isPending = told.KeyState === PENDING;
  const isNamesake = hasLabel(standing, label) || (isNew && isLeaving(context, standing.address));
  if (!isNamesake) return isPending ? "pending" : "other";
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
    "Choose another alias, or take it from that key in an earlier run.",
  );
}

/** Hands an alias of a key that is to be deleted to the key that waits for it. */
export function handOver(context: AlibabaContext, { region, keyId }: Place, name: string): Promise<void> {
  return inTurn(context, { region, name }, async () => {
    const heir = await noted(context, heirs(region, name));
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
    const heir = await noted(context, heirs(region, name));
    if (heir !== undefined) return inherit(context, { region, name, key: heir });
    await unlessGone(writeAlias(context, deleteAlias, { region, name }));
    ledger.deleted(address);
  });
}

async function inherit(context: AlibabaContext, to: AliasPlace & { readonly key: string }): Promise<void> {
  await writeAlias(context, updateAlias, to);
  context.ledger.made(aliasAddress(to));
}
