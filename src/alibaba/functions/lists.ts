import * as z from "zod";
import { field } from "../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../core/function";
import { unlessGone } from "../../core/patterns/gone";
import { everyPage } from "../../http/pages";
import type { AlibabaContext } from "../api/client";
import { INSTANCE_FORM, INSTANCE_ID, regionField } from "../fields";
import { listKeys } from "../kms-key/operations";
import { describeSecret, type ListedSecret, listSecrets } from "../kms-secret/operations";
import { pagesOf } from "../pages";

const instanceText = z.string().regex(INSTANCE_ID, INSTANCE_FORM);
const INSTANCES: readonly [string, string] = ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"];

export const listKmsKeys: FunctionDefinition = defineFunction({
  name: "listKmsKeys",
  kind: "data",
  command: "keys",
  summary: "The keys of a region, or of a KMS instance: all pages of the list.",
  inputs: z.object({
    kmsInstance: field(instanceText.optional(), {
      doc: "Only keys of this instance.",
      examples: INSTANCES,
    }),
    states: field(
      z
        .array(z.enum(["Enabled", "Disabled", "PendingDeletion", "PendingImport"]))
        .min(1)
        .optional(),
      {
        doc: "Only keys in one of these states. Left out: in every state.",
        examples: [["Enabled"], ["Enabled", "Disabled"]],
        unordered: true,
      },
    ),
    region: regionField,
  }),
  outputs: z.object({
    keys: field(
      z.array(
        z.object({
          keyId: field(z.string(), { doc: "The id of the key." }),
          arn: field(z.string(), { doc: "The Alibaba Cloud resource name of the key." }),
        }),
      ),
      { doc: "The keys." },
    ),
  }),
  actions: ["kms:ListKeys"],
  async call(context: AlibabaContext, { kmsInstance, states, region }) {
    const filters = [
      ...(kmsInstance === undefined ? [] : [{ Key: "DKMSInstanceId", Values: [kmsInstance] }]),
      ...(states === undefined ? [] : [{ Key: "KeyState", Values: states }]),
    ];
    const asked = filters.length > 0 ? { Filters: JSON.stringify(filters) } : {};
    const found = await everyPage(pagesOf(context, listKeys, region, asked));
    return { keys: found.map(({ KeyId, KeyArn }) => ({ keyId: KeyId, arn: KeyArn })) };
  },
});

const listedSecret = z.object({
  name: field(z.string(), { doc: "The name of the secret." }),
  type: field(z.string().optional(), { doc: "The type, such as `Generic`." }),
  createdAt: field(z.string().optional(), { doc: "When the secret was made." }),
  updatedAt: field(z.string().optional(), { doc: "When the secret was last changed." }),
  deletedAfter: field(z.string().optional(), { doc: "The time until which a deleted secret can be restored." }),
  tags: field(z.array(z.string()), { doc: "The tags, as `key=value`." }),
});

export const listKmsSecrets: FunctionDefinition = defineFunction({
  name: "listKmsSecrets",
  kind: "data",
  command: "secrets",
  summary: "The secrets of a region, or of a KMS instance: all pages of the list, without their values.",
  inputs: z.object({
    kmsInstance: field(instanceText.optional(), {
      doc: "Only secrets of this instance. The service's list doesn't include it, so each secret takes one more call.",
      examples: INSTANCES,
    }),
    region: regionField,
  }),
  outputs: z.object({ secrets: field(z.array(listedSecret), { doc: "The secrets." }) }),
  actions: ["kms:ListSecrets", "kms:DescribeSecret"],
  async call(context: AlibabaContext, { kmsInstance, region }) {
    const all = await everyPage(pagesOf(context, listSecrets, region, { FetchTags: "true" }));
    const found = kmsInstance === undefined ? all : await ofInstance(context, region, kmsInstance, all);
    return { secrets: found.map(shown) };
  },
});

async function ofInstance(
  { client }: AlibabaContext,
  region: string,
  kmsInstance: string,
  all: readonly ListedSecret[],
): Promise<ListedSecret[]> {
  const described = await Promise.all(
    all.map(({ SecretName }) => unlessGone(client.call(describeSecret, region, { SecretName }))),
  );
  return all.filter((_, index) => described[index]?.DKMSInstanceId === kmsInstance);
}

function shown(secret: ListedSecret): z.output<typeof listedSecret> {
  return {
    name: secret.SecretName,
    type: secret.SecretType || undefined,
    createdAt: secret.CreateTime,
    updatedAt: secret.UpdateTime,
    deletedAfter: secret.PlannedDeleteTime,
    tags: secret.Tags,
  };
}
