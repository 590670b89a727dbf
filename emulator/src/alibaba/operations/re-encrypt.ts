import { decrypt, encrypt } from "../keys/cipher";
import { findKey, requireEnabled, requireUsage, versionOf } from "../keys/find";
import { readBytes, readContext } from "../keys/read";
import type { Operation, OperationContext } from "../operation";
import { open } from "./decrypt";
import { requireSymmetric, sealedFields } from "./encrypt";

export const reEncrypt: Operation = {
  name: "ReEncrypt",
  // Source: the operation's reference. One action for the key that decrypts, one for the key that encrypts.
  actions: ["ReEncryptFrom", "ReEncryptTo"],
  kind: "read",
  run: (context) => {
    const { parameters } = context;
    const plaintext = readSource(context);
    const target = requireSymmetric(requireEnabled(findKey(context, { parameter: "DestinationKeyId" })));
    const aad = readContext(parameters, "DestinationEncryptionContext");
    return sealedFields(encrypt(versionOf(context, target), plaintext, { aad }));
  },
};

/** A symmetric key's ciphertext names its key and version; for a public key's, the parameters do. */
function readSource(context: OperationContext): Buffer {
  const { parameters } = context;
  const algorithm = parameters.optional("SourceEncryptionAlgorithm");
  if (!algorithm) return open(context, "SourceEncryptionContext").plaintext;
  const named = requireEnabled(findKey(context, { parameter: "SourceKeyId" }));
  const key = requireUsage(named, "ENCRYPT/DECRYPT");
  const version = versionOf(context, key, parameters.required("SourceKeyVersionId"));
  return decrypt(version, { iv: Buffer.alloc(0), ciphertext: readBytes(parameters, "CiphertextBlob") }, { algorithm });
}
