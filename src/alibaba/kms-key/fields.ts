import * as z from "zod";
import { type AdoptionForms, adoptText, recordText } from "../../core/adoption";
import type { Equality } from "../../core/compare";
import type { Values } from "../../core/definition";
import { checkedText, distinct, field, fixed } from "../../core/fields";
import { parseJson } from "../../core/json";
import { labelText } from "../../core/ownership";
import { REGION_LEFT_OUT, regionBefore } from "../adoption";
import { aliasText } from "../alias-list";
import { regionField } from "../fields";
import { isOfVendor } from "../tags";

export const KEY_SPECS = [
  "Aliyun_AES_256",
  "Aliyun_AES_192",
  "Aliyun_AES_128",
  "Aliyun_SM4",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_P256",
  "EC_P256K",
  "EC_SM2",
] as const;

/** The name of the tag by which an unrecorded key is found again; its value is made of the label. */
export const MARK_TAG = "keysmith";

/** New keys have an id of the form `key-…`; older ones have a UUID. */
const KEY_ID = /^[\w-]+$/;

interface KeyPlace {
  readonly keyId: string;
  readonly region?: string;
}

/** The text by which people name a key to adopt. */
export const keyPlace: Pick<AdoptionForms<KeyPlace>, "form" | "doc"> & { place(text: string): KeyPlace | undefined } = {
  form: "<keyId> or <region>/<keyId>",
  doc: `The id of the key, as the KMS console shows it; ${REGION_LEFT_OUT}.`,
  place(text) {
    const [keyId = "", region, ...rest] = text.split("/").reverse();
    const before = rest.length === 0 && KEY_ID.test(keyId) ? regionBefore(region) : undefined;
    return before && { keyId, ...before };
  },
};

/** Attributes of alicloud_kms_key, resource_alicloud_kms_key.go. Only the record tells how long a deletion can be cancelled. */
export function keyInRecord(
  record: Values,
): (KeyPlace & { deletion?: { mode: "schedule"; window: string } }) | undefined {
  const place = keyPlace.place(recordText(record, "id") ?? "");
  const days = record["pending_window_in_days"] ?? record["deletion_window_in_days"];
  if (!place || typeof days !== "number" || days < 7 || days > 366) return place;
  return { ...place, deletion: { mode: "schedule", window: `P${days}D` } };
}

/** Whole days, as the service counts them. */
function daysText(least: number, most: number): z.ZodString {
  return checkedText((text) => {
    const days = Number(/^P(\d{1,4})D$/.exec(text)?.[1]);
    return days >= least && days <= most ? undefined : `must be from P${least}D (${least} days) to P${most}D`;
  });
}

