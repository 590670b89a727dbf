import type { InstanceOperationName } from "../messages";
import type { InstanceOperation } from "../operation";
import { advanceGenerateDataKey, generateDataKey } from "./data-key";
import { dataKeyPairs } from "./data-key-pair";
import { advanceDecrypt, decrypt } from "./decrypt";
import { advanceEncrypt, encrypt } from "./encrypt";
import { generateRandom } from "./generate-random";
import { getPublicKey } from "./get-public-key";
import { getSecretValue } from "./get-secret-value";
import { sign, verify } from "./sign";

const all: readonly InstanceOperation[] = [
  encrypt,
  decrypt,
  advanceEncrypt,
  advanceDecrypt,
  sign,
  verify,
  getPublicKey,
  generateRandom,
  generateDataKey,
  advanceGenerateDataKey,
  ...dataKeyPairs,
  getSecretValue,
];

export const instanceOperations: ReadonlyMap<string, InstanceOperation> = new Map(
  all.map((operation): [InstanceOperationName, InstanceOperation] => [operation.name, operation]),
);
