import { defaultInstanceId } from "../../src";
import { operations } from "../../src/alibaba/operations";
import { errorOf, samplePassword, toTexts, useEmulator } from "../support";
import { callBy, type Reply, ways } from "../vendor-clients";

const rule = {
  Name: "office",
  Type: "Private",
  SourcePrivateIp: '["10.20.0.0/16","10.1.2.3"]',
  Description: "a b*c~d",
};
const policy = toTexts({
  Name: "orders",
  KmsInstance: defaultInstanceId,
  Permissions: ["RbacPermission/Template/CryptoServiceKeyUser"],
  Resources: ["key/*", "secret/orders/*"],
  AccessControlRules: { NetworkRules: ["office"] },
});
const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe.each(ways)("the vendor's $client, $signature, parameters by $transport", (way) => {
  const emulator = useEmulator({ clock: "2026-01-02T03:04:05Z" });
  const call = (action: string, parameters: Record<string, string> = {}): Promise<Reply> =>
    callBy(way, emulator.it, action, parameters);
  const gone = (action: string, parameters: Record<string, string>) =>
    expect(errorOf(call(action, parameters))).resolves.toMatchObject({
      status: 404,
      code: "Forbidden.ResourceNotFound",
      data: { HttpStatus: 404, RequestId: requestId },
    });

  it("leads a network rule through its life", async () => {
    expect(await call("CreateNetworkRule", rule)).toEqual({
      Arn: "acs:kms:cn-hangzhou:1000000000000001:network/office",
      Name: "office",
      Type: "Private",
      Description: "a b*c~d",
      SourcePrivateIp: '["10.20.0.0/16","10.1.2.3"]',
      RequestId: requestId,
    });
    expect(await call("UpdateNetworkRule", { Name: "office", Description: "moved" })).toEqual({ RequestId: requestId });
    expect(await call("DescribeNetworkRule", { Name: "office" })).toEqual({
      Arn: "acs:kms:cn-hangzhou:1000000000000001:network/office",
      Type: "Private",
      Description: "moved",
      SourcePrivateIp: '["10.20.0.0/16","10.1.2.3"]',
      RequestId: requestId,
    });
    expect(await call("ListNetworkRules")).toEqual({
      NetworkRules: { NetworkRule: [{ Name: "office", Type: "Private" }] },
      PageNumber: 1,
      PageSize: 20,
      TotalCount: 1,
      RequestId: requestId,
    });
    expect(await call("DeleteNetworkRule", { Name: "office" })).toEqual({ RequestId: requestId });
    await gone("DescribeNetworkRule", { Name: "office" });
  });

  it("leads a policy through its life, strings when created, arrays when described", async () => {
    const common = {
      Arn: "acs:kms:cn-hangzhou:1000000000000001:policy/orders",
      Name: "orders",
      KmsInstance: defaultInstanceId,
      AccessControlRules: '{"NetworkRules":["office"]}',
      RequestId: requestId,
    };
    expect(await call("CreatePolicy", policy)).toEqual({
      ...common,
      Description: "",
      Permissions: '["RbacPermission/Template/CryptoServiceKeyUser"]',
      Resources: '["key/*","secret/orders/*"]',
    });
    await call("UpdatePolicy", { Name: "orders", Resources: '["key/a*"]', Description: "keys" });
    expect(await call("DescribePolicy", { Name: "orders" })).toEqual({
      ...common,
      Description: "keys",
      Permissions: ["RbacPermission/Template/CryptoServiceKeyUser"],
      Resources: ["key/a*"],
    });
    expect(await call("ListPolicies")).toMatchObject({ Policies: { Policy: [{ Name: "orders" }] }, TotalCount: 1 });
    await call("DeletePolicy", { Name: "orders" });
    await gone("DescribePolicy", { Name: "orders" });
  });

  it("leads an application access point through its life", async () => {
    const common = {
      Arn: "acs:kms:cn-hangzhou:1000000000000001:applicationaccesspoint/orders-app",
      Name: "orders-app",
      AuthenticationMethod: "ClientKey",
      RequestId: requestId,
    };
    expect(await call("CreateApplicationAccessPoint", { Name: "orders-app", Policies: '["orders"]' })).toEqual({
      ...common,
      Description: "",
      Policies: '["orders"]',
    });
    await call("UpdateApplicationAccessPoint", { Name: "orders-app", Policies: '["orders","more"]', Description: "x" });
    expect(await call("DescribeApplicationAccessPoint", { Name: "orders-app" })).toEqual({
      ...common,
      Description: "x",
      Policies: '["orders","more"]',
    });
    expect(await call("ListApplicationAccessPoints")).toMatchObject({
      ApplicationAccessPoints: {
        ApplicationAccessPoint: [{ Name: "orders-app", AuthenticationMethod: "ClientKey" }],
      },
      TotalCount: 1,
    });
    await call("DeleteApplicationAccessPoint", { Name: "orders-app" });
    await gone("DescribeApplicationAccessPoint", { Name: "orders-app" });
  });

  it("leads a client key through its life", async () => {
    await call("CreateApplicationAccessPoint", { Name: "orders-app", Policies: '["orders"]' });
    const validity = { NotBefore: "2026-01-01T00:00:00Z", NotAfter: "2027-01-01T00:00:00Z" };
    const created = await call("CreateClientKey", { AapName: "orders-app", Password: samplePassword, ...validity });
    expect(created).toEqual({
      ClientKeyId: expect.stringMatching(/^KAAP\.[0-9a-f-]{36}$/),
      KeyAlgorithm: "RSA_2048",
      PrivateKeyData: expect.stringMatching(/^MII[A-Za-z0-9+/]+=*$/),
      ...validity,
      RequestId: requestId,
    });
    const id = String(created["ClientKeyId"]);
    const described = {
      ClientKeyId: id,
      AapName: "orders-app",
      CreateTime: "2026-01-02T03:04:05Z",
      KeyAlgorithm: "RSA_2048",
      KeyOrigin: "KMS_PROVIDED",
      PublicKeyData: expect.stringContaining("-----BEGIN CERTIFICATE-----"),
      ...validity,
    };
    expect(await call("GetClientKey", { ClientKeyId: id })).toEqual({ ...described, RequestId: requestId });
    expect(await call("ListClientKeys", { AapName: "orders-app" })).toEqual({
      ClientKeys: [described],
      RequestId: requestId,
    });
    expect(await call("ListClientKeys", { AapName: "other" })).toMatchObject({ ClientKeys: [] });
    await call("DeleteClientKey", { ClientKeyId: id });
    await gone("GetClientKey", { ClientKeyId: id });
  });

  it("shows the instance and its CA", async () => {
    expect(await call("ListKmsInstances")).toMatchObject({
      KmsInstances: {
        KmsInstance: [
          {
            KmsInstanceId: defaultInstanceId,
            KmsInstanceArn: `acs:kms:cn-hangzhou:1000000000000001:keystore/${defaultInstanceId}`,
          },
        ],
      },
      TotalCount: 1,
    });
    expect(await call("GetKmsInstance", { KmsInstanceId: defaultInstanceId })).toMatchObject({
      KmsInstance: {
        InstanceId: defaultInstanceId,
        Status: "Connected",
        CaCertificateChainPem: expect.stringMatching(
          /^-----BEGIN CERTIFICATE-----\r\n.+\r\n-----END CERTIFICATE-----\r\n$/s,
        ),
        SecretNum: "1000",
        EndDate: "2035-01-01T00:00:00Z",
      },
    });
  });

  it("makes a rule of as many addresses as there can be, also where they are all in the query", async () => {
    const hex = (i: number) => i.toString(16).padStart(4, "0");
    const addresses = Array.from({ length: 800 }, (_, i) => `fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:${hex(i)}/128`);
    const SourcePrivateIp = JSON.stringify(addresses);
    expect(await call("CreateNetworkRule", { ...rule, SourcePrivateIp })).toMatchObject({ SourcePrivateIp });
  });

  it("records which parameters came by which way, and no password", async () => {
    const refused = await errorOf(call("CreateClientKey", { AapName: "none", Password: samplePassword }));
    expect(refused.code).toBe("Forbidden.ResourceNotFound");
    const sent = ["AapName", "Password"];
    const nothing: string[] = [];
    const calls = await emulator.it.calls();
    expect(calls.at(-1)).toEqual({
      at: "2026-01-02T03:04:05.000Z",
      vendor: "alibaba",
      operation: "CreateClientKey",
      method: "POST",
      status: 404,
      errorCode: "Forbidden.ResourceNotFound",
      accessKeyId: "emulator",
      parameters: { AapName: "none", Password: "***" },
      transport: way.transport === "form" ? { query: nothing, form: sent } : { query: sent, form: nothing },
    });
  });
});

