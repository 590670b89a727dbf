import { defaultIbm, type Emulator } from "keysmith-emulator";
import { systemClock } from "../../src/core/clock";
import { ConflictError, NotFoundError, PermissionError } from "../../src/core/errors";
import { Secret } from "../../src/core/secret";
import { realTiming } from "../../src/core/timing";
import type { IbmClient } from "../../src/ibm/client";
import { connectIbm } from "../../src/ibm/client";
import type { NewKey } from "../../src/ibm/kms/api/client";
import { PolicyExistsError } from "../../src/ibm/platform/errors";
import { instanceOf, type KeyInstance } from "../../src/ibm/platform/instance";
import { rejection } from "../http/searching";
import { startEmulator } from "../support/emulator";
import { type Given, settingsOf } from "./support";

const MATERIAL = Buffer.alloc(32, 7).toString("base64");
const root: NewKey = { name: "payments", extractable: false };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({
    clock: "2026-01-01T00:00:00Z",
    ibm: { apiKeys: [{ apiKey: "reader", actions: ["kms.secrets.list"] }], importKeyBits: 2048 },
  });
});
afterEach(async () => {
  await emulator.close();
});

function connect(given: Given = {}): IbmClient {
  const settings = { endpoint: emulator.url, apiKey: "emulator", icpApiKey: "emulator", deadline: "PT2S", ...given };
  const client = connectIbm(settingsOf(settings), { clock: systemClock, timing: realTiming(), env: {} });
  return client;
}

function instance(service: "kms" | "hs-crypto" | "icp"): KeyInstance {
  if (service === "icp") return { service, id: defaultIbm.icpInstanceId, url: emulator.url };
  return instanceOf({ instance: service === "kms" ? defaultIbm.keyProtect : defaultIbm.hpcs });
}

describe.each(["kms", "hs-crypto"] as const)("the key API of %s", (service) => {
  it("takes a key through its life", async () => {
    const keys = connect().keys(instance(service));
    await keys.createRing("shop");
    const made = await keys.create({
      ...root,
      aliases: ["pay"],
      tags: ["shop"],
      keyRing: "shop",
      description: "made by hand",
    });
    expect(made).toMatchObject({ name: "payments", state: 1, aliases: ["pay"], keyRingID: "shop", extractable: false });
    expect((await keys.metadata("pay")).id).toBe(made.id);
    await keys.addAlias(made.id, "pay2");
    await keys.removeAlias(made.id, "pay");
    await keys.move(made.id, "shop", "default");
    await keys.setPolicies(made.id, { rotationMonths: 3, dualAuthDelete: false });
    expect(await keys.metadata(made.id)).toMatchObject({ aliases: ["pay2"], keyRingID: "default" });
    await keys.rotate(made.id);
    expect((await keys.metadata(made.id)).keyVersion).not.toBe(made.id);
    expect(await rejection(keys.rotate(made.id))).toMatchObject({ vendorCode: "KEY_ROTATION_NOT_PERMITTED" });
    await keys.disable(made.id);
    expect(await rejection(keys.enable(made.id))).toMatchObject({ vendorCode: "REQ_TOO_EARLY_ERR", code: "conflict" });
    await emulator.clock.advance("PT1M");
    await keys.enable(made.id);
    expect(await keys.registrations(made.id)).toEqual([]);
    await keys.deleteRing("shop");
    expect((await keys.rings()).map(({ id }) => id)).toEqual(["default"]);
    await keys.delete(made.id);
    expect(await keys.list()).toEqual([]);
    expect(await keys.list({ states: [5] })).toMatchObject([{ id: made.id, state: 5 }]);
    expect(await rejection(keys.delete(made.id))).toBeInstanceOf(ConflictError);
    await emulator.clock.advance("PT1M");
    expect(await keys.restore(made.id)).toMatchObject({ id: made.id, state: 1 });
    expect(await rejection(keys.metadata("nobody"))).toBeInstanceOf(NotFoundError);
  });

  it("wraps, unwraps after a rotation, and rewraps", async () => {
    const keys = connect().keys(instance(service));
    const { id } = await keys.create(root);
    const wrapped = await keys.wrap(id, { aad: ["orders"] });
    await keys.rotate(id);
    const unwrapped = await keys.unwrap(id, { ciphertext: wrapped.ciphertext, aad: ["orders"] });
    expect(unwrapped.plaintext.equals(wrapped.plaintext)).toBe(true);
    expect(unwrapped.rewrappedKeyVersion).not.toBe(wrapped.keyVersion);
    const again = await keys.rewrap(id, { ciphertext: wrapped.ciphertext, aad: ["orders"] });
    expect(again.rewrappedKeyVersion).toBe(unwrapped.rewrappedKeyVersion);
    const other = keys.unwrap(id, { ciphertext: wrapped.ciphertext, aad: ["other"] });
    expect(await rejection(other)).toMatchObject({ vendorCode: "UNPROCESSABLE_CIPHERTEXT_ERR", code: "rejected" });
  });

  it("makes keys of given material, with policies, and tells how many there are", async () => {
    const keys = connect().keys(instance(service));
    const standard = await keys.create({ ...root, extractable: true, material: { payload: new Secret(MATERIAL) } });
    expect((await keys.get(standard.id)).payload?.reveal()).toBe(MATERIAL);
    const governed = await keys.create({ ...root, rotationMonths: 2, dualAuthDelete: true });
    expect(await keys.metadata(governed.id)).toMatchObject({ dualAuthDelete: { enabled: true } });
    expect(await rejection(keys.delete(governed.id))).toMatchObject({ vendorCode: "AUTHORIZATIONS_NOT_MET" });
    await keys.delete(standard.id);
    expect([await keys.count(), await keys.count({ states: [5] })]).toEqual([1, 1]);
    expect(await keys.list({ search: "exact:name:payments", extractable: false })).toHaveLength(1);
    await keys.createImportToken({ expiration: 300, maxAllowedRetrievals: 1 });
    expect(await keys.importToken()).toMatchObject({ payload: expect.any(String) });
  });
});

