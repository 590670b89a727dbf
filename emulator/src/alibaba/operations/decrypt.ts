import { forbiddenKeyNotFound } from "../errors";
import { unpack } from "../keys/blob";
import { decrypt as decryptUnder } from "../keys/cipher";
import { requireEnabled, versionOf } from "../keys/find";
import { readBytes, readContext } from "../keys/read";
import type { KeyVersion } from "../keys/version";
import type { Operation, OperationContext } from "../operation";
import { isAt } from "../place";
import { requireSymmetric } from "./encrypt";

export const decrypt: Operation = {
  name: "Decrypt",
  kind: "read",
  run: (context) => {
    const { plaintext, version } = open(context, "EncryptionContext");
    return { KeyId: version.keyId, KeyVersionId: version.keyVersionId, Plaintext: plaintext.toString("base64") };
  },
};

/** The plaintext of `CiphertextBlob`, decrypted by the version that the blob names. @throws KmsError */
export function open(
  context: OperationContext,
  contextParameter: string,
): { readonly plaintext: Buffer; readonly version: KeyVersion } {
  const sealed = unpack(readBytes(context.parameters, "CiphertextBlob"));
  const key = context.region.keys.get(sealed.keyId);
  if (key === undefined || !isAt(context.place, key.instance)) throw forbiddenKeyNotFound();
  requireSymmetric(requireEnabled(key));
  const version = versionOf(context, key, sealed.keyVersionId);
  return {
    plaintext: decryptUnder(version, sealed, { aad: readContext(context.parameters, contextParameter) }),
    version,
  };
}