it("has every operation of the families, of instances, keys and secrets, and those of STS", () => {
  expect([...operations.keys()].sort()).toEqual(
    [
      ...["Create", "Update", "Describe", "Delete"].flatMap((verb) => [
        `${verb}NetworkRule`,
        `${verb}Policy`,
        `${verb}ApplicationAccessPoint`,
      ]),
      ...["NetworkRules", "Policies", "ApplicationAccessPoints", "ClientKeys", "Aliases", "KmsInstances"].map(
        (one) => `List${one}`,
      ),
      ...["CreateAlias", "UpdateAlias", "DeleteAlias"],
      ...["Create", "Describe", "Update", "Rotate", "Delete", "Restore"].map((verb) => `${verb}Secret`),
      ...["ListSecrets", "PutSecretValue", "ListSecretVersionIds", "UpdateSecretVersionStage", "GetRandomPassword"],
      ...["UpdateSecretRotationPolicy", "GetSecretPolicy", "SetSecretPolicy"],
      ...["TagResource", "UntagResource", "TagResources", "UntagResources", "ListTagResources"],
      ...["CreateClientKey", "GetClientKey", "DeleteClientKey", "GetKmsInstance", "GetSecretValue"],
      ...["Create", "Describe", "Enable", "Disable"].map((verb) => `${verb}Key`),
      ...["ListKeys", "UpdateKeyDescription", "ScheduleKeyDeletion", "CancelKeyDeletion", "UpdateRotationPolicy"],
      ...["SetDeletionProtection", "GetKeyPolicy", "SetKeyPolicy", "ListAliasesByKeyId", "GetPublicKey"],
      ...["CreateKeyVersion", "ListKeyVersions", "DescribeKeyVersion"],
      ...["Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"],
      ...["Encrypt", "Decrypt", "Sign", "Verify"].map((verb) => `Asymmetric${verb}`),
      ...["GetCallerIdentity", "AssumeRole", "AssumeRoleWithOIDC"],
    ].sort(),
  );
});
