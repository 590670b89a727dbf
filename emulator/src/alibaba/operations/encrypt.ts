import { unsupportedOperation } from "../errors";
import { pack } from "../keys/blob";
import { encrypt as encryptUnder, type Sealed } from "../keys/cipher";
import { findKey, requireEnabled, versionOf } from "../keys/find";
import type { Key } from "../keys/key";
import { readBytes, readContext } from "../keys/read";
import { isSymmetric } from "../keys/spec";
import type { Operation } from "../operation";

export const encrypt: Operation = {
  name: "Encrypt",
  kind: "read",
  run: (context) => {
    const { parameters } = context;
    const key = requireSymmetric(requireEnabled(findKey(context)));
    const plaintext = readBytes(parameters, "Plaintext");
    const aad = readContext(parameters);
    const sealed = encryptUnder(versionOf(context, key), plaintext, { aad });
    return sealedFields(sealed);
  },
};

/** @throws KmsError UnsupportedOperation */
export function requireSymmetric(key: Key): Key {
  if (!isSymmetric(key.spec)) throw unsupportedOperation();
  return key;
}

/** The fields that all answers with encrypted data share. */
export function sealedFields(sealed: Sealed): Record<string, string> {
  const { keyId, keyVersionId } = sealed;
  return { KeyId: keyId, KeyVersionId: keyVersionId, CiphertextBlob: pack(sealed).toString("base64") };
}
