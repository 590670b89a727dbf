import { z } from "zod";
import { field } from "../../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../../core/function";
import { lacks } from "../../platform/features";
import {
  aadField,
  type Client,
  callTo,
  ciphertextField,
  keyVersionField,
  oneKeyChecks,
  oneKeyFields,
  serviceOfKey,
} from "./one-key";

const inputs = z.object({ ...oneKeyFields, ciphertext: ciphertextField, aad: aadField });

export const rewrap: FunctionDefinition = defineFunction({
  name: "rewrap",
  command: "rewrap",
  summary: "Wraps a ciphertext anew with the newest version of its root key, without showing what is in it.",
  inputs,
  outputs: z.object({
    ciphertext: field(z.string(), { doc: "The new ciphertext: keep it in place of the old one." }),
    keyVersion: keyVersionField,
    rewrappedKeyVersion: field(z.string().optional(), { doc: "The version of the key that it is wrapped with now." }),
  }),
  checks: [
    ...oneKeyChecks,
    ({ inputs: given }) => {
      const service = serviceOfKey(given);
      const lack = service && lacks(service, "rewrap");
      return lack ? [{ field: "", reason: lack }] : [];
    },
  ],
  kind: "ephemeral",
  actions: ["kms.secrets.rewrap"],
  call(context: Client, given) {
    const { ciphertext, aad } = given;
    const { api, idOrAlias } = callTo(context, given);
    return api.rewrap(idOrAlias, { ciphertext, ...(aad.length > 0 && { aad }) });
  },
});
