import { call, errorOf, sampleAccessPoint, samplePassword, samplePolicy, useEmulator } from "../support";
import { callBy, plainWay } from "../vendor-clients";

const rule = { Name: "office", Type: "Private" };
const dates = { NotBefore: "2026-01-01T00:00:00Z", NotAfter: "2027-01-01T00:00:00Z" };
const key = { AapName: "orders-app", Password: samplePassword };
const without = (object: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(object).filter(([field]) => field !== name));

describe("operations refuse", () => {
  const emulator = useEmulator();
  const refusal = (action: string, parameters: Record<string, unknown>) =>
    errorOf(call(emulator.it, action, parameters));

  it.each([
    ["CreateNetworkRule", without(rule, "Name")],
    ["CreateNetworkRule", without(rule, "Type")],
    ["UpdateNetworkRule", {}],
    ["DescribeNetworkRule", {}],
    ["DeleteNetworkRule", {}],
    ["CreatePolicy", without(samplePolicy, "Name")],
    ["CreatePolicy", without(samplePolicy, "Permissions")],
    ["CreatePolicy", without(samplePolicy, "Resources")],
    ["UpdatePolicy", {}],
    ["DescribePolicy", {}],
    ["DeletePolicy", {}],
    ["CreateApplicationAccessPoint", without(sampleAccessPoint, "Name")],
    ["CreateApplicationAccessPoint", without(sampleAccessPoint, "Policies")],
    ["UpdateApplicationAccessPoint", {}],
    ["DescribeApplicationAccessPoint", {}],
    ["DeleteApplicationAccessPoint", {}],
    ["CreateClientKey", without(key, "AapName")],
    ["CreateClientKey", without(key, "Password")],
    ["GetClientKey", {}],
    ["DeleteClientKey", {}],
    ["GetKmsInstance", {}],
    ["GetSecretValue", {}],
  ])("%s with %j: a parameter is missing", async (action, parameters) => {
    expect(await refusal(action, parameters)).toMatchObject({ status: 400, code: "MissingParameter" });
  });

  it.each([
    ["CreateNetworkRule", { ...rule, Type: "Public" }],
    ["CreateNetworkRule", { ...rule, SourcePrivateIp: "10.0.0.0/8,10.1.2.3" }],
    ["CreateNetworkRule", { ...rule, SourcePrivateIp: [1] }],
    ["CreateNetworkRule", { ...rule, SourcePrivateIp: ["office"] }],
    ["CreateNetworkRule", { ...rule, SourcePrivateIp: ["10.1"] }],
    ["CreateNetworkRule", { ...rule, SourcePrivateIp: ["10.1.0.0/33"] }],
    [
      "CreateNetworkRule",
      { ...rule, SourcePrivateIp: Array.from({ length: 801 }, (_, i) => `10.0.${i >> 8}.${i & 255}`) },
    ],
    ["CreatePolicy", { ...samplePolicy, Permissions: "CryptoServiceKeyUser" }],
    ["CreatePolicy", { ...samplePolicy, Resources: { key: "*" } }],
    ["CreatePolicy", { ...samplePolicy, AccessControlRules: ["office"] }],
    ["CreatePolicy", { ...samplePolicy, AccessControlRules: { NetworkRules: "office" } }],
    ["CreateApplicationAccessPoint", { ...sampleAccessPoint, Policies: [] }],
    ["CreateApplicationAccessPoint", { ...sampleAccessPoint, Policies: ["a", "b", "c", "d"] }],
    ["CreateApplicationAccessPoint", { ...sampleAccessPoint, AuthenticationMethod: "RAMRole" }],
    ["CreateClientKey", { ...key, ...dates, NotAfter: "" }],
    ["CreateClientKey", { ...key, ...dates, NotBefore: "" }],
    ["CreateClientKey", { ...key, ...dates, NotAfter: "2027-01-01 00:00:00" }],
    ["CreateClientKey", { ...key, ...dates, NotAfter: "2027-01-01T00:00:00.000Z" }],
    ["CreateClientKey", { ...key, ...dates, NotAfter: "2027-02-30T00:00:00Z" }],
    ["CreateClientKey", { ...key, ...dates, NotAfter: dates.NotBefore }],
    ["ListNetworkRules", { PageSize: 0 }],
    ["ListNetworkRules", { PageSize: 101 }],
    ["ListPolicies", { PageNumber: 0 }],
    ["ListApplicationAccessPoints", { PageNumber: "one" }],
    ["GetSecretValue", { SecretName: "a", FetchExtendedConfig: "yes" }],
  ])("%s with %j: a parameter is wrong", async (action, parameters) => {
    await emulator.it.alibaba.call("CreateApplicationAccessPoint", { Name: "orders-app", Policies: ["orders"] });
    expect(await refusal(action, parameters)).toMatchObject({ status: 400, code: "InvalidParameter" });
  });

  it.each([
    ["short1~"],
    [`Aa1${"x".repeat(62)}`],
    ["onlyletters"],
    ["12345678"],
    ["with space1"],
    ['quote"1234'],
    ["plus+12345"],
  ])("the password %j, without repeating it", async (Password) => {
    await emulator.it.alibaba.call("CreateApplicationAccessPoint", sampleAccessPoint);
    const error = await refusal("CreateClientKey", { ...key, Password });
    expect(error).toMatchObject({ status: 400, code: "InvalidParameter" });
    expect(JSON.stringify(error)).not.toContain(Password);
  });

  it.each([
    ["UpdateNetworkRule", { Name: "none" }],
    ["DeleteNetworkRule", { Name: "none" }],
    ["UpdatePolicy", { Name: "none" }],
    ["DeletePolicy", { Name: "none" }],
    ["UpdateApplicationAccessPoint", { Name: "none" }],
    ["DeleteApplicationAccessPoint", { Name: "__proto__" }],
    ["CreateClientKey", key],
    ["DeleteClientKey", { ClientKeyId: "KAAP.none" }],
    ["GetSecretValue", { SecretName: "none" }],
  ])("%s of what does not exist", async (action, parameters) => {
    expect(await refusal(action, parameters)).toMatchObject({ status: 404, code: "Forbidden.ResourceNotFound" });
  });

  it("an unknown instance", async () => {
    const error = await refusal("GetKmsInstance", { KmsInstanceId: "kst-none" });
    expect(error).toMatchObject({ status: 404, code: "Forbidden.DKMSInstanceNotFound" });
  });

  it.each([
    ["CreateNetworkRule", rule],
    ["CreatePolicy", samplePolicy],
    ["CreateApplicationAccessPoint", sampleAccessPoint],
  ])("%s of a name that is taken", async (action, parameters) => {
    await call(emulator.it, action, parameters);
    expect(await refusal(action, parameters)).toMatchObject({ status: 409, code: "Rejected.ResourceExist" });
  });

  it("a fourth client key of an access point, but not of another", async () => {
    await call(emulator.it, "CreateApplicationAccessPoint", sampleAccessPoint);
    await call(emulator.it, "CreateApplicationAccessPoint", { ...sampleAccessPoint, Name: "other-app" });
    for (let made = 0; made < 3; made += 1) await call(emulator.it, "CreateClientKey", key);
    expect(await refusal("CreateClientKey", key)).toMatchObject({ status: 400, code: "Rejected.LimitExceeded" });
    const { ClientKeys } = await call(emulator.it, "ListClientKeys");
    expect(ClientKeys).toHaveLength(3);
    await expect(call(emulator.it, "CreateClientKey", { ...key, AapName: "other-app" })).resolves.toBeDefined();
  });

  it.each(["GetClientKey", "ListClientKeys"])("%s by POST", async (action) => {
    const error = await errorOf(callBy(plainWay, emulator.it, action, { ClientKeyId: "KAAP.none" }, "POST"));
    expect(error).toMatchObject({ status: 403, code: "UnsupportedHTTPMethod" });
  });

  it("operations that there are not, by the gateway's error", async () => {
    const error = await refusal("CreateKeyring", {});
    expect(error).toMatchObject({ status: 404, code: "InvalidAction.NotFound", data: { HostId: expect.any(String) } });
    expect(error.data).not.toHaveProperty("HttpStatus");
  });
});

