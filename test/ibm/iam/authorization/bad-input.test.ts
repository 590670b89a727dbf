import { defaultIbm } from "keysmith-emulator";
import { UNKNOWN } from "../../../../src/core/unknown";
import { serviceAuthorization } from "../../../../src/ibm/iam/authorization/lifecycle";
import { problemsOf } from "./bench";
import { AUTHORIZATION, guidOf, KEY_ID, keyCrn } from "./samples";

const { source, target } = AUTHORIZATION;
const OTHER_ACCOUNT = "f0a1b2c3d4e5f60718293a4b5c6d7e8f";
const APP_CONFIG_CRN = `crn:v1:bluemix:public:apprapp:us-south:a/${defaultIbm.account}:${defaultIbm.appConfig}::`;

describe("bad input of an authorization", () => {
  it.each<[string, object, string]>([
    ["no source service", { source: { instance: defaultIbm.appConfig } }, "source.service: is missing"],
    ["a CRN for a service", { source: { service: APP_CONFIG_CRN } }, "source.service: "],
    ["an instance that is none", { source: { ...source, instance: "a b" } }, "neither the GUID nor the CRN"],
    [
      "a CRN of something in an instance",
      { source: { ...source, instance: keyCrn() } },
      "source.instance: .*end it after the GUID with two colons",
    ],
    [
      "a CRN of another service than the source's",
      { source: { service: "apprapp", instance: defaultIbm.keyProtect } },
      "source.instance: says that the service is kms, but source.service says apprapp",
    ],
    [
      "a CRN of another account than the source's",
      { source: { service: "apprapp", instance: APP_CONFIG_CRN, account: OTHER_ACCOUNT } },
      "source.instance: says that the account is",
    ],
    ["an account with a/", { source: { ...source, account: `a/${OTHER_ACCOUNT}` } }, "source.account: .*without a/"],
    ["a pattern", { source: { ...source, resourceGroup: "group*" } }, "source.resourceGroup: .*patterns"],
    [
      "a target service that contradicts the instance",
      { target: { instance: defaultIbm.keyProtect, service: "hs-crypto" } },
      "target.instance: says that the service is kms, but target.service says hs-crypto",
    ],
    [
      "a target account that contradicts the instance",
      { target: { instance: defaultIbm.keyProtect, account: OTHER_ACCOUNT } },
      "target.instance: says that the account is",
    ],
    [
      "a key of another instance",
      { target: { instance: defaultIbm.keyProtectOther, key: keyCrn() } },
      "target.key: says that the instance is",
    ],
    [
      "a CRN that is of no key",
      { target: { key: keyCrn().replace(":key:", ":ring:") } },
      "target.key: .*is neither the CRN nor the id of a key",
    ],
    [
      "a key of another service",
      { target: { key: keyCrn().replace(":kms:", ":is:") } },
      "target.key: .*of the service is",
    ],
    ["an alias for a key", { target: { ...target, key: "payments" } }, "target.key: .*neither the CRN nor the id"],
    [
      "a key's id without an instance",
      { target: { service: "kms", account: defaultIbm.account, key: KEY_ID } },
      "target.instance: is missing: the key's CRN names it, but the key's id doesn't",
    ],
    [
      "a key where there are none",
      { target: { service: "is", instance: guidOf(defaultIbm.keyProtect), account: defaultIbm.account, key: KEY_ID } },
      "target.key: is for kms and hs-crypto only: is has no keys",
    ],
    [
      "a key and a resource",
      { target: { ...target, resourceType: "bucket" } },
      "target.resourceType: can't be given together with key",
    ],
    [
      "a resource of no kind",
      { target: { service: "cloud-object-storage", account: defaultIbm.account, resource: "orders" } },
      "target.resourceType: is missing",
    ],
    ["no role", { roles: [] }, "roles: .*at least 1"],
    [
      "an unknown role",
      { roles: ["Readr"] },
      'roles\\[0\\]: "Readr" is not a known role: give Reader, Writer, .*did you mean Reader\\?',
    ],
    [
      "a role twice, by name and by CRN",
      { roles: ["Reader", "crn:v1:bluemix:public:iam::::serviceRole:Reader"] },
      "roles: .* is listed twice",
    ],
    ["a label with parentheses", { label: "shop (prod)" }, "label: .*no parentheses"],
  ])("%s is refused, with the field and what is allowed", (_, change, message) => {
    const problems = problemsOf(serviceAuthorization, { ...AUTHORIZATION, ...change });
    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  it("says what nothing tells: the service and the account of the target", () => {
    expect(problemsOf(serviceAuthorization, { ...AUTHORIZATION, target: { region: "us-south" } })).toEqual([
      expect.stringMatching(/^target.service: is missing/),
      expect.stringMatching(/^target.account: is missing/),
    ]);
  });

  it("tells that IBM Cloud Private has no authorizations, whatever else says where its keys are", () => {
    const kms = {
      service: "icp",
      url: "https://icp.example.com:8443",
      instanceId: defaultIbm.icpInstanceId,
      caFile: "icp-ca.pem",
    };
    expect(problemsOf(serviceAuthorization, { ...AUTHORIZATION, target: { ...kms, key: KEY_ID } })).toEqual([
      expect.stringContaining("IBM Cloud Private, which has no service authorizations"),
    ]);
  });
});

describe("good input of an authorization", () => {
  it.each<[string, object]>([
    ["the object that names the instance elsewhere, and a key", { target }],
    ["one with a URL", { target: { ...target, url: "https://us-south.kms.cloud.ibm.com" } }],
    ["a key's CRN alone", { target: { key: keyCrn() } }],
    [
      "an instance by its GUID",
      {
        target: { service: "kms", instanceId: guidOf(defaultIbm.keyProtect), account: defaultIbm.account, key: KEY_ID },
      },
    ],
    ["a key that isn't known yet", { target: { instance: defaultIbm.keyProtect, key: UNKNOWN } }],
    ["a source by its CRN", { source: { service: "apprapp", instance: APP_CONFIG_CRN } }],
    ["a source in another account", { source: { ...source, account: OTHER_ACCOUNT } }],
    ["roles by name and by CRN", { roles: ["Reader", "crn:v1:bluemix:public:kms::::serviceRole:ReaderPlus"] }],
    [
      "another service than one for keys",
      {
        target: {
          service: "cloud-object-storage",
          account: defaultIbm.account,
          resourceType: "bucket",
          resource: "orders",
        },
      },
    ],
  ])("takes %s", (_, change) => {
    expect(problemsOf(serviceAuthorization, { ...AUTHORIZATION, ...change })).toEqual([]);
  });
});
