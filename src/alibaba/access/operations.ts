import type { Operation } from "../../core/access/part";

/** The service's name for its shared gateway, in the place of an instance id. */
export const SHARED_GATEWAY = "shared";

/** The permission templates of an instance, without their prefix. */
export const INSTANCE_PERMISSIONS = ["CryptoServiceKeyUser", "CryptoServiceSecretUser"] as const;
/** Not on the API page: the vendor's landing-zone solution uses it for the shared gateway. */
export const GATEWAY_PERMISSIONS = ["SecretUser"] as const;

const [KEY_USER, SECRET_USER] = INSTANCE_PERMISSIONS;
const [GATEWAY_SECRET_USER] = GATEWAY_PERMISSIONS;

const atInstance = (instance: string): boolean => instance !== SHARED_GATEWAY;
const atGateway = (instance: string): boolean => instance === SHARED_GATEWAY;

/** The operation names that the vendor's instance SDKs send: those for Go, Java and Python have no others. */
const WITH_KEY = [
  "Encrypt",
  "Decrypt",
  "Sign",
  "Verify",
  "GenerateDataKey",
  "GetPublicKey",
  "AdvanceEncrypt",
  "AdvanceDecrypt",
  "AdvanceGenerateDataKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "AdvanceGenerateDataKeyPair",
  "AdvanceGenerateDataKeyPairWithoutPlaintext",
];

/** The operations that a client key allows. At the shared gateway it reads secrets, and nothing else. */
export const operations: readonly Operation[] = [
  ...WITH_KEY.map((name): Operation => ({ name, on: "key", permission: KEY_USER, isAt: atInstance })),
  { name: "GenerateRandom", permission: KEY_USER, isAt: atInstance },
  { name: "GetSecretValue", on: "secret", permission: SECRET_USER, isAt: atInstance },
  { name: "GetSecretValue", on: "secret", permission: GATEWAY_SECRET_USER, isAt: atGateway },
];
