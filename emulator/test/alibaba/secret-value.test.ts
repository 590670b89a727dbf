import type { Emulator } from "../../src";
import { type ApplicationKey, readSecret } from "../raw-requests";
import { startEmulator } from "../start";
import { gatewayPolicy, sampleAccessPoint, samplePassword, samplePolicy, withEmulator } from "../support";

const validity = { NotBefore: "2026-01-01T00:00:00Z", NotAfter: "2027-01-01T00:00:00Z" };

let emulator: Emulator;

async function mint(password: string = samplePassword): Promise<ApplicationKey> {
  const wanted = { AapName: "orders-app", Password: password, ...validity };
  const made = await emulator.alibaba.call("CreateClientKey", wanted);
  return { clientKeyId: String(made["ClientKeyId"]), privateKeyData: String(made["PrivateKeyData"]), password };
}

/** `ok`, or the error's code. */
async function read(key: ApplicationKey, name = "orders/db", more: Record<string, string> = {}): Promise<unknown> {
  const answer = await readSecret(emulator.url, key, name, more);
  return answer.status === 200 ? "ok" : JSON.parse(answer.body).Code;
}

describe("an application with a client key", () => {
  let old: ApplicationKey;

  beforeEach(async () => {
    emulator = await startEmulator({ secrets: { "orders/db": "hunter2", "payroll/db": "swordfish" } });
    await emulator.alibaba.call("CreatePolicy", { ...gatewayPolicy, AccessControlRules: { NetworkRules: [] } });
    await emulator.alibaba.call("CreateApplicationAccessPoint", sampleAccessPoint);
    old = await mint();
    await emulator.clock.set("2026-06-01T00:00:00Z");
  });
  afterEach(() => emulator.close());

  it("reads a secret that its policy allows", async () => {
    const more = { RegionId: "cn-hangzhou", VersionStage: "ACSCurrent", FetchExtendedConfig: "true" };
    const answer = await readSecret(emulator.url, old, "orders/db", more);
    expect(JSON.parse(answer.body)).toEqual({
      SecretName: "orders/db",
      SecretType: "Generic",
      SecretData: "hunter2",
      SecretDataType: "text",
      VersionId: "v1",
      VersionStages: { VersionStage: ["ACSCurrent"] },
      CreateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      RequestId: expect.any(String),
    });
  });

  it.each([
    ["2025-12-31T23:59:59Z", "Forbidden.AccessKey"],
    ["2026-01-01T00:00:00Z", "ok"],
    ["2027-01-01T00:00:00Z", "ok"],
    ["2027-01-01T00:00:01Z", "Forbidden.AccessKey"],
  ])("at %s gets %s from a key that is valid for 2026, by the emulator's clock", async (time, result) => {
    await emulator.clock.set(time);
    expect(await read(old)).toBe(result);
  });

  it("cannot use another key's id, nor another way to sign", async () => {
    const fresh = await mint("An0ther-passw0rd");
    expect(await read({ ...old, clientKeyId: fresh.clientKeyId })).toBe("SignatureDoesNotMatch");
    expect(await read(old, "orders/db", { SignatureType: "" })).toBe("IncompleteSignature");
    expect(await read(old, "orders/db", { SignatureMethod: "HMAC-SHA1" })).toBe("IncompleteSignature");
  });

  it("can do nothing else", async () => {
    expect(await read(old, "orders/db", { Action: "ListPolicies" })).toBe("Forbidden.NoPermission");
  });

  it.each([
    ["a resource of another name", { Resources: ["secret/payroll/*"] }, "Forbidden.NoPermission"],
    ["the secret by name", { Resources: ["secret/orders/db"] }, "ok"],
    ["no permission for secrets", { Permissions: [] }, "Forbidden.NoPermission"],
    [
      "the permission of an instance",
      { Permissions: ["RbacPermission/Template/CryptoServiceSecretUser"] },
      "Forbidden.NoPermission",
    ],
  ])("with a policy for %s", async (_, policy, result) => {
    await emulator.alibaba.call("UpdatePolicy", { Name: "orders", ...policy });
    expect(await read(old)).toBe(result);
  });

  it("of an instance is refused, and the journal tells why", async () => {
    await emulator.alibaba.call("DeletePolicy", { Name: "orders" });
    await emulator.alibaba.call("CreatePolicy", { ...samplePolicy, AccessControlRules: { NetworkRules: [] } });
    expect(await read(old)).toBe("Forbidden.NoPermission");
    const decision = { allowed: false, reason: "policy orders is for kst-hzz0000000000emulator" };
    expect((await emulator.calls()).at(-1)).toMatchObject({ errorCode: "Forbidden.NoPermission", decision });
  });

  it("learns of a missing secret only where it may read", async () => {
    expect(await read(old, "orders/none")).toBe("Forbidden.ResourceNotFound");
    expect(await read(old, "payroll/none")).toBe("Forbidden.NoPermission");
  });

  it("is held to the network rules by its real address", async () => {
    await emulator.alibaba.call("CreateNetworkRule", {
      Name: "office",
      Type: "Private",
      SourcePrivateIp: ["10.0.0.0/8"],
    });
    await emulator.alibaba.call("UpdatePolicy", { Name: "orders", AccessControlRules: { NetworkRules: ["office"] } });
    expect(await read(old)).toBe("Forbidden.NoPermission");
    await emulator.alibaba.call("UpdateNetworkRule", { Name: "office", SourcePrivateIp: ["127.0.0.1"] });
    expect(await read(old)).toBe("ok");
    await emulator.alibaba.call("DeleteNetworkRule", { Name: "office" });
    expect(await read(old)).toBe("Forbidden.NoPermission");
  });

  it("works with its old and its new key until the old one is deleted, and with none when its access point goes", async () => {
    const fresh = await mint("An0ther-passw0rd");
    expect([await read(old), await read(fresh)]).toEqual(["ok", "ok"]);
    await emulator.alibaba.call("DeleteClientKey", { ClientKeyId: old.clientKeyId });
    expect([await read(old), await read(fresh)]).toEqual(["InvalidAccessKeyId.NotFound", "ok"]);
    await emulator.alibaba.call("DeleteApplicationAccessPoint", { Name: "orders-app" });
    expect(await read(fresh)).toBe("InvalidAccessKeyId.NotFound");
  });
});

