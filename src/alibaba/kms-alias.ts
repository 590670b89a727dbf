import * as z from "zod";
import { recordText } from "../core/adoption";
import { type Definition, define, pick } from "../core/definition";
import { AlreadyExistsError } from "../core/errors";
import { field, fixed } from "../core/fields";
import { unlessGone } from "../core/patterns/gone";
import { lookAfter, mayHaveActed } from "../http/retry";
import { accounts, callersAccount } from "./account";
import { existsAlready, hasOtherResource, REGION_LEFT_OUT, regionBefore, requireKnownRegion } from "./adoption";
import {
  aliasAddress,
  aliasesAtFirst,
  aliasText,
  createAlias,
  deleteAlias,
  inTurn,
  type ListedAlias,
  listedAliases,
  PREFIX,
  updateAlias,
  writeAlias,
} from "./alias-list";
import type { AlibabaContext } from "./api/client";
import { regionField } from "./fields";

const ALIAS = aliasText();

const inputs = z.object({
  name: fixed(aliasText(), {
    doc: "The name of the alias without its prefix: `orders` is `alias/orders` at the service. Unique in the account and region.",
    examples: ["orders", "payments"],
    from: ["name"],
  }),
  // Given an ARN, the service answers with the id: reference of ListAliasesByKeyId.
  key: field(z.string().regex(/^[\w-]+$/, "write the id of a key, such as key-hzz6, not an ARN or an alias"), {
    doc: "The id of the key for which the alias stands, in the same region. The alias can be pointed at another key in place.",
    examples: ["key-hzz630494463ejqjx0001", "key-hzz630494463ejqjx0002"],
    references: "KmsKey",
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
  // CreateAlias returns nothing, so the ARN is composed in the form that ListAliases returns.
  arn: field(z.string().optional(), {
    doc: "The Alibaba Cloud resource name of the alias; absent until it is known. A permission is given on the key, and not on the alias.",
  }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;
type Place = Pick<Inputs, "name" | "region">;

const aliasOf = ({ name }: Place): string => PREFIX + name;

/** Names of aliases may have slashes: the prefix marks where a name begins. */
function place(text: string): Partial<Place> | undefined {
  const [, region, name] = /^(?:([^/]*)\/)?alias\/(.*)$/s.exec(text) ?? [];
  const before = regionBefore(region);
  return before && name !== undefined && ALIAS.safeParse(name).success ? { name, ...before } : undefined;
}

export const kmsAlias: Definition = define({
  name: "KmsAlias",
  summary: "A name by which applications call a KMS key: another key can take its place without a change to them.",
  inputs,
  outputs,
  subject: "name",
  address: aliasAddress,
  adopt: {
    form: "<alias> or <region>/<alias>",
    doc: `The alias with its prefix, as the KMS console shows it: \`alias/orders\`; ${REGION_LEFT_OUT}.`,
    place,
    records: {
      // The record's id is also the alias: resource_alicloud_kms_alias.go.
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
      for (const alias of (await listedAliases(context, region)).keys()) {
        const name = alias.slice(PREFIX.length);
        // The vendor's services have aliases of their own, which nobody else can change.
        if (!ALIAS.safeParse(name).success) continue;
        const look = async () => {
          const state = await find(context, { ...base, region, name });
          return state && { state };
        };
        yield { name, look };
      }
    },
  },
  replacing: "replacing the alias ends the old one: from then on, calls by the old alias find no key",
  actions: {
    create: ["kms:CreateAlias", "kms:ListAliases", "kms:UpdateAlias"],
    read: ["kms:ListAliases"],
    update: ["kms:UpdateAlias"],
    delete: ["kms:DeleteAlias"],
  },
  create: (context: AlibabaContext, given) => inTurn(context, given, () => make(context, given)),
  read: find,
  async update(context: AlibabaContext, prior, given) {
    await inTurn(context, given, () => writeAlias(context, updateAlias, given));
    return pick(prior, outputs);
  },
  delete: (context: AlibabaContext, { name, region }) =>
    inTurn(context, { name, region }, async () => {
      const address = aliasAddress({ name, region });
      // Another resource may have adopted it since the deletion was decided.
      if (context.ledger.holds(address)) return;
      await unlessGone(writeAlias(context, deleteAlias, { name, region }));
      context.ledger.deleted(address);
    }),
});

/**
 * An alias has neither a description nor a tag that could name its owner. Only its absence when this run began shows that a create whose
 * reply was lost has made it.
 */
async function make(context: AlibabaContext, given: Inputs): Promise<Outputs> {
  const before = (await aliasesAtFirst(context, given.region)).get(aliasOf(given));
  if (before && !context.ledger.hasDeleted(aliasAddress(given))) return adopt(context, given, before);
  try {
    return await makeOnce(context, given);
  } catch (error) {
    if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
    const there = await lookAfter(error, async () => (await listedAliases(context, given.region)).get(aliasOf(given)));
    if (!there) return makeOnce(context, given);
    if (!mayHaveActed(error) || there.key !== given.key) return adopt(context, given, there, error);
    context.ledger.made(aliasAddress(given));
    return outputsOf(context, given);
  }
}

async function makeOnce(context: AlibabaContext, given: Inputs): Promise<Outputs> {
  // Before the create, so that nothing can fail after it.
  const outputs = await outputsOf(context, given);
  await writeAlias(context, createAlias, given);
  context.ledger.made(aliasAddress(given));
  return outputs;
}

async function outputsOf(context: AlibabaContext, given: Place): Promise<Outputs> {
  const account = await callersAccount(context, given.region);
  const alias = aliasOf(given);
  return { alias, ...(account !== undefined && { arn: `acs:kms:${given.region}:${account}:${alias}` }) };
}

async function adopt(context: AlibabaContext, given: Inputs, there: ListedAlias, error?: unknown): Promise<Outputs> {
  const stands = there.key === given.key ? "for this key" : `for ${there.key}`;
  // A replacement that is made first finds the alias that it replaces.
  const isReplaced = context.nonces.replaced !== undefined && context.ledger.hasRecorded(aliasAddress(given));
  const object = `alias ${JSON.stringify(aliasOf(given))}`;
  if (!given.adopt && !isReplaced)
    throw existsAlready(object, given.region, `it stands ${stands}, and its owner can't be determined`, error);
  if (!context.ledger.adopt(aliasAddress(given))) throw hasOtherResource(object, given.region, error);
  if (there.key !== given.key) await writeAlias(context, updateAlias, given);
  return outputsOf(context, given);
}

async function find<S extends Place & Partial<Inputs>>(
  context: AlibabaContext,
  told: S,
): Promise<(S & Inputs & Outputs) | undefined> {
  const there = (await listedAliases(context, told.region)).get(aliasOf(told));
  return there && { adopt: false, ...told, ...there, alias: aliasOf(told) };
}
