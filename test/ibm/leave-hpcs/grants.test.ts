import type { ListedPolicy } from "../../../src/ibm/iam/api";
import { twinOfGrant } from "../../../src/ibm/leave-hpcs/grants";
import { INSTANCES } from "../support";

const READER = "crn:v1:bluemix:public:iam::::serviceRole:Reader";

const attributes = (values: Record<string, string>) => Object.entries(values).map(([key, value]) => ({ key, value }));

const policy = (resource: Record<string, string>, more: Partial<ListedPolicy> = {}): ListedPolicy => ({
  id: "p1",
  state: "active",
  subject: attributes({ accountId: "a1", serviceName: "cloud-object-storage" }),
  resource: attributes({ accountId: "a1", serviceName: "hs-crypto", ...resource }),
  createdAt: undefined,
  roles: [READER],
  ...more,
});

const to = INSTANCES.kms;
const inTo = { accountId: to.account, serviceName: "kms", serviceInstance: to.id };
const twin = (given: ListedPolicy) => twinOfGrant(given, to, (id) => (id === "old" ? "new" : undefined));

it.each([
  ["an instance", { serviceInstance: "i1" }, inTo],
  [
    "a key",
    { serviceInstance: "i1", resourceType: "key", resource: "old" },
    { ...inTo, resourceType: "key", resource: "new" },
  ],
  [
    "a ring",
    { serviceInstance: "i1", resourceType: "keyRing", resource: "red" },
    { ...inTo, resourceType: "keyRing", resource: "red" },
  ],
  ["all instances", {}, inTo],
  ["all of a region", { region: "us-south" }, inTo],
  ["an instance in a group", { serviceInstance: "i1", resourceGroupId: "g1" }, inTo],
])("the twin of a grant for %s is for the new instance alone", (_, given, expected) => {
  expect(twin(policy(given))).toEqual({
    subject: policy({}).subject,
    resource: attributes(expected),
    roles: [READER],
    description: undefined,
  });
});

it.each([
  ["a key without a twin", policy({ resourceType: "key", resource: "other" }), "has no twin"],
  ["a resource group", policy({ resourceGroupId: "g1" }), "resource group"],
  ["what nobody knows", policy({ moonPhase: "full" }), "moonPhase"],
  [
    "a pattern",
    policy({}, { resource: [{ key: "resource", operator: "stringMatch", value: "p*" }] }),
    "it names its resource by a pattern",
  ],
  [
    "a role of the old service",
    policy({}, { roles: ["crn:v1:bluemix:public:hs-crypto::::serviceRole:Vault"] }),
    "Vault",
  ],
  [
    "conditions",
    policy({ serviceInstance: "i1" }, { conditions: ["the pattern time-based"] }),
    "without which a copy would allow more (the pattern time-based)",
  ],
  [
    "a pattern of who may",
    policy({}, { subject: [{ key: "serviceName", operator: "stringMatch", value: "cloud*" }] }),
    "it names its subject by a pattern (serviceName stringMatch cloud*)",
  ],
  [
    "the old instance itself",
    policy({}, { subject: attributes({ serviceName: "hs-crypto" }) }),
    "the old instance itself",
  ],
])("says why there is none for %s", (_, given, why) => {
  expect(twin(given)).toContain(why);
});
