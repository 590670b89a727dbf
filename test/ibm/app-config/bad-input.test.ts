import { defaultIbm } from "keysmith-emulator";
import { planProblems } from "../../../src/core/checks";
import { plan } from "../../../src/core/plan";
import { UNKNOWN } from "../../../src/core/unknown";
import { requireInputs } from "../../../src/core/validate";
import { appConfigIntegration } from "../../../src/ibm/app-config/lifecycle";
import { problemsOf } from "../iam/authorization/bench";
import { KEY_ID, keyCrn } from "../iam/authorization/samples";

const GIVEN = {
  appConfig: defaultIbm.appConfig,
  region: "us-south",
  integrationId: "flags",
  rootKey: keyCrn(),
  authorization: "policy-1",
};
const APP_CONFIG_CRN = `crn:v1:bluemix:public:apprapp:us-south:a/${defaultIbm.account}:${defaultIbm.appConfig}::`;

describe("bad input of an integration", () => {
  it.each<[string, object, string]>([
    ["an App Configuration instance that is none", { appConfig: "flags" }, "appConfig: .*neither the GUID nor the CRN"],
    ["a CRN of another service", { appConfig: defaultIbm.keyProtect }, "appConfig: .*of the service kms"],
    ["a CRN that is cut off", { appConfig: APP_CONFIG_CRN.slice(0, -20) }, "appConfig: .*not the CRN of an instance"],
    ["a region that nothing tells", { region: undefined }, "region: is missing"],
    ["a region of another form", { region: "Dallas" }, "region: .*us-south"],
    [
      "an id with a blank",
      { integrationId: "my flags" },
      "integrationId: .*letters, digits, dots, hyphens and underscores",
    ],
    [
      "a bare id of a key",
      { rootKey: KEY_ID },
      "rootKey: .*not the CRN of a key: write crn:v1:.*An id alone doesn't say",
    ],
    ["a plain http endpoint", { kmsEndpoint: "http://us-south.kms.cloud.ibm.com" }, "kmsEndpoint: .*https://host"],
    [
      "an endpoint with a path",
      { kmsEndpoint: "https://us-south.kms.cloud.ibm.com/api" },
      "kmsEndpoint: .*nothing after",
    ],
    ["no authorization", { authorization: undefined }, "authorization: is missing"],
  ])("%s is refused, with the field and what is allowed", (_, change, message) => {
    expect(problemsOf(appConfigIntegration, { ...GIVEN, ...change })).toEqual([expect.stringMatching(message)]);
  });
});

describe("a key of Hyper Protect Crypto Services", () => {
  const checked = (rootKey: string) => requireInputs(appConfigIntegration, "test", { ...GIVEN, rootKey });
  const old = checked(keyCrn(KEY_ID, defaultIbm.hpcs));
  const refused = [
    {
      field: "rootKey",
      reason: expect.stringMatching("is a key of Hyper Protect Crypto Services, .*since 2026-03-17"),
      secret: false,
    },
  ];

  it("is refused for a new integration, and in place of another key", () => {
    expect(planProblems(appConfigIntegration, undefined, old, new Date())).toEqual(refused);
    const other = { ...checked(keyCrn()), allowReplace: true };
    expect(planProblems(appConfigIntegration, other, { ...old, allowReplace: true }, new Date())).toEqual(refused);
  });

  it("stays with the integration that has it from before", () => {
    expect(planProblems(appConfigIntegration, old, old, new Date())).toEqual([]);
  });
});

describe("good input of an integration", () => {
  it.each<[string, object]>([
    ["a GUID and a region", {}],
    ["a CRN", { appConfig: APP_CONFIG_CRN, region: undefined }],
    // Was refused, although the region came from IBMCLOUD_REGION, which is there for others too.
    ["a CRN beside the setting's region", { appConfig: APP_CONFIG_CRN, region: "eu-de" }],
    ["a private endpoint", { kmsEndpoint: "https://private.us-south.kms.cloud.ibm.com" }],
    ["what isn't known yet", { rootKey: UNKNOWN, authorization: UNKNOWN }],
  ])("takes %s", (_, change) => {
    expect(problemsOf(appConfigIntegration, { ...GIVEN, ...change })).toEqual([]);
  });
});

describe("the region of an integration", () => {
  const checked = (change: object) => requireInputs(appConfigIntegration, "test", { ...GIVEN, ...change });
  const now = new Date();

  // Was a replacement, which nothing can undo.
  it.each<[string, object, object]>([
    ["left out once the CRN says it", {}, { appConfig: APP_CONFIG_CRN, region: undefined }],
    ["another one from the setting beside the CRN", {}, { appConfig: APP_CONFIG_CRN, region: "eu-de" }],
    ["given once the CRN is left out", { appConfig: APP_CONFIG_CRN, region: "eu-de" }, {}],
  ])("is no change: %s", (_, before, after) => {
    const [prior, desired] = [checked(before), checked(after)];
    expect(plan(appConfigIntegration, prior, desired, now).action).toBe("none");
    expect(planProblems(appConfigIntegration, prior, desired, now)).toEqual([]);
  });

  it("can't be another one for the same instance, which doesn't move", () => {
    expect(planProblems(appConfigIntegration, checked({}), checked({ region: "eu-de" }), now)).toMatchObject([
      { field: "region", reason: expect.stringContaining("give us-south") },
    ]);
  });
});
