import { type DataKeyPair, generateDataKeyPair as generate } from "../../keys/data-key";
import type { Message } from "../codec";
import { keyOperation, mannerOf } from "../keys";
import type { InstanceOperation } from "../operation";
import { packedFields, sealedFields } from "./encrypt";

/** @param more fields of a pair beside those of every answer */
function pairOperation(name: InstanceOperation["name"], more: (pair: DataKeyPair) => Message): InstanceOperation {
  return keyOperation(name, "ENCRYPT/DECRYPT", (call, { version }) => {
    const { parameters, newKey } = call.context;
    const spec = parameters.required("KeyPairSpec");
    const format = parameters.optional("KeyFormat") || undefined;
    const pair = generate(version, { spec, format, ...mannerOf(call), newRsaKey: newKey });
    const common = { ...sealedFields(pair.sealed), KeyPairSpec: spec, PublicKey: pair.publicKey };
    return { message: { ...common, ...more(pair) }, keyVersionId: version.keyVersionId };
  });
}

const plainBlob = ({ sealed }: DataKeyPair): Message => ({ PrivateKeyCiphertextBlob: sealed.ciphertext });

function packedBlob({ sealed }: DataKeyPair): Message {
  const { CiphertextBlob, KeyVersionId } = packedFields(sealed);
  return { PrivateKeyCiphertextBlob: CiphertextBlob, KeyVersionId };
}

const plaintext = ({ privateKey }: DataKeyPair): Message => ({ PrivateKeyPlaintext: privateKey });

export const dataKeyPairs: readonly InstanceOperation[] = [
  pairOperation("GenerateDataKeyPair", (pair) => ({ ...plainBlob(pair), ...plaintext(pair) })),
  pairOperation("GenerateDataKeyPairWithoutPlaintext", plainBlob),
  pairOperation("AdvanceGenerateDataKeyPair", (pair) => ({ ...packedBlob(pair), ...plaintext(pair) })),
  pairOperation("AdvanceGenerateDataKeyPairWithoutPlaintext", packedBlob),
];