describe("operations are as lax as the service", () => {
  const emulator = useEmulator({ clock: "2026-03-01T12:00:00Z" });

  it("about references, duplicates, empty lists, host bits and public addresses", async () => {
    const laxRule = { ...rule, SourcePrivateIp: ["10.10.10.10/24", "100.177.24.254", "fd00::/8", "fd00::1"] };
    expect(await call(emulator.it, "CreateNetworkRule", laxRule)).toMatchObject({
      SourcePrivateIp: '["10.10.10.10/24","100.177.24.254","fd00::/8","fd00::1"]',
    });
    const laxPolicy = {
      ...samplePolicy,
      KmsInstance: "kst-unknown",
      Permissions: [],
      Resources: ["key/a", "key/a"],
      AccessControlRules: { NetworkRules: ["nobody"] },
    };
    expect(await call(emulator.it, "CreatePolicy", laxPolicy)).toMatchObject({ Permissions: "[]" });
    const laxAccessPoint = { Name: "app", Policies: ["x", "y", "z"] };
    expect(await call(emulator.it, "CreateApplicationAccessPoint", laxAccessPoint)).toMatchObject({
      AuthenticationMethod: "ClientKey",
    });
  });

  it("about deleting what is in use", async () => {
    await call(emulator.it, "CreateNetworkRule", rule);
    await call(emulator.it, "CreatePolicy", { ...samplePolicy, AccessControlRules: { NetworkRules: ["office"] } });
    await call(emulator.it, "CreateApplicationAccessPoint", sampleAccessPoint);
    await call(emulator.it, "CreateClientKey", key);
    await call(emulator.it, "DeleteNetworkRule", { Name: "office" });
    await call(emulator.it, "DeletePolicy", { Name: "orders" });
    await call(emulator.it, "DeleteApplicationAccessPoint", { Name: "orders-app" });
    expect(await call(emulator.it, "ListClientKeys")).toMatchObject({ ClientKeys: [] });
  });

  it("about the length and the start of a validity, and gives five years from now when none is sent", async () => {
    await call(emulator.it, "CreateApplicationAccessPoint", sampleAccessPoint);
    const past = { NotBefore: "2023-09-01T14:11:22Z", NotAfter: "2023-09-02T14:11:22Z" };
    expect(await call(emulator.it, "CreateClientKey", { ...key, ...past })).toMatchObject(past);
    expect(await call(emulator.it, "CreateClientKey", key)).toMatchObject({
      NotBefore: "2026-03-01T12:00:00Z",
      NotAfter: "2031-03-01T12:00:00Z",
    });
  });

  it("leaves alone what an update does not send, and empties what it sends empty", async () => {
    await call(emulator.it, "CreatePolicy", { ...samplePolicy, Description: "x" });
    const before = await call(emulator.it, "DescribePolicy", { Name: "orders" });
    await call(emulator.it, "UpdatePolicy", { Name: "orders", Description: "" });
    const after = await call(emulator.it, "DescribePolicy", { Name: "orders" });
    expect(after).toEqual({ ...before, Description: "", RequestId: after["RequestId"] });
  });
});