it("takes a key of IBM Cloud Private through its life", async () => {
  const keys = connect().keys(instance("icp"));
  const made = await keys.create({ ...root, description: "made by hand", material: { payload: new Secret(MATERIAL) } });
  const wrapped = await keys.wrap(made.id, {});
  await keys.rotate(made.id, { payload: new Secret(Buffer.alloc(48, 9).toString("base64")) });
  const unwrapped = await keys.unwrap(made.id, { ciphertext: wrapped.ciphertext });
  expect(unwrapped.plaintext.equals(wrapped.plaintext)).toBe(true);
  expect([await keys.count(), (await keys.list({ states: [1] })).length]).toEqual([1, 1]);
  expect(await keys.metadata(made.id)).toMatchObject({ id: made.id, name: "payments" });
  await keys.delete(made.id);
  expect(await rejection(keys.metadata(made.id))).toBeInstanceOf(NotFoundError);
});

it("takes an authorization and an integration through their lives", async () => {
  const client = connect();
  const kms = instance("kms");
  const { id: key } = await client.keys(kms).create(root);
  const account = { key: "accountId", value: defaultIbm.account };
  const roles = await client.policies.roles("apprapp", "kms");
  const reader = roles.find((crn) => crn.endsWith(":Reader"));
  const wanted = {
    subject: [account, { key: "serviceName", value: "apprapp" }],
    resource: [account, { key: "serviceName", value: "kms" }, { key: "serviceInstance", value: kms.id }],
    roles: [reader ?? ""],
  };
  const made = await client.policies.create(wanted);
  expect(await client.policies.get(made.id)).toEqual(made);
  const again = await rejection(client.policies.create(wanted));
  expect([again, (again as PolicyExistsError).policy]).toEqual([expect.any(PolicyExistsError), made.id]);
  const changed = await client.policies.replace(made.id, made.etag, { ...wanted, description: "made by hand" });
  expect(await rejection(client.policies.replace(made.id, made.etag, wanted))).toBeInstanceOf(ConflictError);
  expect(await client.policies.list(defaultIbm.account)).toMatchObject([{ id: made.id, description: "made by hand" }]);

  const integrations = client.integrations({ guid: defaultIbm.appConfig, region: defaultIbm.region });
  const integration = {
    integrationId: "kms-1",
    kmsInstanceCrn: defaultIbm.keyProtect,
    kmsEndpoint: "https://us-south.kms.cloud.ibm.com",
    rootKeyId: key,
  };
  expect(await integrations.create(integration)).toMatchObject({ ...integration, keyStatus: "USABLE" });
  expect(await integrations.list()).toMatchObject([{ integrationId: "kms-1" }]);
  expect(await rejection(client.keys(kms).delete(key))).toMatchObject({ vendorCode: "PROTECTED_RESOURCE_ERR" });
  await integrations.delete("kms-1");
  expect(await rejection(integrations.get("kms-1"))).toBeInstanceOf(NotFoundError);
  await client.policies.delete(changed.id);
  expect(await client.policies.get(changed.id)).toMatchObject({ state: "deleted" });
});

