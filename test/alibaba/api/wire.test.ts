import type { z } from "zod";
import * as wire from "../../../src/alibaba/api/wire";
import { networkRulesOf, strings, time } from "../../../src/alibaba/api/wire";
import { Secret } from "../../../src/core/secret";

/** Paths of what is wrong in a reply; empty when nothing is. */
function wrong(schema: z.ZodType, reply: unknown): string[] {
  return schema.safeParse(reply).error?.issues.map(({ path }) => path.join(".")) ?? [];
}

describe("a list", () => {
  it.each([
    [
      ["a", "b"],
      ["a", "b"],
    ],
    ['["a","b"]', ["a", "b"]],
    [' [ "a" ]', ["a"]],
    ['["key/*","secret/a,b"]', ["key/*", "secret/a,b"]],
    [['["a","b"]'], ["a", "b"]],
    [
      ['["a"]', '["b"]'],
      ["a", "b"],
    ],
    ["10.0.0.0/24,10.1.2.3", ["10.0.0.0/24", "10.1.2.3"]],
    ["10.0.0.0/24 , 10.1.2.3", ["10.0.0.0/24", "10.1.2.3"]],
    [["a,b"], ["a,b"]],
    ["[]", []],
    ["", []],
    [[], []],
  ])("is read from %j", (given, list) => {
    expect(strings.parse(given)).toEqual(list);
  });

  it.each([[5], [{}], [null], [undefined], ["[1]"], ["[broken"], [[1]]])("is not read from %j", (given) => {
    expect(strings.safeParse(given).success).toBe(false);
  });
});

describe("access control rules", () => {
  it.each([
    ['{"NetworkRules":["a","b"]}', ["a", "b"]],
    ['{"NetworkRules":[]}', []],
    ['{"NetworkRules":["a"],"Later":1}', ["a"]],
    [{ NetworkRules: ["a"] }, ["a"]],
    ["{}", []],
    ["", []],
    [undefined, []],
  ])("are read from %j", (given, rules) => {
    expect(networkRulesOf.parse(given)).toEqual(rules);
  });

  it.each([["{"], ['{"NetworkRules":[1]}'], ["[]"], ["null"]])("are not read from %j", (given) => {
    expect(networkRulesOf.safeParse(given).success).toBe(false);
  });
});

it("brings times to UTC and the second", () => {
  expect(time.parse("2026-01-01T00:00:00Z")).toBe("2026-01-01T00:00:00Z");
  expect(time.parse("2026-01-01T08:00:00.250+08:00")).toBe("2026-01-01T00:00:00Z");
  expect(time.safeParse("tomorrow").success).toBe(false);
});

const rule = { Arn: "acs:kms:…", Type: "Private", SourcePrivateIp: '["10.0.0.0/24"]' };

it("reads a network rule without name and description, and with fields of tomorrow", () => {
  expect(wire.networkRule.parse({ ...rule, RequestId: "r", Tomorrow: {} })).toEqual({
    arn: "acs:kms:…",
    type: "Private",
    sourcePrivateIp: ["10.0.0.0/24"],
    description: "",
  });
});

it("says what is missing", () => {
  expect(wrong(wire.networkRule, { Type: "Private", SourcePrivateIp: 5 })).toEqual(["Arn", "SourcePrivateIp"]);
  expect(wrong(wire.createdClientKey, {})).toEqual([
    "ClientKeyId",
    "KeyAlgorithm",
    "NotBefore",
    "NotAfter",
    "PrivateKeyData",
  ]);
  expect(wrong(wire.kmsInstance, {})).toEqual(["KmsInstance"]);
});

it("reads a policy in the forms of create and of describe alike", () => {
  const lists = { Permissions: ["RbacPermission/Template/CryptoServiceKeyUser"], Resources: ["key/*", "secret/a"] };
  const described = {
    Arn: "a",
    Name: "p",
    KmsInstance: "kst-1",
    AccessControlRules: '{"NetworkRules":["office"]}',
    ...lists,
  };
  const created = {
    ...described,
    Permissions: JSON.stringify(lists.Permissions),
    Resources: JSON.stringify(lists.Resources),
  };
  expect(wire.policy.parse(created)).toEqual(wire.policy.parse(described));
  expect(wire.policy.parse(described)).toEqual({
    arn: "a",
    kmsInstance: "kst-1",
    permissions: lists.Permissions,
    resources: lists.Resources,
    networkRules: ["office"],
    description: "",
  });
});

const key = {
  ClientKeyId: "KAAP.1",
  KeyAlgorithm: "RSA_2048",
  NotBefore: "2026-01-01T00:00:00Z",
  NotAfter: "2027-01-01T00:00:00Z",
};

it("makes the private key a secret at once", () => {
  const { privateKeyData } = wire.createdClientKey.parse({ ...key, PrivateKeyData: "MIIJ" });
  expect(privateKeyData).toBeInstanceOf(Secret);
  expect(privateKeyData.reveal()).toBe("MIIJ");
});

describe("the list of client keys", () => {
  const listed = { ...key, AapName: "app", CreateTime: "2026-01-01T00:00:00Z", KeyOrigin: "KMS_PROVIDED" };

  it("is read flat or wrapped, and empty", () => {
    expect(wire.clientKeyList.parse({ ClientKeys: [listed] })).toHaveLength(1);
    expect(wire.clientKeyList.parse({ ClientKeys: { ClientKey: [listed] } })).toHaveLength(1);
    expect(wire.clientKeyList.parse({ ClientKeys: [] })).toEqual([]);
  });

  it("is not taken for empty when it is missing or unreadable", () => {
    expect(wire.clientKeyList.safeParse({}).success).toBe(false);
    expect(wire.clientKeyList.safeParse({ ClientKeys: null }).success).toBe(false);
    expect(wire.clientKeyList.safeParse({ ClientKeys: {} }).success).toBe(false);
    expect(wire.clientKeyList.safeParse({ ClientKeys: [{ ...listed, NotAfter: undefined }] }).success).toBe(false);
  });
});

it("reads an instance, and one that isn't there", () => {
  expect(wire.kmsInstance.parse({ KmsInstance: {} })).toMatchObject({ instanceId: "", status: "" });
  const instance = { InstanceId: "kst-1", Status: "Connected", ZoneIds: '["a","b"]' };
  expect(wire.kmsInstance.parse({ KmsInstance: instance })).toEqual({
    instanceId: "kst-1",
    instanceName: "",
    status: "Connected",
    caCertificateChainPem: "",
    endDate: "",
  });
});
