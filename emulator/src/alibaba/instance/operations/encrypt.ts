import { pack } from "../../keys/blob";
import { encrypt as encryptUnder, type Sealed } from "../../keys/cipher";
import { type KeyUse, keyOperation, mannerOf } from "../keys";
import { bytesOf, type InstanceCall } from "../operation";

/** The caller passes key, IV and algorithm again to decrypt. */
export const encrypt = keyOperation("Encrypt", "ENCRYPT/DECRYPT", (call, use) => {
  const sealed = sealedOf(call, use);
  return { message: { ...sealedFields(sealed), CiphertextBlob: sealed.ciphertext }, keyVersionId: sealed.keyVersionId };
});

/** The blob holds everything that decryption needs. */
export const advanceEncrypt = keyOperation("AdvanceEncrypt", "ENCRYPT/DECRYPT", (call, use) => {
  const sealed = sealedOf(call, use);
  return { message: { ...sealedFields(sealed), ...packedFields(sealed) }, keyVersionId: sealed.keyVersionId };
});

function sealedOf(call: InstanceCall, { version }: KeyUse): Sealed {
  const iv = bytesOf(call, "Iv");
  return encryptUnder(version, bytesOf(call, "Plaintext"), mannerOf(call), iv.length > 0 ? iv : undefined);
}

/** The fields that all answers with encrypted data share. */
export function sealedFields({ keyId, iv, algorithm }: Sealed): { KeyId: string; Iv: Buffer; Algorithm: string } {
  return { KeyId: keyId, Iv: iv, Algorithm: algorithm };
}

export function packedFields(sealed: Sealed): { CiphertextBlob: Buffer; KeyVersionId: string } {
  return { CiphertextBlob: pack(sealed), KeyVersionId: sealed.keyVersionId };
}
