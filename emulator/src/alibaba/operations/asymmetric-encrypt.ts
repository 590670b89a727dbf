import { unsupportedOperation } from "../errors";
import { encrypt } from "../keys/cipher";
import { findKey, requireEnabled, requireUsage, versionOf } from "../keys/find";
import { readBytes } from "../keys/read";
import { isSymmetric, type KeyUsage } from "../keys/spec";
import type { KeyVersion } from "../keys/version";
import type { Operation, OperationContext } from "../operation";

export const asymmetricEncrypt: Operation = {
  name: "AsymmetricEncrypt",
  kind: "read",
  run: (context) => {
    const version = asymmetricVersion(context, "ENCRYPT/DECRYPT");
    const algorithm = context.parameters.required("Algorithm");
    const { ciphertext } = encrypt(version, readBytes(context.parameters, "Plaintext"), { algorithm });
    return { ...namesOf(version), CiphertextBlob: ciphertext.toString("base64") };
  },
};

/** The version of an asymmetric key that the request names. @throws KmsError */
export function asymmetricVersion(context: OperationContext, usage: KeyUsage): KeyVersion {
  const key = requireUsage(requireEnabled(findKey(context)), usage);
  if (isSymmetric(key.spec)) throw unsupportedOperation();
  return versionOf(context, key, context.parameters.required("KeyVersionId"));
}

export function namesOf({ keyId, keyVersionId }: KeyVersion): { KeyId: string; KeyVersionId: string } {
  return { KeyId: keyId, KeyVersionId: keyVersionId };
}
