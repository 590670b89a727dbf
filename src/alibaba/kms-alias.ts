import * as z from "zod";
import { recordText } from "../core/adoption";
import { type Definition, define, pick } from "../core/definition";
import { AlreadyExistsError, isKeysmithError } from "../core/errors";
import { field, fixed } from "../core/fields";
import { unlessGone } from "../core/patterns/gone";
import { lookAfter, mayHaveActed } from "../http/retry";
import { accounts, callersAccount, noteAccount } from "./account";
import { existsAlready, REGION_LEFT_OUT, regionBefore, requireKnownRegion } from "./adoption";
import type { AlibabaContext } from "./api/client";
import { change, create, look, type Operation } from "./api/operation";
import { done } from "./api/wire";
import { regionField } from "./fields";
import { inPages } from "./pages";

// Where nothing else is said, facts are those of the vendor's API reference: CreateAlias, UpdateAlias, DeleteAlias and
// ListAliases of KMS, version 2016-01-20.

/** The service's names of aliases begin with it; ours don't, as a program's names of resources don't. */
const PREFIX = "alias/";
/** Common error codes of KMS, help page 69008; the reference of CreateAlias names none for a taken name. */
const TAKEN = "AliasAlreadyExists";

const listedAlias = z.object({ AliasName: z.string(), KeyId: z.string(), AliasArn: z.string().optional() });
const aliases = z.object({ Alias: z.array(listedAlias) });

const createAlias = create("CreateAlias", done);
const listAliases = look("ListAliases", z.object({ Aliases: aliases }));
const updateAlias = change("UpdateAlias");
const deleteAlias = change("DeleteAlias");

/**
 * Characters and the reserved beginning are those of the vendor's page "Manage a key alias". It counts 255 characters without
 * the prefix, and so does alicloud_kms_alias; the API reference isn't clear about it.
 */
const aliasName = z
  .string()
  .regex(/^[\w/-]{1,255}$/, "write 1 to 255 letters, digits, _, - and /")
  .regex(/^(?!alias\/)/, "leave alias/ out: every alias has it before its name")
  .regex(/^(?!acs(\/|$))/, "choose another name: those that begin with acs/ are for keys of the vendor's services");

const inputs = z.object({
  name: fixed(aliasName, {
    doc: "The name of the alias without its prefix: `orders` is `alias/orders` at the service. Unique in the account and region.",
    examples: ["orders", "payments"],
    from: ["name"],
  }),
  // Told an ARN, the service answers with the id: reference of ListAliasesByKeyId.
  key: field(z.string().regex(/^[\w-]+$/, "write the id of a key, such as key-hzz6; an ARN or an alias is none"), {
    doc: "The id of the key for which the alias stands, in the same region. The alias can be pointed at another key in place.",
    examples: ["key-hzz630494463ejqjx0001", "key-hzz630494463ejqjx0002"],
  }),
  region: regionField,
  adopt: field(z.boolean().default(false), {
    doc: "Whether to adopt an existing alias of that name instead of failing: also one that an interrupted run has left, as nothing tells whose an alias is.",
    examples: [true, false],
    onChange: "ignore",
  }),
});

