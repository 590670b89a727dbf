import * as z from "zod";
import { noteAccount } from "./account";
import type { AlibabaContext } from "./api/client";
import { change, create, look, type Operation } from "./api/operation";
import { done } from "./api/wire";

// Where nothing else is said, facts are those of the vendor's API reference: CreateAlias, UpdateAlias, DeleteAlias and
// ListAliases of KMS, version 2016-01-20.

/** The service's names of aliases begin with it; ours don't, as a program's names of resources don't. */
export const PREFIX = "alias/";
const MOST_IN_A_PAGE = 100;
/** Common error codes of KMS, help page 69008; the reference of CreateAlias names none for a taken name. */
export const TAKEN = "AliasAlreadyExists";

const listedAlias = z.object({ AliasName: z.string(), KeyId: z.string(), AliasArn: z.string().optional() });
const aliases = z.object({ Alias: z.array(listedAlias) });

export const createAlias: Operation<unknown> = create("CreateAlias", done);
const listAliases = look("ListAliases", z.object({ Aliases: aliases }));
export const updateAlias: Operation<unknown> = change("UpdateAlias");
export const deleteAlias: Operation<unknown> = change("DeleteAlias");

/**
 * Characters and the reserved beginning are those of the vendor's page "Manage a key alias". It counts 255 characters without
 * the prefix, and so does alicloud_kms_alias; the API reference isn't clear about it.
 */
export function aliasText(): z.ZodString {
  return z
    .string()
    .regex(/^[\w/-]{1,255}$/, "write 1 to 255 letters, digits, _, - and /")
    .regex(/^(?!alias\/)/, "leave alias/ out: every alias has it before its name")
    .regex(/^(?!acs(\/|$))/, "choose another name: those that begin with acs/ are for keys of the vendor's services");
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

/** By the service's names. */
export type AliasList = ReadonlyMap<string, ListedAlias>;

/** One list for all aliases of a region, until one of them is written. */
export function listedAliases(context: AlibabaContext, region: string): Promise<AliasList> {
  return context.memo.once(listOf(region), () => fetchAliases(context, region));
}

/** As they were when this run first looked. */
export function aliasesAtFirst(context: AlibabaContext, region: string): Promise<AliasList> {
  return context.memo.once(`${listOf(region)} at first`, () => listedAliases(context, region));
}

function listOf(region: string): string {
  return `alibaba: aliases in ${region}`;
}

/** All aliases of a region. The last page is short: the reference isn't clear about what TotalCount counts. */
async function fetchAliases(context: AlibabaContext, region: string): Promise<AliasList> {
  const found = new Map<string, ListedAlias>();
  for (let page = 1; ; page += 1) {
    const parameters = { PageNumber: String(page), PageSize: String(MOST_IN_A_PAGE) };
    const { Aliases } = await context.client.call(listAliases, region, parameters);
    for (const { AliasName, KeyId, AliasArn } of Aliases.Alias) {
      noteAccount(context, AliasArn);
      found.set(AliasName, { key: KeyId, ...(AliasArn !== undefined && { arn: AliasArn }) });
    }
    if (Aliases.Alias.length < MOST_IN_A_PAGE) return found;
  }
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
