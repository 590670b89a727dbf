import { systemClock } from "../../../src/core/clock";
import { ConfigurationError } from "../../../src/core/errors";
import { settingValue } from "../../../src/core/settings";
import { realTiming } from "../../../src/core/timing";
import type { IbmClient } from "../../../src/ibm/client";
import { connectIbm } from "../../../src/ibm/client";
import { ibmSettings } from "../../../src/ibm/platform/settings";
import { takesOrRefuses } from "../../http/odd-settings";
import { type Given, settingsOf } from "../support";

type Name = keyof typeof ibmSettings;

const connect = (given: Given): IbmClient =>
  connectIbm(settingsOf(given), { clock: systemClock, timing: realTiming(), env: {} });

it("needs no setting, and takes every one", () => {
  expect(() => connect({})).not.toThrow();
  const given: Record<Name, string> = {
    instance: "crn",
    region: "us-south",
    apiKey: "@/does/not/exist",
    bearerToken: "t",
    profile: "p",
    assumedProfile: "q",
    account: "a",
    crToken: "@/does/not/exist",
    icpApiKey: "k",
    icpUser: "u",
    icpPassword: "p",
    icpToken: "t",
    icpOrigins: "https://icp.example.com:8443, https://icp2.example.com",
    endpoint: "http://127.0.0.1:8080",
    network: "private",
    kmsEndpoint: "https://kms.example.com",
    iamEndpoint: "https://iam.example.com",
    appConfigEndpoint: "https://ac.example.com",
    resourceControllerEndpoint: "https://rc.example.com",
    discover: "true",
    caFile: "/does/not/exist.pem",
    connectTimeout: "PT5S",
    replyTimeout: "PT1M",
    deadline: "PT10M",
  };
  expect(() => connect(given)).not.toThrow();
});

it.each<[Name, string]>([
  ["endpoint", "http://ibm.example.com"],
  ["kmsEndpoint", "https://kms.example.com/api/v2"],
  ["iamEndpoint", "iam"],
  ["icpOrigins", "icp.example.com"],
  ["appConfigEndpoint", "ftp://ac.example.com"],
  ["resourceControllerEndpoint", "https://"],
  ["network", "vpe"],
  ["discover", "yes"],
  ["connectTimeout", "10"],
  ["replyTimeout", "PT2H"],
  ["deadline", "PT0S"],
])("refuses %s %j, and names the setting in both forms", (name, text) => {
  const { config, env } = ibmSettings[name];
  expect(() => connect({ [name]: text })).toThrow(ConfigurationError);
  for (const part of [config, env, JSON.stringify(text)]) expect(() => connect({ [name]: text })).toThrow(part);
});

it("takes or refuses whatever it is given, with no other error", () => {
  takesOrRefuses(Object.keys(ibmSettings) as Name[], connect);
});

it.each<[Name, Record<string, string>, string]>([
  ["apiKey", { IBMCLOUD_API_KEY: "a", IC_API_KEY: "b" }, "a"],
  ["apiKey", { IC_API_KEY: "b" }, "b"],
  ["bearerToken", { IBMCLOUD_IAM_TOKEN: "t" }, "t"],
  ["profile", { IC_IAM_PROFILE_ID: "p" }, "p"],
  ["profile", { IBMCLOUD_CR_PROFILE: "p" }, "p"],
  ["account", { IC_ACCOUNT_ID: "a" }, "a"],
  ["crToken", { IBMCLOUD_CR_TOKEN: "@f" }, "@f"],
  ["kmsEndpoint", { IBMCLOUD_KP_API_ENDPOINT: "https://k" }, "https://k"],
  ["iamEndpoint", { IBMCLOUD_IAM_API_ENDPOINT: "https://i" }, "https://i"],
  ["region", { IC_REGION: "eu-de" }, "eu-de"],
])("reads %s from the variables of IBM's own tools: %j", (name, env, value) => {
  expect(settingValue(ibmSettings[name], () => undefined, env)).toBe(value);
});

// A token in the provider's block lost against an API key that the environment happened to have.
it.each<[Name, Name, Record<string, string>]>([
  ["apiKey", "bearerToken", { IBMCLOUD_API_KEY: "k" }],
  ["apiKey", "crToken", { IC_API_KEY: "k" }],
  ["bearerToken", "crToken", { IC_IAM_TOKEN: "t" }],
  ["icpApiKey", "icpUser", { KEYSMITH_ICP_API_KEY: "k" }],
  ["icpUser", "icpToken", { KEYSMITH_ICP_USER: "u" }],
])("takes no %s from the environment beside a configured %s", (name, other, env) => {
  const { config } = ibmSettings[other];
  expect(settingValue(ibmSettings[name], (key) => (key === config ? "given" : undefined), env)).toBeUndefined();
  expect(settingValue(ibmSettings[name], () => undefined, env)).toBe(Object.values(env)[0]);
});

it("takes a trusted profile of the configuration beside an API key of the environment, which assumes it", () => {
  const env = { IBMCLOUD_API_KEY: "k" };
  const configuration = (key: string) => (key === "ibm.profile" ? "Profile-1" : undefined);
  expect(settingValue(ibmSettings.apiKey, configuration, env)).toBe("k");
  expect(settingValue(ibmSettings.profile, configuration, env)).toBe("Profile-1");
});
