import * as z from "zod";
import { type DataKeys, defineDataKeys } from "../../core/data-keys";
import { ConflictError, causedBy, RejectedError } from "../../core/errors";
import { PREFIX } from "../alias-list";
import type { AlibabaClient } from "../api/client";
import { describeKey } from "../kms-key/operations";
import { contextText, keyFields } from "./fields";
import { decrypt, generateDataKey } from "./operations";

const inputs = z.object(keyFields);

type Inputs = z.output<typeof inputs>;

/** The form of the service's current ids, which have their place of creation before the random part. No key of IBM has such an id. */
const KEY_ID = /^key-[a-z]{3}[0-9a-z]{10,}$/;

/** AES-256. */
const BYTES = "32";

export const dataKeys: DataKeys = defineDataKeys<typeof inputs, AlibabaClient>({
  inputs,
  forms: "the id of a key of Alibaba Cloud KMS (key-hzz…), or alias/ and an alias of it, beside the region",
  owns: ({ key = "" }) => KEY_ID.test(key) || key.startsWith(PREFIX),
  nameOf: ({ key, region }) => `${key} of ${region}`,
  async make({ client }, given, purpose) {
    const asked = { KeyId: given.key, NumberOfBytes: BYTES, EncryptionContext: contextOf(purpose) };
    const made = await explained(given, () => client.call(generateDataKey, given.region, asked));
    return { plaintext: made.Plaintext, ciphertext: made.CiphertextBlob };
  },
  async unwrap({ client }, given, ciphertext, purpose) {
    const asked = { CiphertextBlob: ciphertext, EncryptionContext: contextOf(purpose) };
    const opened = await explained(given, () => client.call(decrypt, given.region, asked));
    await requireSameKey(client, given, opened.KeyId);
    return opened.Plaintext;
  },
});

function contextOf(purpose: string): string | undefined {
  return contextText([`purpose=${purpose}`]);
}

/**
 * The service decrypts with any key that the ciphertext names, so whoever can write the ciphertext could name a key of their own.
 * @throws RejectedError if that key isn't the given one
 */
async function requireSameKey(client: AlibabaClient, { key, region }: Inputs, opener: string): Promise<void> {
  const isAlias = key.startsWith(PREFIX);
  const given = isAlias ? (await client.call(describeKey, region, { KeyId: key })).KeyId : key;
  if (given === opener) return;
  throw new RejectedError(
    `the ciphertext was encrypted with the key ${opener}, not with ${key}${isAlias ? `, which is now ${given}` : ""}`,
    `Give that key, if it is one of yours: ${opener}.`,
  );
}

/** @throws ConflictError that tells how to bring the key into a usable state */
async function explained<T>({ key }: Inputs, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const remedy = error instanceof ConflictError ? REMEDIES[error.vendorCode ?? ""] : undefined;
    if (!(error instanceof ConflictError) || remedy === undefined) throw error;
    const id = key.startsWith(PREFIX) ? `<the id of ${key}>` : key;
    throw new ConflictError(error.told.problem, remedy(id), causedBy(error));
  }
}

const REMEDIES: Readonly<Record<string, (id: string) => string>> = {
  "Rejected.Disabled": (id) =>
    `The key is disabled: enable it (\`aliyun kms EnableKey --KeyId ${id}\`), and run again.`,
  "Rejected.PendingDeletion": (id) =>
    `The key's deletion is scheduled: cancel it (\`aliyun kms CancelKeyDeletion --KeyId ${id}\`), and run again. Once the key is gone, nothing can decrypt what it has encrypted.`,
};
