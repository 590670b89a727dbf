import { type DataKey, generateDataKey as generate } from "../keys/data-key";
import { findKey, requireEnabled, versionOf } from "../keys/find";
import { readContext, readWord } from "../keys/read";
import type { Operation, OperationContext } from "../operation";
import { requireSymmetric, sealedFields } from "./encrypt";

export const generateDataKey: Operation = {
  name: "GenerateDataKey",
  kind: "read",
  run: (context) => {
    const { plaintext, sealed } = newDataKey(context);
    return { ...sealedFields(sealed), Plaintext: plaintext.toString("base64") };
  },
};

/** A data key under a key's primary version: NumberOfBytes long, otherwise by `KeySpec`, otherwise 32 bytes. */
export function newDataKey(context: OperationContext): DataKey {
  const { parameters } = context;
  const key = requireSymmetric(requireEnabled(findKey(context)));
  const spec = readWord(parameters, "KeySpec", ["AES_256", "AES_128"]);
  const bytes = parameters.integer("NumberOfBytes", { min: 1, max: 1024, default: spec === "AES_128" ? 16 : 32 });
  return generate(versionOf(context, key), bytes, readContext(parameters));
}
