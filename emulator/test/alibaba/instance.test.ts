import { defaultInstanceId, type Emulator, type EmulatorOptions } from "../../src";
import type { ApplicationKey } from "../raw-requests";
import { startEmulator } from "../start";
import { call, sampleAccessPoint, samplePassword, samplePolicy, withEmulator } from "../support";
import { type Changes, callInstance } from "./instance-client";

const otherInstance = "kst-hzz2";
const options = {
  clock: "2026-06-01T00:00:00Z",
  secrets: { "orders/db": "hunter2", "payroll/db": "swordfish" },
  instances: [{ instanceId: otherInstance }, { instanceId: "kst-hzz3", status: "Connecting" as const }],
  endpoints: [{}, { kmsInstance: otherInstance }, { sourceAddress: "10.20.0.15" }],
};
const validity = { NotBefore: "2026-01-01T00:00:00Z", NotAfter: "2027-01-01T00:00:00Z" };

let emulator: Emulator;
let key: ApplicationKey;

async function mint(): Promise<ApplicationKey> {
  const wanted = { AapName: "orders-app", Password: samplePassword, ...validity };
  const made = await call(emulator, "CreateClientKey", wanted);
  const [clientKeyId, privateKeyData] = [String(made["ClientKeyId"]), String(made["PrivateKeyData"])];
  return { clientKeyId, privateKeyData, password: samplePassword };
}

async function start(more: EmulatorOptions = {}): Promise<void> {
  emulator = await startEmulator({ ...options, ...more });
  await call(emulator, "CreatePolicy", samplePolicy);
  await call(emulator, "CreateApplicationAccessPoint", sampleAccessPoint);
  key = await mint();
}

beforeEach(() => start());
afterEach(() => emulator.close());

/** `ok`, or the error's code. */
async function read(name = "orders/db", changes: Changes = {}, url = emulator.url): Promise<unknown> {
  const { status, message } = await callInstance(url, key, "GetSecretValue", { SecretName: name }, changes);
  return status === 200 ? "ok" : message["ErrorCode"];
}

const endpoint = (index: number) => {
  const found = emulator.endpoints[index];
  if (found === undefined) throw new Error("there is no such endpoint");
  return found;
};

describe("an instance's own protocol", () => {
  it("answers a secret as a message", async () => {
    const { headers, message } = await callInstance(emulator.url, key, "GetSecretValue", { SecretName: "orders/db" });
    expect(headers["content-type"]).toBe("application/x-protobuf");
    expect(message).toEqual({
      SecretName: "orders/db",
      SecretType: "Generic",
      SecretData: "hunter2",
      SecretDataType: "text",
      VersionId: "v1",
      VersionStages: ["ACSCurrent"],
      CreateTime: "2026-06-01T00:00:00Z",
      RequestId: expect.any(String),
    });
  });

  it.each([1, 32, 1024])("answers %d random bytes, others each time", async (Length) => {
    const random = async () => (await callInstance(emulator.url, key, "GenerateRandom", { Length })).message["Random"];
    const [one, other] = [await random(), await random()];
    expect(one).toHaveLength(Length);
    if (Length > 1) expect(one).not.toEqual(other);
  });

  it.each([0, 1025, -1])("refuses %d random bytes", async (Length) => {
    const { status, message } = await callInstance(emulator.url, key, "GenerateRandom", { Length });
    expect([status, message["ErrorCode"]]).toEqual([400, "InvalidParameter"]);
  });

  it("answers errors as a message", async () => {
    const { status, message } = await callInstance(emulator.url, key, "GetSecretValue", { SecretName: "payroll/db" });
    expect(status).toBe(403);
    expect(message).toEqual({
      StatusCode: 403,
      ErrorCode: "Forbidden.NoPermission",
      ErrorMessage: expect.stringContaining("no policy"),
      RequestId: expect.any(String),
    });
  });

  it("answers faults and quotas as a message too", async () => {
    await emulator.setFaults([{ operation: "GetSecretValue", kind: "503" }]);
    expect(await read()).toBe("ServiceUnavailableTemporary");
    await emulator.setQuotas({ readsPerSecond: 0.001 });
    expect([await read(), await read()]).toEqual(["ok", "Rejected.Throttling"]);
  });

  it("is journaled with who called, what for, and why it was allowed, without what is secret", async () => {
    await emulator.clearCalls();
    await read();
    const [made] = await emulator.calls();
    expect(made).toMatchObject({
      operation: "GetSecretValue",
      accessKeyId: key.clientKeyId,
      parameters: { SecretName: "orders/db" },
      decision: { allowed: true, reason: "policy orders, from any address" },
    });
    await callInstance(emulator.url, key, "Encrypt", { KeyId: "key-1", Plaintext: Buffer.from("my plaintext") });
    expect(JSON.stringify(await emulator.calls())).not.toContain('plaintext"');
    expect((await emulator.calls()).at(-1)?.parameters).toEqual({ KeyId: "key-1", Plaintext: "***" });
  });
});

