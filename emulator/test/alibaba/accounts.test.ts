import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator, EmulatorOptions } from "../../src";
import { readSecret, sendV3 } from "../raw-requests";
import { call, errorOf, gatewayPolicy, sampleAccessPoint, samplePassword, toTexts, withEmulator } from "../support";
import { callBy, plainWay, type Reply, ways } from "../vendor-clients";

const OTHER = { accessKeyId: "other", accessKeySecret: "other-secret" };
const OPTIONS: EmulatorOptions = {
  credentials: [
    { ...OTHER, accountId: "2000000000000002" },
    { accessKeyId: "reader", accessKeySecret: "reader-secret", actions: ["kms:Describe*"] },
    { accessKeyId: "temporary", accessKeySecret: "temporary-secret", securityToken: "token" },
  ],
  secrets: { "orders/db": "hunter2" },
};
const rule = { Name: "office", Type: "Private" };

const asOther = (emulator: Emulator, action: string, parameters: Record<string, unknown> = {}): Promise<Reply> =>
  callBy(plainWay, { url: emulator.url, ...OTHER }, action, toTexts(parameters));

describe("two accounts", () => {
  it("have the same names, and neither finds what the other has", () =>
    withEmulator(OPTIONS, async (emulator) => {
      await call(emulator, "CreateNetworkRule", rule);
      const gone = await errorOf(asOther(emulator, "DescribeNetworkRule", { Name: "office" }));
      expect(gone.code).toBe("Forbidden.ResourceNotFound");
      const { Arn } = await asOther(emulator, "CreateNetworkRule", { ...rule, Description: "theirs" });
      expect(Arn).toBe("acs:kms:cn-hangzhou:2000000000000002:network/office");
      await call(emulator, "DeleteNetworkRule", { Name: "office" });
      const theirs = await asOther(emulator, "DescribeNetworkRule", { Name: "office" });
      expect(theirs).toMatchObject({ Arn, Description: "theirs" });
    }));

  it("outlive a restart, and their client keys read secrets by their own policies", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keysmith-emulator-"));
    const options = { ...OPTIONS, stateFile: join(folder, "state.json") };
    const key = { clientKeyId: "", privateKeyData: "", password: samplePassword };
    try {
      await withEmulator(options, async (emulator) => {
        await asOther(emulator, "CreateSecret", { SecretName: "orders/db", SecretData: "theirs", VersionId: "v1" });
        await asOther(emulator, "CreatePolicy", gatewayPolicy);
        await asOther(emulator, "CreateApplicationAccessPoint", sampleAccessPoint);
        const made = await asOther(emulator, "CreateClientKey", { AapName: "orders-app", Password: samplePassword });
        Object.assign(key, { clientKeyId: made["ClientKeyId"], privateKeyData: made["PrivateKeyData"] });
        expect((await readSecret(emulator.url, key, "orders/db")).status).toBe(200);
      });
      await withEmulator(options, async (emulator) => {
        expect((await readSecret(emulator.url, key, "orders/db")).status).toBe(200);
        expect(await call(emulator, "ListClientKeys")).toMatchObject({ ClientKeys: [] });
        await asOther(emulator, "DeletePolicy", { Name: gatewayPolicy.Name });
        expect((await readSecret(emulator.url, key, "orders/db")).status).toBe(403);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("GetCallerIdentity", () => {
  it.each(ways)("answers $client, $signature, parameters by $transport, whatever a credential may do", (way) =>
    withEmulator(OPTIONS, async (emulator) => {
      const whoIs = (keys: object) => callBy(way, { url: emulator.url, ...keys }, "GetCallerIdentity");
      expect(await whoIs(OTHER)).toMatchObject({ AccountId: "2000000000000002", IdentityType: "Account" });
      const reader = { accessKeyId: "reader", accessKeySecret: "reader-secret" };
      expect(await whoIs(reader)).toMatchObject({
        AccountId: "1000000000000001",
        IdentityType: "RAMUser",
        Arn: "acs:ram::1000000000000001:user/reader",
      });
      const temporary = { accessKeyId: "temporary", accessKeySecret: "temporary-secret", securityToken: "token" };
      expect(await whoIs(temporary)).toMatchObject({ IdentityType: "AssumedRoleUser" });
      expect((await errorOf(whoIs({ accessKeyId: "nobody" }))).code).toBe("InvalidAccessKeyId.NotFound");
    }),
  );

  it("is of the API of STS, and no other operation is", () =>
    withEmulator({}, async (emulator) => {
      const by = (action: string, version: string) =>
        sendV3(emulator.url, action, (parts) => {
          parts.headers["x-acs-version"] = version;
        });
      expect(await by("GetCallerIdentity", "2015-04-01")).toMatchObject({ status: 200 });
      expect(await by("GetCallerIdentity", "2016-01-20")).toMatchObject({ code: "InvalidVersion" });
      expect(await by("ListPolicies", "2015-04-01")).toMatchObject({ code: "InvalidVersion" });
    }));
});
