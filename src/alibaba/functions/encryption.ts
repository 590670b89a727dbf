import * as z from "zod";
import type { Check } from "../../core/checks";
import { base64Text, field, secretText } from "../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../core/function";
import type { AlibabaContext } from "../api/client";
import { regionField } from "../fields";
import { ciphertextField, contextField, contextText, keyFields, usedKey, usedKeyFields } from "./fields";
import * as operations from "./operations";

/** The limit of Encrypt, per its reference in the vendor's client for Go. */
const MOST_BYTES = 6144;

const encryptInputs = z.object({
  ...keyFields,
  plaintext: field(secretText(base64Text()), {
    doc: `What to encrypt, in base64, at most ${MOST_BYTES} bytes.`,
    examples: ["MDEyMzQ1Njc4OWFiY2RlZg==", "ZmVkY2JhOTg3NjU0MzIxMA=="],
    secret: true,
  }),
  encryptionContext: contextField,
});

const plaintextFits: Check<z.output<typeof encryptInputs>> = ({ inputs: { plaintext } }) => {
  const { length } = Buffer.from(plaintext.reveal(), "base64");
  if (length <= MOST_BYTES) return [];
  return [{ field: "plaintext", reason: `the given value has ${length} bytes: at most ${MOST_BYTES} are allowed` }];
};

const ciphertext = field(z.string(), { doc: "The ciphertext in base64: keep it, only the key can open it." });

export const encrypt: FunctionDefinition = defineFunction({
  name: "encrypt",
  kind: "ephemeral",
  command: "encrypt",
  summary: "Encrypts a small secret with the newest version of a symmetric key.",
  inputs: encryptInputs,
  outputs: z.object({ ciphertext, ...usedKeyFields }),
  checks: [plaintextFits],
  actions: ["kms:Encrypt"],
  async call({ client }: AlibabaContext, { key, region, plaintext, encryptionContext }) {
    const reply = await client.call(operations.encrypt, region, {
      KeyId: key,
      Plaintext: plaintext,
      EncryptionContext: contextText(encryptionContext),
    });
    return { ciphertext: reply.CiphertextBlob, ...usedKey(reply) };
  },
});

export const decrypt: FunctionDefinition = defineFunction({
  name: "decrypt",
  kind: "ephemeral",
  command: "decrypt",
  summary: "Decrypts a ciphertext of a symmetric key, also of an earlier version of it. The ciphertext names the key.",
  inputs: z.object({ ciphertext: ciphertextField, encryptionContext: contextField, region: regionField }),
  outputs: z.object({
    plaintext: field(secretText(), { doc: "What was encrypted, in base64.", secret: true }),
    ...usedKeyFields,
  }),
  actions: ["kms:Decrypt"],
  async call({ client }: AlibabaContext, given) {
    const reply = await client.call(operations.decrypt, given.region, {
      CiphertextBlob: given.ciphertext,
      EncryptionContext: contextText(given.encryptionContext),
    });
    return { plaintext: reply.Plaintext, ...usedKey(reply) };
  },
});

export const generateDataKey: FunctionDefinition = defineFunction({
  name: "generateDataKey",
  kind: "ephemeral",
  command: "generate-data-key",
  summary: "Makes a data key, both in clear and encrypted with a symmetric key: `decrypt` opens it again.",
  inputs: z.object({
    ...keyFields,
    bytes: field(z.number().int().min(1).max(1024).default(32), {
      doc: "How many bytes the data key has.",
      examples: [16, 64],
    }),
    encryptionContext: contextField,
  }),
  outputs: z.object({
    plaintext: field(secretText(), { doc: "The data key in base64.", secret: true }),
    ciphertext,
    ...usedKeyFields,
  }),
  actions: ["kms:GenerateDataKey"],
  async call({ client }: AlibabaContext, { key, region, bytes, encryptionContext }) {
    const reply = await client.call(operations.generateDataKey, region, {
      KeyId: key,
      NumberOfBytes: String(bytes),
      EncryptionContext: contextText(encryptionContext),
    });
    return { plaintext: reply.Plaintext, ciphertext: reply.CiphertextBlob, ...usedKey(reply) };
  },
});