describe("a strict emulator refuses", () => {
  const emulator = useEmulator({ strict: true });

  it.each([
    ["CreatePolicy", { ...samplePolicy, AccessControlRules: { NetworkRules: ["none"] } }, "Forbidden.ResourceNotFound"],
    ["CreatePolicy", { ...samplePolicy, KmsInstance: "kst-none" }, "Forbidden.DKMSInstanceNotFound"],
    ["CreateApplicationAccessPoint", { ...sampleAccessPoint, Policies: ["none"] }, "Forbidden.ResourceNotFound"],
    ["CreateClientKey", { ...key, ...dates, NotAfter: "2026-12-31T23:59:59Z" }, "InvalidParameter"],
    ["CreateClientKey", { ...key, ...dates, NotAfter: "2031-01-01T00:00:01Z" }, "InvalidParameter"],
  ])("%s with %j", async (action, parameters, code) => {
    await call(emulator.it, "CreatePolicy", samplePolicy);
    await call(emulator.it, "CreateApplicationAccessPoint", sampleAccessPoint);
    expect(
      await errorOf(call(emulator.it, action, { ...parameters, ...(action === "CreatePolicy" && { Name: "new" }) })),
    ).toMatchObject({ code });
  });

  it("nothing that is in order", async () => {
    await call(emulator.it, "CreateNetworkRule", rule);
    await call(emulator.it, "CreatePolicy", {
      ...samplePolicy,
      KmsInstance: "shared",
      AccessControlRules: { NetworkRules: ["office"] },
    });
    await call(emulator.it, "CreateApplicationAccessPoint", sampleAccessPoint);
    await expect(call(emulator.it, "CreateClientKey", { ...key, ...dates })).resolves.toBeDefined();
  });
});
