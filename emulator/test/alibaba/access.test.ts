import { matches, maySecretBeRead } from "../../src/alibaba/access";
import { AlibabaState, type Policy, type RegionState } from "../../src/alibaba/state";

const read = "RbacPermission/Template/CryptoServiceSecretUser";

/** A region with one access point, one policy and one network rule. */
function regionWith(policy: Partial<Policy>, addresses: string[] = []): RegionState {
  const region = new AlibabaState().region("1", "cn-hangzhou");
  region.networkRules.set("office", { name: "office", type: "Private", description: "", sourcePrivateIps: addresses });
  region.policies.set("orders", {
    name: "orders",
    description: "",
    kmsInstance: "shared",
    permissions: [read],
    resources: ["secret/orders/*"],
    accessControlRules: '{"NetworkRules":[]}',
    ...policy,
  });
  region.accessPoints.set("app", {
    name: "app",
    description: "",
    authenticationMethod: "ClientKey",
    policies: ["gone", "orders"],
  });
  return region;
}

const from = (sourceAddress: string) => ({ accessPoint: "app", secretName: "orders/db", sourceAddress });

describe("a secret can be read", () => {
  it.each([
    [[read], true],
    [["RbacPermission/Template/SecretUser"], true],
    [["RbacPermission/Template/CryptoServiceKeyUser"], false],
    [["CryptoServiceSecretUser"], false],
    [[], false],
  ])("with the permissions %j: %s", (permissions, result) => {
    expect(maySecretBeRead(regionWith({ permissions }), from("10.0.0.1"))).toBe(result);
  });

  it.each([
    [["secret/*"], true],
    [["key/*", "secret/orders/db"], true],
    [["secret/payroll/*"], false],
    [["key/*"], false],
    [[], false],
  ])("with the resources %j: %s", (resources, result) => {
    expect(maySecretBeRead(regionWith({ resources }), from("10.0.0.1"))).toBe(result);
  });

  const guarded = '{"NetworkRules":["gone","office"]}';
  it.each([
    ["10.0.0.1", [], false],
    ["10.20.30.40", ["192.168.0.0/16", "10.20.99.99/16"], true],
    ["10.20.30.40", ["10.20.30.40"], true],
    ["10.21.0.1", ["10.20.0.0/16"], false],
    ["::ffff:10.20.30.40", ["10.20.0.0/16"], true],
    ["fd00::1", ["10.0.0.0/8", "fd00::/8"], true],
    ["fd00::1", ["0.0.0.0/0"], false],
    ["", ["0.0.0.0/0"], false],
  ])("from %j through the rule %j: %s", (address, addresses, result) => {
    expect(maySecretBeRead(regionWith({ accessControlRules: guarded }, addresses), from(address))).toBe(result);
  });

  it("by nobody when every rule of the policy is gone", () => {
    const region = regionWith({ accessControlRules: '{"NetworkRules":["gone"]}' });
    expect(maySecretBeRead(region, from("10.0.0.1"))).toBe(false);
  });

  it("by nobody through an access point that is gone", () => {
    expect(maySecretBeRead(regionWith({}), { ...from("10.0.0.1"), accessPoint: "none" })).toBe(false);
  });
});

it.each([
  ["secret/*", "secret/a/b", true],
  ["secret/a*", "secret/b", false],
  ["secret/a", "secret/a", true],
  ["secret/a", "secret/ab", false],
  ["secret/*/b", "secret/a/b", false],
  ["*", "anything", true],
])("the pattern %s and %s: %s", (pattern, text, result) => {
  expect(matches(pattern, text)).toBe(result);
});
