import { defaultIbm } from "keysmith-emulator";
import type { Declared } from "../engine";

const SETTING = {
  made: "2026-01-01T00:00:00Z",
  env: (endpoint: string) => ({
    KEYSMITH_IBM_ENDPOINT: endpoint,
    KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
    IBMCLOUD_API_KEY: defaultIbm.apiKey,
    IBMCLOUD_REGION: defaultIbm.region,
  }),
};

/** One of each resource: App Configuration that encrypts with a root key, and a standard key. */
export const oneOfEach: Declared = {
  ...SETTING,
  program: `
const keysmith = require("keysmith/pulumi");
const appConfig = "${defaultIbm.appConfig}";
const ring = new keysmith.KeyRing("orders");
const root = new keysmith.RootKey("orders", { keyRing: ring, rotation: { every: "P90D" } });
new keysmith.StandardKey("orders-token", { keyRing: ring });
const allow = new keysmith.ServiceAuthorization("orders-allow", {
  source: { service: "apprapp", instance: appConfig },
  target: { key: root },
  roles: ["Reader"],
});
new keysmith.AppConfigIntegration("flags", { appConfig, rootKey: root, authorization: allow, allowReplace: true });
`,
};

/** Root keys with the service's material and with imported material; and a standard key. */
export const keys: Declared = {
  ...SETTING,
  program: `
const keysmith = require("keysmith/pulumi");
new keysmith.RootKey("generated", { aliases: ["generated"], rotation: { every: "P90D" } });
new keysmith.RootKey("imported", {
  aliases: ["imported"],
  payload: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
});
new keysmith.StandardKey("token", { aliases: ["token"] });
`,
};
