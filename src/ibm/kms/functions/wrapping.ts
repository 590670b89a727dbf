import * as z from "zod";
import { field, secretText } from "../../../core/fields";
import type { FunctionDefinition } from "../../../core/function";
import type { IbmContext } from "../../client";
import { COUNTED, textOf } from "../../platform/texts";
import { fewBytes, materialText } from "../key/material";
import { callTo, defineKeyFunction, oneKeyChecks, oneKeyFields, serviceHas } from "./one-key";

/** Additional authenticated data. Source of the limits: IBM's API description. */
export function aadTexts(): z.ZodDefault<z.ZodArray<z.ZodString>> {
  return z.array(textOf(0, 255)).max(126).default([]);
}

const aadField = field(aadTexts(), {
  doc: `Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for unwrapping as for wrapping. They aren't secret. ${COUNTED}`,
  examples: [["orders"], ["orders", "2026"]],
});

const ciphertextField = field(
  z.string().regex(/^[A-Za-z0-9+/_=.-]+$/, "is not a ciphertext: give one that wrap returned"),
  {
    doc: "The ciphertext that `wrap` returned, or the `ciphertext` of a `WrappedKey`.",
    examples: ["eyJjaXBoZXJ0ZXh0IjoiYSJ9", "eyJjaXBoZXJ0ZXh0IjoiYiJ9"],
  },
);

const keyVersionField = field(z.string().optional(), {
  doc: "The version of the key that the ciphertext was made with.",
});

/** Source: the vendor's API description of 2019. */
const MOST_BYTES = 4096;

const wrapInputs = z.object({
  ...oneKeyFields,
  plaintext: field(materialText.optional(), {
    doc: `The data to wrap, in base64, at most ${MOST_BYTES} bytes. By default, the service makes a data encryption key of 32 bytes.`,
    examples: ["MDEyMzQ1Njc4OWFiY2RlZg==", "ZmVkY2JhOTg3NjU0MzIxMA=="],
    secret: true,
  }),
  aad: aadField,
});

export const wrap: FunctionDefinition = defineKeyFunction({
  name: "wrap",
  command: "wrap",
  summary:
    "Encrypts a small secret, mostly a data encryption key, with a root key; or makes such a key and encrypts it.",
  inputs: wrapInputs,
  outputs: z.object({
    ciphertext: field(z.string(), { doc: "The ciphertext: keep it, as only the root key can open it." }),
    plaintext: field(secretText().optional(), {
      doc: "The data encryption key in base64, when the service made it.",
      secret: true,
    }),
    keyVersion: keyVersionField,
  }),
  checks: [...oneKeyChecks, fewBytes("plaintext", MOST_BYTES)],
  kind: "ephemeral",
  actions: ["kms.secrets.wrap"],
  call(context: IbmContext, given) {
    const { api, idOrAlias } = callTo(context, given);
    return api.wrap(idOrAlias, given);
  },
});

const wrappedInputs = z.object({ ...oneKeyFields, ciphertext: ciphertextField, aad: aadField });

export const unwrap: FunctionDefinition = defineKeyFunction({
  name: "unwrap",
  kind: "ephemeral",
  command: "unwrap",
  summary: "Decrypts what a root key has wrapped, also with an earlier version of it.",
  inputs: wrappedInputs,
  outputs: z.object({
    plaintext: field(secretText(), { doc: "The unwrapped data, in base64.", secret: true }),
    ciphertext: field(z.string().optional(), {
      doc: "The same data, wrapped with the newest version of the key, if the key was rotated since: keep it in place of the old ciphertext.",
    }),
    keyVersion: keyVersionField,
  }),
  checks: oneKeyChecks,
  actions: ["kms.secrets.unwrap"],
  async call(context: IbmContext, given) {
    const { api, idOrAlias } = callTo(context, given);
    const { plaintext, ciphertext, keyVersion } = await api.unwrap(idOrAlias, given);
    return { plaintext, ciphertext, keyVersion };
  },
});

export const rewrap: FunctionDefinition = defineKeyFunction({
  name: "rewrap",
  command: "rewrap",
  summary: "Wraps a ciphertext anew with the newest version of its root key, without showing what is in it.",
  inputs: wrappedInputs,
  outputs: z.object({
    ciphertext: field(z.string(), { doc: "The new ciphertext: keep it in place of the old one." }),
    keyVersion: keyVersionField,
    rewrappedKeyVersion: field(z.string().optional(), { doc: "The version of the key that wraps the data now." }),
  }),
  checks: [...oneKeyChecks, serviceHas("rewrap")],
  kind: "ephemeral",
  actions: ["kms.secrets.rewrap"],
  call(context: IbmContext, given) {
    const { api, idOrAlias } = callTo(context, given);
    return api.rewrap(idOrAlias, given);
  },
});