it("asks for one token, and a new one when the old ones were revoked", async () => {
  const keys = connect().keys(instance("kms"));
  await Promise.all(Array.from({ length: 20 }, () => keys.list()));
  const tokens = async () => (await emulator.calls()).filter(({ operation }) => operation === "getToken").length;
  expect(await tokens()).toBe(1);
  await emulator.ibm.revokeTokens();
  await Promise.all(Array.from({ length: 20 }, () => keys.list()));
  expect(await tokens()).toBe(2);
});

it("says who may not, and tells an API key that nobody knows apart", async () => {
  const keys = connect({ apiKey: "reader" }).keys(instance("kms"));
  expect(await keys.list()).toEqual([]);
  expect(await rejection(keys.create(root))).toBeInstanceOf(PermissionError);
  const unknown = connect({ apiKey: "nobody" }).keys(instance("kms"));
  expect(await rejection(unknown.list())).toMatchObject({ code: "credentials", vendorCode: "BXNIM0415E" });
});

it.each<Given>([
  { crToken: "e30.e30.e30", profile: "Profile-emulator" },
  { apiKey: "emulator", profile: "Profile-emulator" },
])("takes a trusted profile's token: %#", async (given) => {
  const settings: Given = { endpoint: emulator.url, ...given };
  const client = connectIbm(settingsOf(settings), { clock: systemClock, timing: realTiming(), env: {} });
  expect(await client.keys(instance("kms")).count()).toBe(0);
});

it("takes the password of a user of IBM Cloud Private", async () => {
  const settings = { icpUser: "emulator", icpPassword: "emulator", icpOrigins: emulator.url };
  const client = connectIbm(settingsOf(settings), { clock: systemClock, timing: realTiming(), env: {} });
  expect(await client.keys(instance("icp")).count()).toBe(0);
});

it("finds the endpoint of an instance", async () => {
  const { url } = emulator;
  const settings = { apiKey: "emulator", discover: "true", iamEndpoint: url, resourceControllerEndpoint: url };
  const client = connectIbm(settingsOf(settings), { clock: systemClock, timing: realTiming(), env: {} });
  expect(await client.keys(instance("kms")).count()).toBe(0);
});

it("tries a key with an alias again after a lost reply, and no other", async () => {
  const keys = connect().keys(instance("kms"));
  const rule = { operation: "createKey", kind: "reset-after" } as const;
  await emulator.setFaults([rule]);
  expect(await rejection(keys.create({ ...root, aliases: ["pay"] }))).toMatchObject({ code: "already-exists" });
  await emulator.setFaults([rule]);
  expect(await rejection(keys.create(root))).toMatchObject({ code: "no-reply" });
  expect(await keys.count()).toBe(2);
});
