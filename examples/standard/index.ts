// Who may use what, from where: the orders application may use one key and the secrets under orders/,
// from the office network, and gets a credential that renews itself.
import * as keysmith from "keysmith/pulumi";

const kmsInstance = "kst-hzz0000000000emulator";

const office = new keysmith.NetworkRule("office", {
  sourcePrivateIps: ["10.20.0.0/16"],
});

const orders = new keysmith.Policy("orders", {
  kmsInstance,
  permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
  keys: ["key-hzz0000000000000000000"],
  secrets: ["orders/*"],
  networkRules: [office],
});

const app = new keysmith.AccessPoint("orders-app", { policies: [orders] });

const key = new keysmith.ClientKey("orders-app", {
  accessPoint: app,
  rotation: { renewBefore: "P30D", overlap: "P7D" },
});

export const clientKeyId = key.clientKeyId;
export const clientKeyContent = key.clientKeyContent; // secret: what the vendor's SDKs read
export const password = key.password; // secret
export const rotateAt = key.rotateAt;
