import { z } from "zod";
import type { Check } from "../../../core/checks";
import { field, secretText } from "../../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../../core/function";
import { bytesOf, materialText } from "../key/material";
import { aadField, type Client, callTo, keyVersionField, oneKeyChecks, oneKeyFields } from "./one-key";

/** From the vendor's API description of 2019. */
const MOST_BYTES = 4096;

const inputs = z.object({
  ...oneKeyFields,
  plaintext: field(materialText.optional(), {
    doc: `What to wrap, in base64, at most ${MOST_BYTES} bytes. Left out: the service makes a data encryption key of 32 bytes.`,
    examples: ["MDEyMzQ1Njc4OWFiY2RlZg==", "ZmVkY2JhOTg3NjU0MzIxMA=="],
    secret: true,
  }),
  aad: aadField,
});

const plaintextFits: Check<z.output<typeof inputs>> = ({ inputs: { plaintext } }) => {
  const length = plaintext ? bytesOf(plaintext).length : 0;
  if (length <= MOST_BYTES) return [];
  return [{ field: "plaintext", reason: `the given value has ${length} bytes: at most ${MOST_BYTES} are allowed` }];
};

export const wrap: FunctionDefinition = defineFunction({
  name: "wrap",
  command: "wrap",
  summary:
    "Encrypts a small secret, mostly a data encryption key, with a root key; or makes such a key and encrypts it.",
  inputs,
  outputs: z.object({
    ciphertext: field(z.string(), { doc: "What was wrapped: keep it, only the root key can open it." }),
    plaintext: field(secretText().optional(), {
      doc: "The data encryption key in base64, when the service made it.",
      secret: true,
    }),
    keyVersion: keyVersionField,
  }),
  checks: [...oneKeyChecks, plaintextFits],
  kind: "ephemeral",
  actions: ["kms.secrets.wrap"],
  call(context: Client, given) {
    const { plaintext, aad } = given;
    const { api, idOrAlias } = callTo(context, given);
    return api.wrap(idOrAlias, { ...(plaintext && { plaintext }), ...(aad.length > 0 && { aad }) });
  },
});
