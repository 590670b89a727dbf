import { type AccessRequest, decide, matches } from "../../src/alibaba/access";
import { AlibabaState, type Policy, type RegionState } from "../../src/alibaba/state";

const instance = "kst-hzz1";
const secretUser = "RbacPermission/Template/CryptoServiceSecretUser";
const keyUser = "RbacPermission/Template/CryptoServiceKeyUser";
const gatewayUser = "RbacPermission/Template/SecretUser";

function policyNamed(name: string, more: Partial<Policy>): Policy {
  return {
    name,
    description: "",
    kmsInstance: instance,
    permissions: [secretUser],
    resources: ["secret/orders/*"],
    accessControlRules: '{"NetworkRules":[]}',
    ...more,
  };
}

/** A region with one access point, its client key, one policy and one network rule. */
function regionWith(policy: Partial<Policy>, addresses: string[] = []): RegionState {
  const region = new AlibabaState().region("1", "cn-hangzhou");
  region.networkRules.set("office", { name: "office", type: "Private", description: "", sourcePrivateIps: addresses });
  region.policies.set("orders", policyNamed("orders", policy));
  region.accessPoints.set("app", {
    name: "app",
    description: "",
    authenticationMethod: "ClientKey",
    policies: ["gone", "orders", "more"],
  });
  region.clientKeys.set("KAAP.1", {
    id: "KAAP.1",
    accessPoint: "app",
    createTime: "2026-01-01T00:00:00Z",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    certificate: "",
  });
  return region;
}

function asked(more: Partial<AccessRequest> = {}): AccessRequest {
  return {
    caller: { clientKey: "KAAP.1" },
    operation: "GetSecretValue",
    resource: "secret/orders/db",
    at: instance,
    sourceAddress: "10.0.0.1",
    now: new Date("2026-06-01T00:00:00Z"),
    ...more,
  };
}

const stageOf = (region: RegionState, request: AccessRequest = asked()) => decide(region, request).stage;

describe("a client key", () => {
  it.each([
    ["2025-12-31T23:59:59Z", "not valid yet"],
    ["2026-01-01T00:00:00Z", "allowed"],
    ["2027-01-01T00:00:00Z", "allowed"],
    ["2027-01-01T00:00:01Z", "expired"],
  ])("of 2026 at %s: %s", (now, stage) => {
    expect(stageOf(regionWith({}), asked({ now: new Date(now) }))).toBe(stage);
  });

  it("is unknown once it is deleted, as is its access point", () => {
    const region = regionWith({});
    region.accessPoints.clear();
    expect(stageOf(region)).toBe("unknown access point");
    region.clientKeys.clear();
    expect(stageOf(region)).toBe("unknown key");
  });

  it("is not asked about where an access point is", () => {
    expect(stageOf(regionWith({}), asked({ caller: { accessPoint: "app" }, now: new Date(0) }))).toBe("allowed");
    expect(stageOf(regionWith({}), asked({ caller: { accessPoint: "none" } }))).toBe("unknown access point");
  });
});

describe("an operation", () => {
  it.each([
    [instance, "GetSecretValue", [secretUser], "allowed"],
    [instance, "GetSecretValue", [keyUser, gatewayUser], "permission"],
    [instance, "GetSecretValue", ["CryptoServiceSecretUser"], "permission"],
    [instance, "Encrypt", [keyUser], "allowed"],
    [instance, "Encrypt", [secretUser], "permission"],
    [instance, "GenerateRandom", [keyUser], "allowed"],
    [instance, "ListPolicies", [keyUser, secretUser], "unknown operation"],
    [instance, "GetSecretValue", [], "permission"],
    ["shared", "GetSecretValue", [gatewayUser], "allowed"],
    ["shared", "GetSecretValue", [secretUser, keyUser], "permission"],
    ["shared", "Encrypt", [gatewayUser, keyUser], "unknown operation"],
  ])("at %s: %s with %j: %s", (at, operation, permissions, stage) => {
    const region = regionWith({ permissions, kmsInstance: at, resources: ["*"] });
    expect(stageOf(region, asked({ at, operation }))).toBe(stage);
  });

  it("takes a policy of the place where it is asked for", () => {
    expect(stageOf(regionWith({}), asked({ at: "kst-hzz2" }))).toBe("place");
    expect(stageOf(regionWith({ permissions: [gatewayUser] }), asked({ at: "shared" }))).toBe("place");
    expect(stageOf(regionWith({ kmsInstance: "" }))).toBe("place");
  });

  it("needs a resource, unless it is on none", () => {
    const region = regionWith({ permissions: [keyUser], resources: ["key/a"] });
    expect(stageOf(region, asked({ operation: "GenerateRandom", resource: undefined }))).toBe("allowed");
    expect(stageOf(region, asked({ operation: "Encrypt", resource: undefined }))).toBe("resource");
  });
});

describe("a resource", () => {
  it.each([
    [["secret/*"], true],
    [["key/*", "secret/orders/db"], true],
    [["secret/payroll/*"], false],
    [["key/*"], false],
    [[], false],
  ])("with the resources %j: %s", (resources, result) => {
    expect(decide(regionWith({ resources }), asked()).allowed).toBe(result);
  });
});

describe("an address", () => {
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
  ])("%j through the rule %j: %s", (sourceAddress, addresses, result) => {
    const region = regionWith({ accessControlRules: guarded }, addresses);
    expect(stageOf(region, asked({ sourceAddress }))).toBe(result ? "allowed" : "network");
  });

  it("is refused when every rule of the policy is gone", () => {
    expect(stageOf(regionWith({ accessControlRules: '{"NetworkRules":["gone"]}' }))).toBe("network");
  });
});

describe("the reason", () => {
  it("is that of the policy that comes nearest", () => {
    const region = regionWith({ accessControlRules: '{"NetworkRules":["office"]}' }, ["10.9.0.0/16"]);
    region.policies.set("more", policyNamed("more", { resources: ["secret/payroll/*"] }));
    const { reason } = decide(region, asked());
    expect(reason).toBe("policy orders: 10.0.0.1 is in no network rule of office");
    region.policies.set("more", policyNamed("more", {}));
    expect(decide(region, asked()).reason).toBe("policy more, from any address");
  });

  it.each([
    [{ kmsInstance: "shared" }, "policy orders is for shared"],
    [{ permissions: [] }, "policy orders lacks CryptoServiceSecretUser"],
    [{ resources: [] }, "policy orders does not cover secret/orders/db"],
    [{ accessControlRules: '{"NetworkRules":["office"]}' }, "policy orders, network rule office"],
  ])("with %j: %s", (policy, reason) => {
    expect(decide(regionWith(policy, ["10.0.0.0/8"]), asked()).reason).toBe(reason);
  });

  it("of an access point without policies is that", () => {
    const region = regionWith({});
    region.policies.clear();
    expect(decide(region, asked()).reason).toBe("there is no policy gone");
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