describe("a signature", () => {
  it.each<[string, string, Changes]>([
    ["another body's hash", "The Param Content-SHA256 is invalid.", { headers: { "content-sha256": "0".repeat(64) } }],
    ["no hash", "The Param Content-SHA256 is invalid.", { spoil: (headers) => delete headers["content-sha256"] }],
    ["an old date", "The Param Date is invalid.", { headers: { date: "Sat, 01 Nov 2025 18:48:51 GMT" } }],
    ["no date", "The Param Date is invalid.", { headers: { date: "" } }],
    [
      "a header more than was signed",
      "The Param Authorization is invalid.",
      { spoil: (headers) => Object.assign(headers, { "x-kms-other": "1" }) },
    ],
    [
      "another operation than was signed",
      "The Param Authorization is invalid.",
      { spoil: (headers) => Object.assign(headers, { "x-kms-apiname": "GenerateRandom" }) },
    ],
    [
      "another scheme",
      "The Param Authorization is invalid.",
      { spoil: (headers) => Object.assign(headers, { authorization: `Basic ${headers["authorization"]}` }) },
    ],
    [
      "another method",
      "The Param Authorization is invalid.",
      { headers: { "x-kms-signaturemethod": "RSA_PKCS1_SHA_1" } },
    ],
    ["a body that is no message", "The Param Body is invalid.", { body: Buffer.from("{}") }],
  ])("with %s is refused: %s", async (_, text, changes) => {
    const { status, message } = await callInstance(emulator.url, key, "GetSecretValue", {}, changes);
    expect([status, message["ErrorCode"], message["ErrorMessage"]]).toEqual([400, "InvalidParam", text]);
  });

  it("may cover headers that nobody knows, in the order of their names", async () => {
    expect(await read("orders/db", { headers: { "x-kms-a-b": "1", "x-kms-a": "2" } })).toBe("ok");
  });

  it("of another key is refused", async () => {
    const other = await mint();
    key = { ...key, clientKeyId: other.clientKeyId };
    expect(await read()).toBe("InvalidParam");
  });

  it("of an operation that there is not, is refused", async () => {
    expect(await read("orders/db", { headers: { "x-kms-apiname": "Hmac" } })).toBe("InvalidParam");
  });
});

describe("an instance allows what is declared", () => {
  it.each([
    ["2025-12-31T23:59:59Z", "Unauthorized"],
    ["2027-01-01T00:00:00Z", "ok"],
    ["2027-01-01T00:00:01Z", "Unauthorized"],
  ])("at %s: %s", async (time, result) => {
    await emulator.clock.set(time);
    expect(await read()).toBe(result);
  });

  it("to no key that was deleted", async () => {
    await emulator.alibaba.call("DeleteClientKey", { ClientKeyId: key.clientKeyId });
    expect(await read()).toBe("Unauthorized");
  });

  it("from the addresses of the policy's network rules only", async () => {
    const rule = { Name: "office", Type: "Private", SourcePrivateIp: ["10.20.0.0/16"] };
    await call(emulator, "CreateNetworkRule", rule);
    await call(emulator, "UpdatePolicy", { Name: "orders", AccessControlRules: { NetworkRules: ["office"] } });
    const [outside, inside] = [endpoint(0), endpoint(2)];
    expect(await read("orders/db", { ca: outside.ca }, outside.url)).toBe("Forbidden.NoPermission");
    expect(await read("orders/db", { ca: inside.ca }, inside.url)).toBe("ok");
    expect((await emulator.calls()).slice(-2).map(({ decision }) => decision?.reason)).toEqual([
      "policy orders: 127.0.0.1 is in no network rule of office",
      "policy orders, network rule office",
    ]);
  });

  it("at the policy's instance only", async () => {
    const { url, ca, kmsInstance } = endpoint(1);
    expect(kmsInstance).toBe(otherInstance);
    expect(await read("orders/db", { ca }, url)).toBe("Forbidden.NoPermission");
  });
});

describe("which instance is meant", () => {
  const host = (id: string) => ({ spoil: (headers: Record<string, string>) => Object.assign(headers, { host: id }) });

  it.each([
    [`${defaultInstanceId}.cryptoservice.kms.aliyuncs.com`, "ok"],
    [`${otherInstance}.cryptoservice.kms.aliyuncs.com:443`, "Forbidden.NoPermission"],
    ["kst-none.cryptoservice.kms.aliyuncs.com", "Forbidden.DKMSInstanceNotFound"],
    ["kst-hzz3.cryptoservice.kms.aliyuncs.com", "Forbidden.DKMSInstanceStateInvalid"],
    ["localhost", "ok"],
  ])("by the host %s: %s", async (name, result) => {
    expect(await read("orders/db", host(name))).toBe(result);
  });

  it("is told by the endpoint, whose CA is the one that GetKmsInstance tells", async () => {
    const { url, ca, kmsInstance } = endpoint(0);
    expect(kmsInstance).toBe(defaultInstanceId);
    expect(await read("orders/db", { ca }, url)).toBe("ok");
    const { KmsInstance } = await call(emulator, "GetKmsInstance", { KmsInstanceId: defaultInstanceId });
    expect((KmsInstance as Record<string, unknown>)["CaCertificateChainPem"]).toBe(ca);
    await expect(read("orders/db", {}, url)).rejects.toThrow("unable to get local issuer certificate");
  });

  it("is one that there is", async () => {
    const endpoints = [{ kmsInstance: "kst-none" }];
    await expect(withEmulator({ endpoints }, async () => {})).rejects.toThrow('no KMS instance "kst-none"');
  });

  it("is one of the client key's region", async () => {
    await emulator.close();
    await start({ instances: [{ instanceId: defaultInstanceId, region: "cn-shanghai" }], endpoints: [] });
    expect(await read()).toBe("Unauthorized");
  });
});