describe("a secret", () => {
  it("was created when it was first set, by the emulator's clock", async () => {
    const options = { clock: "2026-06-01T00:00:00Z", secrets: { "orders/db": "hunter2" } };
    await withEmulator(options, async ({ alibaba, clock }) => {
      const created = async (name: string) =>
        (await alibaba.call("GetSecretValue", { SecretName: name }))["CreateTime"];
      expect(await created("orders/db")).toBe("2026-06-01T00:00:00Z");
      await clock.advance("P1D");
      await alibaba.setSecrets({ "orders/db": "changed", "payroll/db": "swordfish" });
      expect([await created("orders/db"), await created("payroll/db")]).toEqual([
        "2026-06-01T00:00:00Z",
        "2026-06-02T00:00:00Z",
      ]);
      expect(await alibaba.call("GetSecretValue", { SecretName: "orders/db" })).toMatchObject({
        SecretData: "changed",
      });
    });
  });
});

describe("an application whose address the emulator is told", () => {
  beforeAll(async () => {
    const options = { secrets: { "orders/db": "hunter2" }, clock: "2026-06-01T00:00:00Z" };
    emulator = await startEmulator({ ...options, sourceAddress: "10.20.30.40" });
  });
  afterAll(() => emulator.close());

  it("is held to the network rules by that", async () => {
    const rule = { Name: "office", Type: "Private", SourcePrivateIp: ["10.20.0.0/16"] };
    await emulator.alibaba.call("CreateNetworkRule", rule);
    await emulator.alibaba.call("CreatePolicy", { ...gatewayPolicy, AccessControlRules: { NetworkRules: ["office"] } });
    await emulator.alibaba.call("CreateApplicationAccessPoint", sampleAccessPoint);
    expect(await read(await mint())).toBe("ok");
  });
});
