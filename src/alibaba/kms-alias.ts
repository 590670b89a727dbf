import { z } from "zod";
import { type Definition, define } from "../core/definition";
import { AlreadyExistsError, causedBy, isKeysmithError } from "../core/errors";
import { field } from "../core/fields";
import { assign, message } from "../core/message";
import { unlessGone } from "../core/patterns/gone";
import { lookAfter, mayHaveActed } from "../http/retry";
import { attributeOf, REGION_LEFT_OUT, regionBefore, requireKnownRegion } from "./adoption";
import type { AlibabaClient, AlibabaContext } from "./api/client";
import { change, create, look, type Operation } from "./api/operation";
import { done } from "./api/wire";
import { regionField } from "./fields";

// Where nothing else is said, facts are those of the vendor's API reference: CreateAlias, UpdateAlias, DeleteAlias and
// ListAliases of KMS, version 2016-01-20.

/** The service's names of aliases begin with it; ours don't, as a program's names of resources don't. */
const PREFIX = "alias/";
const MOST_IN_A_PAGE = 100;
/** Common error codes of KMS, help page 69008; the reference of CreateAlias names none for a taken name. */
const TAKEN = "AliasAlreadyExists";

const aliases = z.object({ Alias: z.array(z.object({ AliasName: z.string(), KeyId: z.string() })) });

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
  name: field(aliasName, {
    doc: "The name of the alias without its prefix: `orders` is `alias/orders` at the service. Unique in the account and region.",
    examples: ["orders", "payments"],
    onChange: "replace",
    from: ["name"],
  }),
  // Told an ARN, the service answers with the id: reference of ListAliasesByKeyId.
  key: field(z.string().regex(/^[\w-]+$/, "write the id of a key, such as key-hzz6; an ARN or an alias is none"), {
    doc: "The id of the key for which the alias stands, in the same region. The alias can be pointed at another key in place.",
    examples: ["key-hzz630494463ejqjx0001", "key-hzz630494463ejqjx0002"],
  }),
  region: regionField,
  adopt: field(z.boolean().default(false), {
    doc: "Whether to adopt an existing alias of that name that stands for another key, instead of failing. One that stands for this key, as an interrupted run leaves it, is adopted anyhow.",
    examples: [true, false],
    onChange: "ignore",
  }),
});

// CreateAlias answers no ARN, and a permission is given on the key and not on the alias ("Manage a key alias").
const outputs = z.object({
  alias: field(z.string(), { doc: "What other calls take in place of the key's id: `alias/` and the name." }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;
type Place = Pick<Inputs, "name" | "region">;

const addressOf = ({ region, name }: Partial<Place>) => ({ kind: "alias", place: region, name });
const outputsOf = ({ name }: Place): Outputs => ({ alias: PREFIX + name });

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
      alicloud_kms_alias: (record) => place(attributeOf(record, "alias_name") ?? attributeOf(record, "id") ?? ""),
    },
    find: (context: AlibabaContext, told) =>
      find(context, { ...told, name: told.name ?? "", region: requireKnownRegion(told) }),
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
  async update(context, _prior, given) {
    await write(context, updateAlias, given);
    return outputsOf(given);
  },
  async delete(context, { name, region }) {
    await unlessGone(write(context, deleteAlias, { name, region }));
  },
});

async function make(context: AlibabaContext, given: Inputs): Promise<Outputs> {
  try {
    return await makeOnce(context, given);
  } catch (error) {
    if (!isTaken(error) && !mayHaveActed(error)) throw error;
    const found = await lookAfter(error, () => find(context, given));
    return found ? adopt(context, given, found.key, error) : makeOnce(context, given);
  }
}

async function makeOnce(context: AlibabaContext, given: Inputs): Promise<Outputs> {
  await write(context, createAlias, given);
  context.ledger.made(addressOf(given));
  return outputsOf(given);
}

function isTaken(error: unknown): boolean {
  return error instanceof AlreadyExistsError || (isKeysmithError(error) && error.vendorCode === TAKEN);
}

/**
 * An alias has neither description nor tag that could say whose it is. What stands for the wanted key may be what a run has
 * left that was killed, and adopting it changes nothing at the service.
 * @param key for which the alias stands that is there
 */
async function adopt(context: AlibabaContext, given: Inputs, key: string, error: unknown): Promise<Outputs> {
  if (!given.adopt && key !== given.key) throw taken(given, `stands for ${key}`, error);
  if (!context.ledger.adopt(addressOf(given))) throw taken(given, "another resource of this run has it", error);
  if (key !== given.key) await write(context, updateAlias, given);
  else if (!given.adopt && !mayHaveActed(error))
    context.log.warn(`alias ${JSON.stringify(PREFIX + given.name)}: the one that exists already is adopted`);
  return outputsOf(given);
}

function taken({ name, region }: Place, why: string, error: unknown): AlreadyExistsError {
  return new AlreadyExistsError(
    `the alias ${JSON.stringify(PREFIX + name)} exists already in ${region}: ${why}`,
    message`Set ${assign("adopt", true)} to adopt it; or, when another stack of the account has it, give each stack names of its own.`,
    causedBy(error),
  );
}

async function find<S extends Place & Partial<Inputs>>(
  context: AlibabaContext,
  told: S,
): Promise<(S & Inputs & Outputs) | undefined> {
  const keys = await context.memo.once(listOf(told.region), () => fetchAliases(context.client, told.region));
  const key = keys.get(PREFIX + told.name);
  return key === undefined ? undefined : { adopt: false, ...told, key, ...outputsOf(told) };
}

/** One list for all aliases of a region, until one of them is written. */
function listOf(region: string): string {
  return `alibaba: aliases in ${region}`;
}

/** The keys of all aliases of a region. The last page is short: the reference isn't clear about what TotalCount counts. */
async function fetchAliases(client: AlibabaClient, region: string): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  for (let page = 1; ; page += 1) {
    const parameters = { PageNumber: String(page), PageSize: String(MOST_IN_A_PAGE) };
    const { Aliases } = await client.call(listAliases, region, parameters);
    for (const { AliasName, KeyId } of Aliases.Alias) keys.set(AliasName, KeyId);
    if (Aliases.Alias.length < MOST_IN_A_PAGE) return keys;
  }
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
