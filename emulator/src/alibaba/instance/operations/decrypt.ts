import { invalidParameter, KmsError } from "../../errors";
import { unpack } from "../../keys/blob";
import { decrypt as decryptUnder, type Sealed } from "../../keys/cipher";
import { versionOf } from "../../keys/find";
import type { KeyVersion } from "../../keys/version";
import { type KeyUse, keyOperation, mannerOf } from "../keys";
import { bytesOf, type InstanceCall, type InstanceResult } from "../operation";

/** Decrypts results of Encrypt, GenerateDataKey and GenerateDataKeyPair. */
export const decrypt = keyOperation("Decrypt", "ENCRYPT/DECRYPT", (call, use) => {
  const { message, keyVersionId } = openPlain(call, use);
  return { message, keyVersionId };
});

/** Decrypts results of AdvanceEncrypt and the other Advance operations, and whatever {@link decrypt} does. */
export const advanceDecrypt = keyOperation(
  "AdvanceDecrypt",
  "ENCRYPT/DECRYPT",
  (call, use) => {
    const packed = packedIn(call);
    const { message, keyVersionId } =
      packed?.keyId === use.key.id
        ? opened(call, versionOf(call.context, use.key, packed.keyVersionId), packed)
        : openPlain(call, use);
    return { message: { ...message, KeyVersionId: keyVersionId }, keyVersionId };
  },
  (call) => packedIn(call)?.keyId,
);

type Opened = Required<InstanceResult>;

/**
 * A blob of Encrypt names no version. When the header names none either, each version is tried, the newest first: AES-GCM
 * detects the wrong ones.
 */
function openPlain(call: InstanceCall, { key, version }: KeyUse): Opened {
  const sealed = { iv: bytesOf(call, "Iv"), ciphertext: bytesOf(call, "CiphertextBlob") };
  const versions =
    call.keyVersionId === undefined
      ? key.versions.toReversed().map(({ id }) => versionOf(call.context, key, id))
      : [version];
  let refusal: KmsError = invalidParameter("CiphertextBlob", "it can't be decrypted");
  for (const each of versions) {
    try {
      return opened(call, each, sealed);
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function opened(call: InstanceCall, version: KeyVersion, sealed: Pick<Sealed, "iv" | "ciphertext">): Opened {
  const manner = mannerOf(call);
  const plaintext = decryptUnder(version, sealed, manner);
  const { keyId, keyVersionId } = version;
  return { message: { KeyId: keyId, Plaintext: plaintext, Algorithm: manner.algorithm }, keyVersionId };
}

/** The parts of a blob made by AdvanceEncrypt; undefined for any other. */
function packedIn(call: InstanceCall): ReturnType<typeof unpack> | undefined {
  try {
    const packed = unpack(bytesOf(call, "CiphertextBlob"));
    return call.context.region.keys.has(packed.keyId) ? packed : undefined;
  } catch {
    return undefined;
  }
}
