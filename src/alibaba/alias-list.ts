import * as z from "zod";
import { everyPage } from "../http/pages";
import { noteAccount } from "./account";
import type { AlibabaContext } from "./api/client";
import { change, create, look, type Operation } from "./api/operation";
import { done, listIn } from "./api/wire";
import { pagesOf } from "./pages";

// If nothing else is said, facts are from the vendor's API reference: CreateAlias, UpdateAlias, DeleteAlias and ListAliases of KMS, version
// 2016-01-20.

/** The prefix of the service's alias names. Ours have none, like the other names in a program. */
export const PREFIX = "alias/";

const listedAlias = z.object({ AliasName: z.string(), KeyId: z.string(), AliasArn: z.string().optional() });

export const createAlias = create("CreateAlias", done);
const listAliases = look("ListAliases", listIn("Aliases", "Alias", listedAlias));
export const updateAlias = change("UpdateAlias");
export const deleteAlias = change("DeleteAlias");

/**
 * Characters and the reserved beginning are from the vendor's page "Manage a key alias". It counts 255 characters without the prefix, and
 * so does alicloud_kms_alias; the API reference isn't clear about it.
 */
export function aliasText(): z.ZodString {
  return z
    .string()
    .regex(/^[\w/-]{1,255}$/, "write 1 to 255 letters, digits, _, - and /")
    .regex(/^(?!alias\/)/, "leave alias/ out: it is the prefix of every alias")
    .regex(
      /^(?!acs(\/|$))/,
      "choose another name: names that begin with acs/ are reserved for keys of the vendor's services",
    );
}

/** An alias by its name without the prefix. */
export interface AliasPlace {
  readonly region: string;
  readonly name: string;
}

export const aliasAddress = ({ region, name }: Partial<AliasPlace>) => ({ kind: "alias", place: region, name });

export interface ListedAlias {
  readonly key: string;
  readonly arn?: string;
}

/** Keyed by the service's names, which have the prefix. */
export type AliasList = ReadonlyMap<string, ListedAlias>;

/** The aliases of a region, listed once until one of them is written. */
export function listedAliases(context: AlibabaContext, region: string): Promise<AliasList> {
  return context.memo.once(listOf(region), () => fetchAliases(context, region));
}

/** The aliases as this run first saw them. */
export function aliasesAtFirst(context: AlibabaContext, region: string): Promise<AliasList> {
  return context.memo.once(`${listOf(region)} at first`, () => listedAliases(context, region));
}

/** The aliases of a region as they are now: another process may have written one since this one asked. */
export function aliasesNow(context: AlibabaContext, region: string): Promise<AliasList> {
  context.memo.forget(listOf(region));
  return listedAliases(context, region);
}

/** Does one thing after the other with an alias: several resources of a run may see for what it stands, and write it because of that. */
export function inTurn<T>({ memo }: AlibabaContext, { region, name }: AliasPlace, work: () => Promise<T>): Promise<T> {
  const turn = `alibaba: what is done with the alias ${name} in ${region}`;
  const done = memo.once<unknown>(turn, async () => undefined).then(work);
  memo.forget(turn);
  void memo.once<unknown>(turn, () => done.catch(() => undefined));
  return done;
}

function listOf(region: string): string {
  return `alibaba: aliases in ${region}`;
}

async function fetchAliases(context: AlibabaContext, region: string): Promise<AliasList> {
  const found = await everyPage(pagesOf(context, listAliases, region));
  return new Map(
    found.map(({ AliasName, KeyId, AliasArn }) => {
      noteAccount(context, AliasArn);
      return [AliasName, { key: KeyId, ...(AliasArn !== undefined && { arn: AliasArn }) }];
    }),
  );
}

export async function writeAlias(
  { client, memo }: AlibabaContext,
  operation: Operation<unknown>,
  { name, region, key }: AliasPlace & { readonly key?: string | undefined },
): Promise<void> {
  try {
    await client.call(operation, region, { AliasName: PREFIX + name, KeyId: key });
  } finally {
    memo.forget(listOf(region));
  }
}
