import * as z from "zod";
import { durationText } from "../../core/duration";
import { checkedText, distinct, field, fixed, secretText } from "../../core/fields";
import { parseJson } from "../../core/json";
import { namedInputs } from "../named-object";
import { isOfVendor } from "../tags";
import { alphabetText, DEFAULT_ALPHABET } from "./generated";

/** The outputs that a new version changes. */
export const VERSION = ["version", "versionId", "createdAt", "state", "rotateAt", "previous", "nextRunBy"] as const;
export const RETIREMENT = ["previous", "nextRunBy"] as const;

const MOST_BYTES = 30_720;

/** Characters and length per the documentation of CreateSecret. */
export const secretName: z.ZodString = z
  .string()
  .regex(/^[\w/+=.@-]{1,64}$/, "write 1 to 64 letters, digits, _, /, +, =, ., - and @");

const valueText = z
  .string()
  .min(1, "give at least one character")
  .refine((text) => Buffer.byteLength(text) <= MOST_BYTES, `give at most ${MOST_BYTES} bytes`);

const tagText = checkedText((text) =>
  /^[\w/\-.+@: ]{1,128}=[\w/\-.+=@: ]{0,128}$/.test(text) && !isOfVendor(text)
    ? undefined
    : "is not a tag: write it as team=orders, of letters, digits, blanks and / _ - . + @ :, not beginning with aliyun or acs:",
);

const policyText = checkedText((text) => {
  const policy = parseJson(text);
  const isPolicy = z.object({ Version: z.string(), Statement: z.array(z.unknown()) }).safeParse(policy).success;
  return isPolicy ? undefined : "is not a policy: give JSON with Version and Statement";
});

const generated = z.object({
  length: field(z.number().int().min(8).max(1024).default(32), {
    doc: "How many characters the value has.",
    examples: [32, 48],
    onChange: "rekey",
    affects: VERSION,
  }),
  alphabet: field(alphabetText.default(DEFAULT_ALPHABET), {
    doc: "The characters of the value, each as likely as any other.",
    examples: ["0123456789abcdef", "abcdefghijklmnopqrstuvwxyz"],
    onChange: "rekey",
    affects: VERSION,
  }),
});

const managed = z.object({
  subType: fixed(z.enum(["SingleUser", "DoubleUsers", "RamUserAccessKey", "Password", "SSHKey"]).optional(), {
    doc: "`SingleUser` or `DoubleUsers` for `Rds`, `RamUserAccessKey` for `RAMCredentials`, `Password` or `SSHKey` for `ECS`.",
    examples: ["SingleUser", "SingleUser"],
  }),
  dbInstance: fixed(z.string().min(1).optional(), {
    doc: "For `Rds`: the id of the database instance.",
    examples: ["rm-bp1b3dd3a506e", "rm-bp1b3dd3a506e"],
  }),
  user: fixed(z.string().min(1).optional(), {
    doc: "For `RAMCredentials`: the name of the RAM user.",
    examples: ["ci", "ci"],
  }),
  server: fixed(z.string().min(1).optional(), {
    doc: "For `ECS`: the id of the instance.",
    examples: ["i-bp1a2b3c", "i-bp1a2b3c"],
  }),
  serverRegion: fixed(z.string().min(1).optional(), {
    doc: "For `ECS`: the region of the instance.",
    examples: ["cn-hangzhou", "cn-hangzhou"],
  }),
});

const rotation = z
  .object({
    every: field(durationText.optional(), {
      doc: "How long a value is current before another is generated; for a managed type, the service's own interval, 6 hours to 365 days.",
      examples: ["P90D", "P30D"],
      affects: ["rotateAt", "nextRunBy"],
    }),
    overlap: field(durationText.default("P7D"), {
      doc: "How long the previous version stays readable as `ACSPrevious`.",
      examples: ["P7D", "P14D"],
      affects: RETIREMENT,
    }),
    trigger: field(z.string().min(1).optional(), {
      doc: "Any new text makes a new value now, for a generated or managed secret. Leaving it out again changes nothing.",
      examples: ["2026-05 laptop stolen", "2026-06 audit"],
      onChange: "rekey",
      from: ["recorded"],
      affects: VERSION,
    }),
  })
  .prefault({});

const deletion = z
  .object({
    window: field(durationText.optional(), {
      doc: "How long a deleted secret can be restored: whole days, P7D to P30D. By default P30D.",
      examples: ["P7D", "P30D"],
    }),
    force: field(z.boolean().default(false), {
      doc: "Whether it is deleted for good at once. Then there is no window.",
      examples: [true, false],
    }),
  })
  .prefault({});

const { description, label, region, adopt } = namedInputs("secret", {}).shape;

