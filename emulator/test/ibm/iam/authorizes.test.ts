import type { PolicyContent } from "../../../src/ibm/iam/policy";
import { defaultResourceGroup, IamService } from "../../../src/ibm/iam/service";
import { reader } from "./support";

const account = "account";
const source = { service: "apprapp", instance: "config-1", region: "us-south" };
const target = { service: "kms", instance: "kms-1", region: "eu-de", key: "key-1" };
const change = { by: "IBMid-1", now: new Date("2026-01-01T00:00:00Z") };

type Value = string | boolean | string[];
type Pair = readonly [key: string, value: Value, operator?: string];

function attributes(pairs: readonly Pair[]): PolicyContent["subject"] {
  return pairs.map(([key, value, operator = "stringEquals"]) => ({ key, value, operator })) as PolicyContent["subject"];
}

const subject: readonly Pair[] = [
  ["accountId", account],
  ["serviceName", "apprapp"],
  ["serviceInstance", "config-1"],
];
const resource: readonly Pair[] = [
  ["accountId", account],
  ["serviceName", "kms"],
  ["serviceInstance", "kms-1"],
];

function service(policyLag = {}): IamService {
  return new IamService({ account, policyLag });
}

function contentOf(subject: readonly Pair[], resource: readonly Pair[], more: Partial<PolicyContent> = {}) {
  return {
    type: "authorization" as const,
    subject: attributes(subject),
    resource: attributes(resource),
    roles: [reader],
    ...more,
  };
}

/** Whether the target may be used where there is only this policy. */
function allowed(...content: Parameters<typeof contentOf>): boolean {
  const iam = service();
  iam.policies.create(contentOf(...content), change);
  return iam.authorizes(source, target);
}

describe("an authorization", () => {
  it("is needed", () => {
    expect(service().authorizes(source, target)).toBe(false);
  });

  it.each<[string, readonly Pair[], readonly Pair[]]>([
    ["the two instances", subject, resource],
    ["the two services", subject.slice(0, 2), resource.slice(0, 2)],
    ["the key", subject, [...resource, ["resourceType", "key"], ["resource", "key-1"]]],
    [
      "the resource groups",
      [
        ["accountId", account],
        ["resourceGroupId", defaultResourceGroup],
      ],
      [...resource, ["resourceGroupId", defaultResourceGroup]],
    ],
    ["the regions", [...subject, ["region", "us-south"]], [...resource, ["region", "eu-de"]]],
    ["the key by a wildcard", subject, [...resource, ["resource", "key-?", "stringMatch"]]],
    ["the key by any text", subject, [...resource, ["resource", "*", "stringMatch"]]],
    ["one of several keys", subject, [...resource, ["resource", ["key-0", "key-1"], "stringEqualsAnyOf"]]],
    ["one of several patterns", subject, [...resource, ["resource", ["a*", "key*"], "stringMatchAnyOf"]]],
    ["any key at all", subject, [...resource, ["resource", true, "stringExists"]]],
    ["a source without a resource", [...subject, ["resource", "false", "stringExists"]], resource],
  ])("allows by %s", (_, from, to) => {
    expect(allowed(from, to)).toBe(true);
  });

  it.each<[string, readonly Pair[], readonly Pair[]]>([
    ["another account", [["accountId", "another"], ...subject.slice(1)], resource],
    [
      "another service",
      [
        ["accountId", account],
        ["serviceName", "cloud-object-storage"],
      ],
      resource,
    ],
    ["another source instance", [...subject.slice(0, 2), ["serviceInstance", "config-2"]], resource],
    [
      "another key service",
      subject,
      [
        ["accountId", account],
        ["serviceName", "hs-crypto"],
      ],
    ],
    ["another instance of the key service", subject, [...resource.slice(0, 2), ["serviceInstance", "kms-2"]]],
    ["another key", subject, [...resource, ["resourceType", "key"], ["resource", "key-2"]]],
    ["another kind of resource", subject, [...resource, ["resourceType", "keyRing"], ["resource", "key-1"]]],
    ["another resource group", subject, [...resource, ["resourceGroupId", "other"]]],
    ["another region", subject, [...resource, ["region", "us-south"]]],
    ["a wildcard that doesn't fit", subject, [...resource, ["resource", "key-", "stringMatch"]]],
    ["a wildcard where it is no wildcard", subject, [...resource, ["resource", "*"]]],
    ["a dot where it is no wildcard", subject, [...resource, ["resource", "key.1", "stringMatch"]]],
    ["none of several keys", subject, [...resource, ["resource", ["key-0", "key-2"], "stringEqualsAnyOf"]]],
    ["a target without a key", subject, [...resource, ["resource", false, "stringExists"]]],
    ["an attribute that nothing is known of", subject, [...resource, ["colour", "red"]]],
  ])("allows nothing by %s", (_, from, to) => {
    expect(allowed(from, to)).toBe(false);
  });

  it("must be an authorization, and with a role that can use keys", () => {
    expect(allowed(subject, resource, { type: "access" })).toBe(false);
    expect(allowed(subject, resource, { roles: ["crn:v1:bluemix:public:kms::::serviceRole:KeyPurge"] })).toBe(false);
    expect(allowed(subject, resource, { roles: ["crn:v1:bluemix:public:kms::::serviceRole:ReaderPlus"] })).toBe(true);
  });

  it("ends when its policy is deleted", () => {
    const iam = service();
    const policy = iam.policies.create(contentOf(subject, resource), change);
    expect(iam.authorizes(source, target)).toBe(true);
    iam.policies.write(policy, { state: "deleted" }, change);
    expect(iam.authorizes(source, target)).toBe(false);
  });

  it("starts late where the cloud is slow, counted in checks", () => {
    const lag = { checks: 2 };
    const iam = service(lag);
    iam.policies.create(contentOf(subject, resource), change);
    lag.checks = 0;
    expect([1, 2, 3].map(() => iam.authorizes(source, target))).toEqual([false, false, true]);
  });
});
