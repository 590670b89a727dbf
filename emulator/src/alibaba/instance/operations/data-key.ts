import { encrypt, type Sealed } from "../../keys/cipher";
import { generateRandom as random } from "../../keys/data-key";
import { type KeyUse, keyOperation, mannerOf } from "../keys";
import { type InstanceCall, numberOf } from "../operation";
import { packedFields, sealedFields } from "./encrypt";

const defaultBytes = 32;

export const generateDataKey = keyOperation("GenerateDataKey", "ENCRYPT/DECRYPT", (call, use) => {
  const { plaintext, sealed } = newDataKey(call, use);
  const message = { ...sealedFields(sealed), Plaintext: plaintext, CiphertextBlob: sealed.ciphertext };
  return { message, keyVersionId: sealed.keyVersionId };
});

export const advanceGenerateDataKey = keyOperation("AdvanceGenerateDataKey", "ENCRYPT/DECRYPT", (call, use) => {
  const { plaintext, sealed } = newDataKey(call, use);
  const message = { ...sealedFields(sealed), ...packedFields(sealed), Plaintext: plaintext };
  return { message, keyVersionId: sealed.keyVersionId };
});

function newDataKey(call: InstanceCall, { version }: KeyUse): { plaintext: Buffer; sealed: Sealed } {
  const plaintext = random(numberOf(call, "NumberOfBytes") || defaultBytes, "NumberOfBytes");
  return { plaintext, sealed: encrypt(version, plaintext, mannerOf(call)) };
}