export const secretInputs = z.object({
  name: fixed(secretName, {
    doc: "The name of the secret at the service, unique in the account and region. For the secret of a RAM user, it is `acs/ram/user/` and the user.",
    examples: ["orders/db", "payments/db"],
    from: ["name"],
  }),
  generated: field(generated.optional(), {
    doc: "Has Keysmith generate the value from the system's random numbers. The value is sent to the service and kept nowhere else.",
  }),
  kmsInstance: fixed(z.string().min(1).optional(), {
    doc: "The id of the KMS instance that keeps the secret. Without one, it is the shared KMS of the region.",
    examples: ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"],
  }),
  encryptionKey: fixed(z.string().min(1).optional(), {
    doc: "The id of the key that encrypts the secret: symmetric, and of the same instance. Left out, the service chooses it, and it stays as it is.",
    examples: ["key-hzz630494463ejqjx0001", "key-hzz630494463ejqjx0002"],
    references: "KmsKey",
    from: ["recorded"],
  }),
  type: fixed(z.enum(["Generic", "Rds", "RAMCredentials", "ECS"]).default("Generic"), {
    doc: "The type of the secret. The service itself rotates secrets of the managed types: those of a database, a RAM user or a server.",
    examples: ["Generic", "Generic"],
  }),
  managed: field(managed.optional(), { doc: "The object that a managed secret belongs to." }),
  value: field(secretText(valueText).optional(), {
    doc:
      "The value, at most 30,720 bytes. A change makes a new version. For a managed type it is the value that the service begins with, in the " +
      'form of the vendor\'s documentation, such as `{"Accounts":[{"AccountName":"","AccountPassword":""}]}`.',
    examples: ["postgres://orders:hunter2@db", "postgres://orders:swordfish@db"],
    secret: true,
    onChange: "rekey",
    affects: VERSION,
    insteadOf: "generated",
  }),
  filledElsewhere: field(z.boolean().default(false), {
    doc:
      "Leaves the values to others, such as a ClientKey with `store`. The service needs a value to begin with: it is a placeholder. " +
      "Later versions are left alone.",
    examples: [true, false],
    affects: VERSION,
  }),
  versionId: field(z.string().min(1).max(64).optional(), {
    doc: "The id of the version that has the given value. Left out, Keysmith gives each version an id. A new value needs a new id.",
    examples: ["2026-05", "2026-06"],
    onChange: "rekey",
    from: ["recorded"],
    affects: VERSION,
  }),
  policy: field(policyText.optional(), {
    doc: "The policy of the secret, as JSON: who may use it. Left out, it is the one that the service makes; removed again, everything is allowed to the account.",
    examples: [
      '{"Version":"1","Statement":[{"Effect":"Allow","Principal":{"RAM":["acs:ram::1000000000000001:*"]},"Action":["kms:*"],"Resource":["*"]}]}',
      '{"Version":"1","Statement":[{"Effect":"Allow","Principal":{"RAM":["acs:ram::1000000000000001:root"]},"Action":["kms:*"],"Resource":["*"]}]}',
    ],
    canonical: (text) => parseJson(String(text)),
  }),
  tags: field(distinct(tagText).max(20).default([]), {
    doc: "Tags, such as `team=orders`, at most 20.",
    examples: [["team=orders"], ["team=orders", "stage=prod"]],
    unordered: true,
  }),
  rotation: field(rotation, { doc: "When the value is replaced, and how long the previous one stays readable." }),
  deletion: field(deletion, { doc: "What deleting the secret means." }),
  description,
  label,
  region,
  adopt,
});

const previous = z.object({
  versionId: field(z.string(), { doc: "The id of the version." }),
  retireAfter: field(z.string(), { doc: "The time from which a run takes `ACSPrevious` from it." }),
});

export const secretOutputs = z.object({
  arn: field(z.string(), { doc: "The Alibaba Cloud resource name of the secret." }),
  version: field(z.number(), { doc: "1 for the first version, and one more with each that Keysmith makes." }),
  versionId: field(z.string(), { doc: "The id of the version that is `ACSCurrent`." }),
  createdAt: field(z.string(), { doc: "When the current version was made." }),
  state: field(z.enum(["active", "altered", "deleted"]), {
    doc:
      "`active` while the current version is the recorded one; `altered` when a refresh found another, which the next run replaces; " +
      "`deleted` when somebody has deleted the secret, and the next run can restore it.",
  }),
  deletedAfter: field(z.string().optional(), { doc: "The time until which a deleted secret can be restored." }),
  rotateAt: field(z.string().optional(), {
    doc: "The time from which another value is generated, if `rotation.every` is given.",
  }),
  previous: field(z.array(previous), { doc: "The previous version, as long as it is `ACSPrevious`." }),
  nextRunBy: field(z.string().optional(), { doc: "When something is due next." }),
});

export type SecretInputs = z.output<typeof secretInputs>;
export type SecretOutputs = z.output<typeof secretOutputs>;
export type SecretState = SecretInputs & SecretOutputs;

/** Whether Keysmith puts the values. Otherwise the service makes them, or the existing value stays current. */
export function makesVersions(inputs: Pick<SecretInputs, "type" | "value" | "generated">): boolean {
  return !isManaged(inputs) && (inputs.value !== undefined || inputs.generated !== undefined);
}

export function isManaged({ type }: Pick<SecretInputs, "type">): boolean {
  return type !== "Generic";
}
