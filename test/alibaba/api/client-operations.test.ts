import { defaultInstanceId, type Emulator } from "keysmith-emulator";
import * as operations from "../../../src/alibaba/api/operations";
import type { ClientKeyReply } from "../../../src/alibaba/api/wire";
import { CredentialsError, NotFoundError, PermissionError } from "../../../src/core/errors";
import { Secret } from "../../../src/core/secret";
import { printed, rejection } from "../../http/searching";
import { startEmulator } from "../../support/emulator";
import { clientTo, credentialsOf, EMULATOR_KEY, REGION } from "./support";

const PASSWORD = "Pa-ss~w0rd!";
const mint = { AapName: "app", Password: new Secret(PASSWORD) };
const ofRule = { Name: "office", Type: "Private", SourcePrivateIp: '["10.0.0.0/24","10.1.2.3"]' };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({
    credentials: [
      { accessKeyId: "STS.1", accessKeySecret: "secret-of-sts", securityToken: "tok/en+1=" },
      { accessKeyId: "reader", accessKeySecret: "secret-of-reader", actions: ["kms:List*"] },
    ],
  });
});
afterEach(() => emulator.close());

async function keys(): Promise<readonly ClientKeyReply[]> {
  return clientTo(emulator.url).call(operations.listClientKeys, REGION, { AapName: "app" });
}

async function accessPoint(): Promise<void> {
  await emulator.alibaba.call("CreateApplicationAccessPoint", {
    Name: "app",
    Policies: ["p"],
    AuthenticationMethod: "ClientKey",
  });
}

describe("every operation", () => {
  it("of network rules", async () => {
    const client = clientTo(emulator.url);
    const made = await client.call(operations.networkRule.create, REGION, { ...ofRule, Description: "a b*c~d é" });
    expect(made).toMatchObject({
      type: "Private",
      sourcePrivateIp: ["10.0.0.0/24", "10.1.2.3"],
      description: "a b*c~d é",
    });
    expect(await client.call(operations.networkRule.describe, REGION, { Name: "office" })).toEqual(made);
    await client.call(operations.networkRule.update, REGION, { Name: "office", SourcePrivateIp: '["10.9.0.0/16"]' });
    const changed = await client.call(operations.networkRule.describe, REGION, { Name: "office" });
    expect(changed.sourcePrivateIp).toEqual(["10.9.0.0/16"]);
    await client.call(operations.networkRule.delete, REGION, { Name: "office" });
    expect(await rejection(client.call(operations.networkRule.describe, REGION, { Name: "office" }))).toBeInstanceOf(
      NotFoundError,
    );
  });

  it("of policies", async () => {
    const client = clientTo(emulator.url);
    const made = await client.call(operations.policy.create, REGION, {
      Name: "orders",
      KmsInstance: defaultInstanceId,
      Permissions: '["RbacPermission/Template/CryptoServiceKeyUser"]',
      Resources: '["key/*","secret/orders/*"]',
      AccessControlRules: '{"NetworkRules":["office"]}',
    });
    expect(made).toMatchObject({ resources: ["key/*", "secret/orders/*"], networkRules: ["office"] });
    expect(await client.call(operations.policy.describe, REGION, { Name: "orders" })).toEqual(made);
    await client.call(operations.policy.update, REGION, { Name: "orders", Resources: '["key/a"]' });
    expect((await client.call(operations.policy.describe, REGION, { Name: "orders" })).resources).toEqual(["key/a"]);
    await client.call(operations.policy.delete, REGION, { Name: "orders" });
    expect(await rejection(client.call(operations.policy.describe, REGION, { Name: "orders" }))).toBeInstanceOf(
      NotFoundError,
    );
  });

  it("of access points", async () => {
    const client = clientTo(emulator.url);
    const given = { Name: "app", Policies: '["p","q"]', AuthenticationMethod: "ClientKey" };
    const made = await client.call(operations.accessPoint.create, REGION, given);
    expect(made).toMatchObject({ policies: ["p", "q"], authenticationMethod: "ClientKey" });
    expect(await client.call(operations.accessPoint.describe, REGION, { Name: "app" })).toEqual(made);
    await client.call(operations.accessPoint.update, REGION, { Name: "app", Description: "new" });
    expect((await client.call(operations.accessPoint.describe, REGION, { Name: "app" })).description).toBe("new");
    await client.call(operations.accessPoint.delete, REGION, { Name: "app" });
    expect(await rejection(client.call(operations.accessPoint.describe, REGION, { Name: "app" }))).toBeInstanceOf(
      NotFoundError,
    );
  });

  it("of client keys", async () => {
    await accessPoint();
    const client = clientTo(emulator.url);
    const made = await client.call(operations.createClientKey, REGION, mint);
    expect(made.privateKeyData.reveal()).toMatch(/^MII/);
    expect(printed(made)).not.toContain(made.privateKeyData.reveal().slice(0, 40));
    const read = await client.call(operations.getClientKey, REGION, { ClientKeyId: made.clientKeyId });
    expect(read).toMatchObject({ clientKeyId: made.clientKeyId, accessPoint: "app", notAfter: made.notAfter });
    expect(await keys()).toEqual([read]);
    await client.call(operations.deleteClientKey, REGION, { ClientKeyId: made.clientKeyId });
    expect(await keys()).toEqual([]);
  });

  it("of instances", async () => {
    const client = clientTo(emulator.url);
    const instance = await client.call(operations.getKmsInstance, REGION, { KmsInstanceId: defaultInstanceId });
    expect(instance).toMatchObject({ instanceId: defaultInstanceId, status: "Connected" });
    expect(instance.caCertificateChainPem).toContain("BEGIN CERTIFICATE");
    const unknown = client.call(operations.getKmsInstance, REGION, { KmsInstanceId: "kst-none" });
    expect(await rejection(unknown)).toBeInstanceOf(NotFoundError);
  });
});

