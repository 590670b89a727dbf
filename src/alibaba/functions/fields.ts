import * as z from "zod";
import { base64Text, checkedText, distinct, field } from "../../core/fields";
import { regionField } from "../fields";

const keyText = checkedText((text) => {
  if (text.startsWith("acs:")) return "is an ARN: write the id at its end, such as key-hzz1";
  return /^(alias\/)?[\w/-]{1,255}$/.test(text)
    ? undefined
    : "is neither the id of a key nor an alias: write key-hzz1 or alias/orders";
});

export const keyFields = {
  key: field(keyText, {
    doc: "The key: its id, or `alias/` and an alias of it.",
    examples: ["key-hzz630494463ejqjx0001", "alias/orders"],
    references: "KmsKey",
  }),
  region: regionField,
};

export const usedKeyFields = {
  keyId: field(z.string(), { doc: "The id of the key." }),
  keyVersion: field(z.string(), { doc: "The version of the key that was used." }),
};

/** The key and its version in a reply, by our names. */
export function usedKey({ KeyId, KeyVersionId }: { readonly KeyId: string; readonly KeyVersionId: string }) {
  return { keyId: KeyId, keyVersion: KeyVersionId };
}

const pairText = checkedText((text) =>
  /^[^=]+=/.test(text) ? undefined : "is not a name and a value: write it as team=orders",
);

/** The service takes JSON. A list of pairs has an order and characters that every engine supports. */
export function contextPairs(): z.ZodDefault<z.ZodArray<z.ZodString>> {
  return distinct(pairText, (pair) => String(pair).split("=")[0]).default([]);
}

export const contextField = field(contextPairs(), {
  doc: "Names and values that the ciphertext is bound to, such as `purpose=backup`: decrypting needs the same. They aren't secret.",
  examples: [["purpose=backup"], ["purpose=backup", "team=orders"]],
  unordered: true,
});

/** The pairs in the service's form; undefined if there are none. */
export function contextText(pairs: readonly string[]): string | undefined {
  if (pairs.length === 0) return undefined;
  const entries = pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  return JSON.stringify(Object.fromEntries(entries));
}

export const ciphertextField = field(base64Text(), {
  doc: "The ciphertext from `encrypt` or `generateDataKey`, or the `ciphertext` of a `KmsWrappedKey`.",
  examples: ["Y2lwaGVydGV4dCBvbmU=", "Y2lwaGVydGV4dCB0d28="],
});
