import { decrypt } from "../keys/cipher";
import { readBytes } from "../keys/read";
import type { Operation } from "../operation";
import { asymmetricVersion, namesOf } from "./asymmetric-encrypt";

export const asymmetricDecrypt: Operation = {
  name: "AsymmetricDecrypt",
  kind: "read",
  run: (context) => {
    const version = asymmetricVersion(context, "ENCRYPT/DECRYPT");
    const algorithm = context.parameters.required("Algorithm");
    const ciphertext = readBytes(context.parameters, "CiphertextBlob");
    const plaintext = decrypt(version, { iv: Buffer.alloc(0), ciphertext }, { algorithm });
    return { ...namesOf(version), Plaintext: plaintext.toString("base64") };
  },
};
