import { invalidParameter, KmsError } from "../../errors";
import { unpack } from "../../keys/blob";
import { decrypt as decryptUnder, type Sealed } from "../../keys/cipher";
import { versionOf } from "../../keys/find";
import type { KeyVersion } from "../../keys/version";
import { type KeyUse, keyOperation, mannerOf } from "../keys";
import { bytesOf, type InstanceCall, type InstanceResult } from "../operation";

/** Opens what Encrypt, GenerateDataKey and GenerateDataKeyPair have made. */
export const decrypt = keyOperation("Decrypt", "ENCRYPT/DECRYPT", (call, use) => {
  const { message, keyVersionId } = openPlain(call, use);
  return { message, keyVersionId };
});

/** Opens what AdvanceEncrypt and its like have made, and what {@link decrypt} opens. */
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
 * A blob of Encrypt tells no version. Where the header doesn't either, each is tried, the newest first: AES-GCM tells whether it
 * was the one.
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

/** The parts of a blob, when it is one of AdvanceEncrypt. */
function packedIn(call: InstanceCall): ReturnType<typeof unpack> | undefined {
  try {
    const packed = unpack(bytesOf(call, "CiphertextBlob"));
    return call.context.region.keys.has(packed.keyId) ? packed : undefined;
  } catch {
    return undefined;
  }
}