const tagText = checkedText((text) => {
  const [, key = "", value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (!/^[\w/\\.+:@-]{1,128}$/.test(key) || !/^[\w/\\.+=:@-]{0,128}$/.test(value))
    return "is not a tag: write key=value, each of up to 128 letters, digits and characters of / \\ _ - . + : @";
  if (isOfVendor(key)) return "is reserved for the vendor: the key of a tag must not begin with aliyun or acs:";
  return key === MARK_TAG ? "is the tag by which a lost key is found: choose another key" : undefined;
});

const MOST_TAGS = 19;

const policyText = checkedText((text) => {
  const policy = parseJson(text) as { Version?: unknown; Statement?: unknown } | undefined;
  const isOne = policy?.Version === "1" && Array.isArray(policy.Statement) && policy.Statement.length > 0;
  return isOne ? undefined : 'is not a key policy: write JSON with "Version": "1" and at least one Statement';
});

const policyOf = (action: string): string =>
  JSON.stringify({
    Version: "1",
    Statement: [
      { Effect: "Allow", Principal: { RAM: ["acs:ram::1000000000000001:*"] }, Action: [action], Resource: ["*"] },
    ],
  });

const rotation = z.object({
  every: field(daysText(7, 730).optional(), {
    doc: "How often the service gives the key new material, in days: `P7D` to `P730D`. Left out, it never does. What was encrypted before can still be decrypted. For symmetric keys with material of the service's own.",
    examples: ["P90D", "P365D"],
    affects: ["nextRotation"],
  }),
});

const deletion = z.object({
  mode: field(z.enum(["schedule", "keep"]).default("schedule"), {
    doc: "`schedule` has the service delete the key once the window is over; `keep` leaves it at the service.",
    examples: ["schedule", "keep"],
  }),
  window: field(daysText(7, 366).default("P30D"), {
    doc: "How long a deletion can be cancelled, in days: `P7D` to `P366D`.",
    examples: ["P30D", "P7D"],
  }),
});

export const keyInputs = z.object({
  keySpec: fixed(z.enum(KEY_SPECS).default("Aliyun_AES_256"), {
    doc: "The kind of the key. Which kinds are available depends on the region and the instance.",
    examples: ["Aliyun_AES_256", "Aliyun_AES_128"],
  }),
  keyUsage: fixed(z.enum(["ENCRYPT/DECRYPT", "SIGN/VERIFY"]).optional(), {
    doc: "The use of the key: by default `ENCRYPT/DECRYPT` for symmetric keys, and `SIGN/VERIFY` for the others.",
    examples: ["ENCRYPT/DECRYPT", "SIGN/VERIFY"],
  }),
  origin: fixed(z.enum(["Aliyun_KMS", "EXTERNAL"]).default("Aliyun_KMS"), {
    doc: "Where the material comes from. A key of `EXTERNAL` waits until somebody imports it.",
    examples: ["Aliyun_KMS", "EXTERNAL"],
  }),
  kmsInstance: fixed(
    z
      .string()
      .regex(/^kst-\S+$/, "write the id of an instance, such as kst-hzz1")
      .optional(),
    {
      doc: "The KMS instance that the key is in. Without one it is a key of the region's shared service.",
      examples: ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"],
    },
  ),
  protectionLevel: fixed(z.enum(["SOFTWARE", "HSM"]).optional(), {
    doc: "Where the key is kept. The service chooses it; give it only for a key outside of an instance, and only if the service's choice won't do.",
    examples: ["SOFTWARE", "HSM"],
  }),
  description: field(z.string().max(8000).optional(), {
    doc: "A description for people.",
    examples: ["made by the platform team", "see the runbook"],
    canonical: (text) => text || undefined,
  }),
  enabled: field(z.boolean().default(true), {
    doc: "Whether the key can be used. A disabled key keeps what was encrypted with it, and can be enabled again.",
    examples: [false, true],
    affects: ["state", "nextRotation"],
  }),
  rotation: field(rotation.prefault({}), { doc: "When the service replaces the material of the key." }),
  deletionProtection: field(z.boolean().default(false), {
    doc: "Whether the service refuses to delete the key. To delete it, set this to false and apply that first.",
    examples: [true, false],
  }),
  policy: field(policyText.optional(), {
    doc: "Who may do what with the key, as JSON in the service's own form. For keys of an instance; left out, the key's policy is left as it is.",
    examples: [policyOf("kms:*"), policyOf("kms:Decrypt")],
    canonical: (text) => parseJson(String(text)),
    from: ["recorded"],
  }),
  tags: field(distinct(tagText).max(MOST_TAGS).default([]), {
    doc: "Up to 19 tags, as `key=value`. All other tags of the key are removed, except the vendor's.",
    examples: [["team=payments"], ["team=payments", "stage=prod"]],
    unordered: true,
  }),
  aliases: field(distinct(aliasText()).default([]), {
    doc: "Names without `alias/` by which the key can be called. Only the aliases listed here are managed: other aliases of the key, such as a `KmsAlias`, stay.",
    examples: [["invoices"], ["invoices", "ledger"]],
    unordered: true,
  }),
  restore: field(z.enum(["auto", "never"]).default("auto"), {
    doc: "What happens when somebody has scheduled the deletion of a key that the program still has: `auto` cancels it; `never` makes another key.",
    examples: ["never", "auto"],
  }),
  deletion: field(deletion.prefault({}), { doc: "What becomes of the key when it leaves the program." }),
  label: field(labelText.optional(), {
    doc: "Tells people and other stacks whose key it is. Written at the end of the description at the service, with a random text that is on record; a tag is made of it, by which the next run finds a key that an interrupted run has made.",
    examples: ["shop/prod/payments", "shop/test/payments"],
    from: ["label"],
  }),
  region: regionField,
  adopt: field(adoptText(keyPlace).optional(), {
    doc: `A key that exists already, to be adopted instead of making one: \`${keyPlace.form}\`.`,
    examples: ["key-hzz630494463ejqjx0001", "cn-hangzhou/key-hzz630494463ejqjx0002"],
    onChange: "ignore",
    from: ["recorded"],
  }),
});

export const keyOutputs = z.object({
  keyId: field(z.string(), { doc: "The id of the key." }),
  arn: field(z.string(), { doc: "The Alibaba Cloud resource name of the key." }),
  state: field(z.string(), {
    doc: "`Enabled`, `Disabled`, `PendingImport` (its material is still to come) or `PendingDeletion`.",
  }),
  createdAt: field(z.string(), { doc: "When the key was made." }),
  primaryKeyVersion: field(z.string().optional(), {
    doc: "The version that encrypts and signs. The service makes another when it rotates the key.",
  }),
  nextRotation: field(z.string().optional(), { doc: "When the service rotates the key next; absent if it does not." }),
  deleteAt: field(z.string().optional(), { doc: "When the service deletes the key, if its deletion is scheduled." }),
});

export type KeyInputs = z.output<typeof keyInputs>;
export type KeyOutputs = z.output<typeof keyOutputs>;
export type KeyState = KeyInputs & KeyOutputs;

/** The state of a key whose deletion is scheduled. */
export const PENDING = "PendingDeletion";

export function usageOf({ keySpec, keyUsage }: Partial<Pick<KeyInputs, "keySpec" | "keyUsage">>): string {
  return keyUsage ?? (isSymmetric(keySpec) ? "ENCRYPT/DECRYPT" : "SIGN/VERIFY");
}

/** The usage counts the same whether it is given or left out. */
export const sameUsage: readonly Equality<Partial<KeyInputs>>[] = [
  {
    of: ["keySpec", "keyUsage"],
    by: ({ keySpec, keyUsage }) => keySpec && [keySpec, usageOf({ keySpec, keyUsage })],
  },
];

export function isSymmetric(spec: string | undefined): boolean {
  return spec === undefined || spec.startsWith("Aliyun_");
}
