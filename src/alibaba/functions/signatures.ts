import * as z from "zod";
import { BadReplyError } from "../../core/errors";
import { base64Text, checkedText, field } from "../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../core/function";
import { everyPage } from "../../http/pages";
import type { AlibabaContext } from "../api/client";
import { describeKey } from "../kms-key/operations";
import { pagesOf } from "../pages";
import { keyFields, usedKey, usedKeyFields } from "./fields";
import * as operations from "./operations";

/** The length of a SHA-256, and of the SM3 that SM2 takes. */
const DIGEST_BYTES = 32;

const digestText = checkedText((text) => {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === DIGEST_BYTES && bytes.toString("base64") === text
    ? undefined
    : `is not a digest: give the ${DIGEST_BYTES} bytes of a SHA-256 in base64, as Terraform's \`base64sha256("…")\` returns it`;
});

const signedFields = {
  ...keyFields,
  algorithm: field(z.enum(["RSA_PSS_SHA_256", "RSA_PKCS1_SHA_256", "ECDSA_SHA_256", "SM2DSA"]), {
    doc: "The algorithm: `RSA_…` for RSA keys, `ECDSA_SHA_256` for keys of `EC_P256` and `EC_P256K`, `SM2DSA` for keys of `EC_SM2`.",
    examples: ["ECDSA_SHA_256", "RSA_PSS_SHA_256"],
  }),
  digest: field(digestText, {
    doc: "The hash of what is signed, in base64: its SHA-256, or for `SM2DSA` its SM3.",
    examples: ["ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="],
  }),
};

const newestField = field(z.string().min(1).optional(), {
  doc: "The version of the key. Left out: the newest.",
  examples: ["2ab1a983-7072-4bbc-a582-584b5bd80001", "2ab1a983-7072-4bbc-a582-584b5bd80002"],
});

const keyInputs = z.object({ ...keyFields, keyVersion: newestField });

type KeyAsked = z.output<typeof keyInputs>;

/** DescribeKey is documented to return a primary version of symmetric keys only, so the versions of other keys are listed. */
async function versionOf(context: AlibabaContext, { key, region, keyVersion }: KeyAsked): Promise<string> {
  if (keyVersion !== undefined) return keyVersion;
  const told = await context.client.call(describeKey, region, { KeyId: key });
  if (told.PrimaryKeyVersion) return told.PrimaryKeyVersion;
  const versions = await everyPage(pagesOf(context, operations.listKeyVersions, region, { KeyId: told.KeyId }));
  const [newest] = [...versions].sort((one, other) => (one.CreationDate < other.CreationDate ? 1 : -1));
  if (newest) return newest.KeyVersionId;
  throw new BadReplyError(
    `the key ${told.KeyId} has no version`,
    "A key of EXTERNAL origin gets one when its material is imported.",
  );
}

const FIND_VERSION = ["kms:DescribeKey", "kms:ListKeyVersions"];

export const sign: FunctionDefinition = defineFunction({
  name: "sign",
  kind: "ephemeral",
  command: "sign",
  summary: "Signs a digest with an asymmetric key for `SIGN/VERIFY`. Most algorithms make a new signature each time.",
  inputs: z.object({ ...signedFields, keyVersion: newestField }),
  outputs: z.object({
    signature: field(z.string(), { doc: "The signature in base64." }),
    ...usedKeyFields,
  }),
  actions: ["kms:AsymmetricSign", ...FIND_VERSION],
  async call(context: AlibabaContext, given) {
    const reply = await context.client.call(operations.sign, given.region, {
      KeyId: given.key,
      KeyVersionId: await versionOf(context, given),
      Algorithm: given.algorithm,
      Digest: given.digest,
    });
    return { signature: reply.Value, ...usedKey(reply) };
  },
});

export const verify: FunctionDefinition = defineFunction({
  name: "verify",
  kind: "data",
  command: "verify",
  summary: "Tells whether a signature is that of a digest by a version of a key.",
  inputs: z.object({
    ...signedFields,
    keyVersion: field(z.string().min(1), {
      doc: "The version of the key that has signed, as `sign` returns it.",
      examples: ["2ab1a983-7072-4bbc-a582-584b5bd80001", "2ab1a983-7072-4bbc-a582-584b5bd80002"],
    }),
    signature: field(base64Text(), {
      doc: "The signature in base64.",
      examples: ["c2lnbmF0dXJlIG9uZQ==", "c2lnbmF0dXJlIHR3bw=="],
    }),
  }),
  outputs: z.object({ valid: field(z.boolean(), { doc: "Whether the signature is valid." }) }),
  actions: ["kms:AsymmetricVerify"],
  async call({ client }: AlibabaContext, given) {
    const { Value } = await client.call(operations.verify, given.region, {
      KeyId: given.key,
      KeyVersionId: given.keyVersion,
      Algorithm: given.algorithm,
      Digest: given.digest,
      Value: given.signature,
    });
    return { valid: Value };
  },
});

export const getPublicKey: FunctionDefinition = defineFunction({
  name: "getPublicKey",
  kind: "data",
  command: "public-key",
  summary: "The public half of an asymmetric key.",
  inputs: keyInputs,
  outputs: z.object({
    publicKey: field(z.string(), { doc: "The public key in PEM." }),
    keyId: usedKeyFields.keyId,
    keyVersion: field(z.string(), { doc: "The version of the key that it belongs to." }),
  }),
  actions: ["kms:GetPublicKey", ...FIND_VERSION],
  async call(context: AlibabaContext, given) {
    const reply = await context.client.call(operations.getPublicKey, given.region, {
      KeyId: given.key,
      KeyVersionId: await versionOf(context, given),
    });
    return { publicKey: reply.PublicKey, ...usedKey(reply) };
  },
});