const outputs = z.object({
  alias: field(z.string(), { doc: "What other calls take in place of the key's id: `alias/` and the name." }),
  // CreateAlias answers nothing: it is put together as ListAliases tells it.
  arn: field(z.string().optional(), {
    doc: "The Alibaba Cloud resource name of the alias; absent until it is known. A permission is given on the key, and not on the alias.",
  }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;
type Place = Pick<Inputs, "name" | "region">;

const addressOf = ({ region, name }: Partial<Place>) => ({ kind: "alias", place: region, name });
const aliasOf = ({ name }: Place): string => PREFIX + name;

/** Names of aliases may have slashes: the prefix tells where one begins. */
function place(text: string): Partial<Place> | undefined {
  const [, region, name] = /^(?:([^/]*)\/)?alias\/(.*)$/s.exec(text) ?? [];
  const before = regionBefore(region);
  return before && name !== undefined && aliasName.safeParse(name).success ? { name, ...before } : undefined;
}

export const kmsAlias: Definition = define({
  name: "KmsAlias",
  summary: "A name for a KMS key, by which applications call it: another key can take its place without them.",
  inputs,
  outputs,
  subject: "name",
  address: addressOf,
  adopt: {
    form: "<alias> or <region>/<alias>",
    doc: `The alias with its prefix, as the KMS console shows it: \`alias/orders\`; ${REGION_LEFT_OUT}.`,
    place,
    records: {
      // Its id is the alias too: resource_alicloud_kms_alias.go.
      alicloud_kms_alias: (record) => place(recordText(record, "alias_name") ?? recordText(record, "id") ?? ""),
    },
    find: (context: AlibabaContext, told) =>
      find(context, { ...told, name: told.name ?? "", region: requireKnownRegion(told) }),
  },
  account: accounts,
  identity: { fields: ["region", "name"] },
  list: {
    where: ["region"],
    marked: false,
    actions: ["kms:ListAliases"],
    id: ({ region, alias }) => `${region}/${alias}`,
    async *objects(context: AlibabaContext, base) {
      const region = requireKnownRegion(base);
      for (const alias of (await listed(context, region)).keys()) {
        const name = alias.slice(PREFIX.length);
        // The vendor's services have aliases of their own, which nobody else can change.
        if (!aliasName.safeParse(name).success) continue;
        yield { name, look: async () => stateIn(await find(context, { ...base, region, name })) };
      }
    },
  },
  replacing: "whoever calls the key by the old alias finds nothing by it from then on",
  actions: {
    create: ["kms:CreateAlias", "kms:ListAliases", "kms:UpdateAlias"],
    read: ["kms:ListAliases"],
    update: ["kms:UpdateAlias"],
    delete: ["kms:DeleteAlias"],
  },
  create: make,
  read: find,
  async update(context, prior, given) {
    await write(context, updateAlias, given);
    return pick(prior, outputs);
  },
  async delete(context, { name, region }) {
    await unlessGone(write(context, deleteAlias, { name, region }));
  },
});

/**
 * An alias has neither description nor tag that could say whose it is. Only that it wasn't there when this run began shows
 * that a create whose reply was lost has made it.
 */
async function make(context: AlibabaContext, given: Inputs): Promise<Outputs> {
  const before = (await listedAtFirst(context, given.region)).get(aliasOf(given));
  if (before && !context.ledger.hasDeleted(addressOf(given))) return adopt(context, given, before);
  try {
    return await makeOnce(context, given);
  } catch (error) {
    const isTaken = error instanceof AlreadyExistsError || (isKeysmithError(error) && error.vendorCode === TAKEN);
    if (!isTaken && !mayHaveActed(error)) throw error;
    const there = await lookAfter(error, async () => (await listed(context, given.region)).get(aliasOf(given)));
    if (!there) return makeOnce(context, given);
    if (mayHaveActed(error) && there.key === given.key) return made(context, given);
    return adopt(context, given, there, error);
  }
}

async function makeOnce(context: AlibabaContext, given: Inputs): Promise<Outputs> {
  // Before it, so that nothing can fail after it.
  const outputs = await outputsOf(context, given);
  await write(context, createAlias, given);
  context.ledger.made(addressOf(given));
  return outputs;
}

async function made(context: AlibabaContext, given: Inputs): Promise<Outputs> {
  context.ledger.made(addressOf(given));
  return outputsOf(context, given);
}

async function outputsOf(context: AlibabaContext, given: Place): Promise<Outputs> {
  const account = await callersAccount(context, given.region);
  const alias = aliasOf(given);
  return { alias, ...(account !== undefined && { arn: `acs:kms:${given.region}:${account}:${alias}` }) };
}

async function adopt(context: AlibabaContext, given: Inputs, there: Listed, error?: unknown): Promise<Outputs> {
  const stands = there.key === given.key ? "for this key" : `for ${there.key}`;
  // A replacement that is made first finds what it replaces.
  const isReplaced = context.nonces.replaced !== undefined && context.ledger.hasRecorded(addressOf(given));
  const refused = (why: string): Error =>
    existsAlready(`alias ${JSON.stringify(aliasOf(given))}`, given.region, why, error);
  if (!given.adopt && !isReplaced) throw refused(`it stands ${stands}, and nothing tells whose it is`);
  if (!context.ledger.adopt(addressOf(given))) throw refused("another resource of this run has it");
  if (there.key !== given.key) await write(context, updateAlias, given);
  return outputsOf(context, given);
}

async function find<S extends Place & Partial<Inputs>>(
  context: AlibabaContext,
  told: S,
): Promise<(S & Inputs & Outputs) | undefined> {
  const there = (await listed(context, told.region)).get(aliasOf(told));
  return there && { adopt: false, ...told, ...there, alias: aliasOf(told) };
}

function stateIn<S>(state: S | undefined): { readonly state: S } | undefined {
  return state && { state };
}

type Listed = Pick<Inputs, "key"> & Pick<Outputs, "arn">;
type List = ReadonlyMap<string, Listed>;

/** One list for all aliases of a region, until one of them is written. */
function listed(context: AlibabaContext, region: string): Promise<List> {
  return context.memo.once(listOf(region), () => fetchAliases(context, region));
}

function listedAtFirst(context: AlibabaContext, region: string): Promise<List> {
  return context.memo.once(`${listOf(region)} at first`, () => listed(context, region));
}

function listOf(region: string): string {
  return `alibaba: aliases in ${region}`;
}

/** All aliases of a region. */
async function fetchAliases(context: AlibabaContext, region: string): Promise<List> {
  const found = new Map<string, Listed>();
  const all = inPages(async (page) => (await context.client.call(listAliases, region, page)).Aliases.Alias);
  for await (const { AliasName, KeyId, AliasArn } of all) {
    noteAccount(context, AliasArn);
    found.set(AliasName, { key: KeyId, ...(AliasArn !== undefined && { arn: AliasArn }) });
  }
  return found;
}

async function write(
  { client, memo }: AlibabaContext,
  operation: Operation<unknown>,
  { name, region, key }: Place & Partial<Inputs>,
): Promise<void> {
  try {
    await client.call(operation, region, { AliasName: PREFIX + name, KeyId: key });
  } finally {
    memo.forget(listOf(region));
  }
}