it("sends everything in the body that is written, the password above all", async () => {
  await accessPoint();
  await clientTo(emulator.url).call(operations.createClientKey, REGION, mint);
  await clientTo(emulator.url).call(operations.networkRule.create, REGION, ofRule);
  await keys();
  const calls = await emulator.calls();
  expect(calls.map(({ operation, method, transport }) => [operation, method, transport.query, transport.form])).toEqual(
    [
      ["CreateClientKey", "POST", [], ["AapName", "Password"]],
      ["CreateNetworkRule", "POST", [], ["Name", "SourcePrivateIp", "Type"]],
      ["ListClientKeys", "GET", ["AapName"], []],
    ],
  );
});

it("keeps the regions apart", async () => {
  const client = clientTo(emulator.url);
  await client.call(operations.networkRule.create, "eu-central-1", ofRule);
  const look = (region: string) => client.call(operations.networkRule.describe, region, { Name: "office" });
  expect(await look("eu-central-1")).toMatchObject({ type: "Private" });
  expect(await rejection(look(REGION))).toBeInstanceOf(NotFoundError);
});

describe("credentials", () => {
  const list = (found: Parameters<typeof credentialsOf>[0]): Promise<unknown> =>
    clientTo(emulator.url, { credentials: credentialsOf(found) }).call(operations.listClientKeys, REGION, {
      AapName: "app",
    });

  it("may be temporary", async () => {
    const sts = { accessKeyId: "STS.1", accessKeySecret: "secret-of-sts", securityToken: "tok/en+1=" };
    await expect(list(sts)).resolves.toEqual([]);
    expect(await rejection(list({ ...sts, securityToken: "other" }))).toBeInstanceOf(CredentialsError);
  });

  it("that are unknown are a matter of credentials, although the service answers 404", async () => {
    const error = await rejection(list({ ...EMULATOR_KEY, accessKeyId: "nobody" }));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error).toMatchObject({ httpStatus: 404, vendorCode: "InvalidAccessKeyId.NotFound" });
  });

  it("that are wrong are not repeated", async () => {
    const error = await rejection(list({ ...EMULATOR_KEY, accessKeySecret: "wr0ng-secret" }));
    expect(error).toMatchObject({ code: "credentials", vendorCode: "SignatureDoesNotMatch" });
    expect(printed(error)).not.toContain("wr0ng-secret");
  });

  it("that don't allow a call are told which permission is missing", async () => {
    const reader = credentialsOf({ accessKeyId: "reader", accessKeySecret: "secret-of-reader" });
    const client = clientTo(emulator.url, { credentials: reader });
    const error = await rejection(client.call(operations.networkRule.create, REGION, ofRule));
    expect(error).toBeInstanceOf(PermissionError);
    expect((error as PermissionError).remedy).toContain("kms:CreateNetworkRule");
  });
});
