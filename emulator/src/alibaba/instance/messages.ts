export type FieldType = "string" | "bytes" | "int32" | "bool" | "string[]";

/** A message's fields by name, each with its type and its field number. */
export type MessageForm = Readonly<Record<string, `${FieldType} ${number}`>>;

// The messages of the vendor's openapi-util/protobuf/api.proto (alibabacloud-dkms-gcs-go-sdk 0.5.1): names, types and numbers.

const encryptRequest: MessageForm = {
  KeyId: "string 1",
  Plaintext: "bytes 2",
  Algorithm: "string 3",
  Aad: "bytes 4",
  Iv: "bytes 5",
  PaddingMode: "string 6",
};
const encryptAnswer: MessageForm = {
  KeyId: "string 1",
  CiphertextBlob: "bytes 2",
  Iv: "bytes 3",
  RequestId: "string 4",
  Algorithm: "string 5",
  PaddingMode: "string 6",
};
const decryptRequest: MessageForm = {
  CiphertextBlob: "bytes 1",
  KeyId: "string 2",
  Algorithm: "string 3",
  Aad: "bytes 4",
  Iv: "bytes 5",
  PaddingMode: "string 6",
};
const decryptAnswer: MessageForm = {
  KeyId: "string 1",
  Plaintext: "bytes 2",
  RequestId: "string 3",
  Algorithm: "string 4",
  PaddingMode: "string 5",
};
const dataKeyAnswer: MessageForm = {
  KeyId: "string 1",
  Iv: "bytes 2",
  Plaintext: "bytes 3",
  CiphertextBlob: "bytes 4",
  RequestId: "string 5",
  Algorithm: "string 6",
};
const pairRequest: MessageForm = {
  KeyId: "string 1",
  Algorithm: "string 2",
  KeyPairSpec: "string 3",
  KeyFormat: "string 4",
  Aad: "bytes 5",
};
const advancePairRequest: MessageForm = {
  KeyId: "string 1",
  KeyPairSpec: "string 2",
  KeyFormat: "string 3",
  Aad: "bytes 4",
};
const pairAnswer: MessageForm = {
  KeyId: "string 1",
  Iv: "bytes 2",
  KeyPairSpec: "string 3",
  PrivateKeyPlaintext: "bytes 4",
  PrivateKeyCiphertextBlob: "bytes 5",
  PublicKey: "bytes 6",
  RequestId: "string 7",
  Algorithm: "string 8",
};
const sealedPairAnswer: MessageForm = {
  KeyId: "string 1",
  Iv: "bytes 2",
  KeyPairSpec: "string 3",
  PrivateKeyCiphertextBlob: "bytes 4",
  PublicKey: "bytes 5",
  RequestId: "string 6",
  Algorithm: "string 7",
};

/** Request and answer of each operation. */
export const messages = {
  Encrypt: { request: encryptRequest, answer: encryptAnswer },
  Decrypt: { request: decryptRequest, answer: decryptAnswer },
  Sign: {
    request: {
      KeyId: "string 1",
      Digest: "bytes 2",
      Algorithm: "string 3",
      Message: "bytes 4",
      MessageType: "string 5",
    },
    answer: {
      KeyId: "string 1",
      Signature: "bytes 2",
      RequestId: "string 3",
      Algorithm: "string 4",
      MessageType: "string 5",
    },
  },
  Verify: {
    request: {
      KeyId: "string 1",
      Digest: "bytes 2",
      Signature: "bytes 3",
      Algorithm: "string 4",
      Message: "bytes 5",
      MessageType: "string 6",
    },
    answer: {
      KeyId: "string 1",
      Value: "bool 2",
      RequestId: "string 3",
      Algorithm: "string 4",
      MessageType: "string 5",
    },
  },
  GenerateRandom: { request: { Length: "int32 1" }, answer: { Random: "bytes 1", RequestId: "string 2" } },
  GenerateDataKey: {
    request: { KeyId: "string 1", Algorithm: "string 2", NumberOfBytes: "int32 3", Aad: "bytes 4" },
    answer: dataKeyAnswer,
  },
  GetPublicKey: {
    request: { KeyId: "string 1" },
    answer: { KeyId: "string 1", PublicKey: "string 2", RequestId: "string 3" },
  },
  GetSecretValue: {
    request: {
      SecretName: "string 1",
      VersionStage: "string 2",
      VersionId: "string 3",
      FetchExtendedConfig: "bool 4",
    },
    answer: {
      SecretName: "string 1",
      SecretType: "string 2",
      SecretData: "string 3",
      SecretDataType: "string 4",
      VersionStages: "string[] 5",
      VersionId: "string 6",
      CreateTime: "string 7",
      RequestId: "string 8",
      LastRotationDate: "string 9",
      NextRotationDate: "string 10",
      ExtendedConfig: "string 11",
      AutomaticRotation: "string 12",
      RotationInterval: "string 13",
    },
  },
  AdvanceEncrypt: { request: encryptRequest, answer: { ...encryptAnswer, KeyVersionId: "string 7" } },
  AdvanceDecrypt: { request: decryptRequest, answer: { ...decryptAnswer, KeyVersionId: "string 6" } },
  AdvanceGenerateDataKey: {
    request: { KeyId: "string 1", NumberOfBytes: "int32 2", Aad: "bytes 3" },
    answer: { ...dataKeyAnswer, KeyVersionId: "string 7" },
  },
  GenerateDataKeyPair: { request: pairRequest, answer: pairAnswer },
  GenerateDataKeyPairWithoutPlaintext: { request: pairRequest, answer: sealedPairAnswer },
  AdvanceGenerateDataKeyPair: {
    request: advancePairRequest,
    answer: { ...pairAnswer, KeyVersionId: "string 9" },
  },
  AdvanceGenerateDataKeyPairWithoutPlaintext: {
    request: advancePairRequest,
    answer: { ...sealedPairAnswer, KeyVersionId: "string 8" },
  },
} as const satisfies Record<string, { readonly request: MessageForm; readonly answer: MessageForm }>;

/** An instance's operations, by their names in `x-kms-apiname`. */
export type InstanceOperationName = keyof typeof messages;

export function isInstanceOperation(name: string): name is InstanceOperationName {
  return Object.hasOwn(messages, name);
}

/** The body of every answer whose status is not 200. */
export const errorForm: MessageForm = {
  StatusCode: "int32 1",
  ErrorCode: "string 2",
  ErrorMessage: "string 3",
  RequestId: "string 4",
};
