import { z } from "zod";
import { field, secretText } from "../../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../../core/function";
import { aadField, type Client, callTo, ciphertextField, keyVersionField, oneKeyChecks, oneKeyFields } from "./one-key";

export const unwrap: FunctionDefinition = defineFunction({
  name: "unwrap",
  kind: "ephemeral",
  command: "unwrap",
  summary: "Decrypts what a root key has wrapped, also with an earlier version of it.",
  inputs: z.object({ ...oneKeyFields, ciphertext: ciphertextField, aad: aadField }),
  outputs: z.object({
    plaintext: field(secretText(), { doc: "What was wrapped, in base64.", secret: true }),
    ciphertext: field(z.string().optional(), {
      doc: "The same, wrapped with the newest version of the key, when it was rotated since: keep it in place of the old one.",
    }),
    keyVersion: keyVersionField,
  }),
  checks: oneKeyChecks,
  actions: ["kms.secrets.unwrap"],
  async call(context: Client, given) {
    const { ciphertext, aad } = given;
    const { api, idOrAlias } = callTo(context, given);
    const answer = await api.unwrap(idOrAlias, { ciphertext, ...(aad.length > 0 && { aad }) });
    return { plaintext: answer.plaintext, ciphertext: answer.ciphertext, keyVersion: answer.keyVersion };
  },
});
