// All that one application needs, in one declaration: network rule, policy, access point and client key.
import * as keysmith from "keysmith/pulumi";

const access = new keysmith.StandardAccess("orders-app", {
  kmsInstance: "kst-hzz0000000000emulator",
  permissions: ["CryptoServiceSecretUser"],
  secrets: ["orders/*"],
  sourcePrivateIps: ["10.20.0.0/16"],
  rotation: { renewBefore: "P30D", overlap: "P7D" },
});

export const nextRunBy = access.nextRunBy;
// Secret: file names and contents for the vendor's SDK, ready for a Kubernetes Secret.
export const files = access.sdkBundle;
