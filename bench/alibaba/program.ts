import type { Declared } from "../engine";

/** The resources of the standard example: network rule, policy, access point and client key. */
export const standard: Declared = {
  made: "2026-01-01T00:00:00Z",
  program: `
const keysmith = require("keysmith/pulumi");
const office = new keysmith.NetworkRule("office", { sourcePrivateIps: ["10.20.0.0/16"] });
const orders = new keysmith.Policy("orders", {
  kmsInstance: "kst-hzz0000000000emulator",
  permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
  keys: ["key-hzz0000000000000000000"],
  secrets: ["orders/*"],
  networkRules: [office],
});
const app = new keysmith.AccessPoint("orders-app", { policies: [orders] });
new keysmith.ClientKey("orders-app", { accessPoint: app });
`,
  env: (endpoint) => ({
    KEYSMITH_ALIBABA_ENDPOINT: endpoint,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
  }),
};
