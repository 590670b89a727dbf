// All that one application needs at a KMS instance, in one program: a key for its data, one for its signatures, the password of its
// database, encrypted by the first key, and access to just these, from the office network.
import * as keysmith from "keysmith/pulumi";

const kmsInstance = "kst-hzz0000000000emulator";

const data = new keysmith.KmsKey("orders-data", { kmsInstance });

const signing = new keysmith.KmsKey("orders-signing", { kmsInstance, keySpec: "EC_P256" });

// Keysmith generates the password and hands it to the service: no state has it.
const database = new keysmith.KmsSecret("orders/db", {
  kmsInstance,
  encryptionKey: data,
  generated: { length: 40 },
  rotation: { every: "P180D", overlap: "P7D" },
});

const access = new keysmith.StandardAccess("orders-app", {
  kmsInstance,
  permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
  keys: [data, signing],
  secrets: [database],
  sourcePrivateIps: ["10.20.0.0/16"],
  rotation: { renewBefore: "P30D", overlap: "P7D" },
});

export const dataKey = data.keyId;
export const signingKey = signing.keyId;
export const secretVersion = database.versionId;
export const rotateAt = access.rotateAt;
// Secret: file names and contents for the vendor's SDKs.
export const files = access.sdkBundle;
