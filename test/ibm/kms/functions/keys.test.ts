import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { Secret } from "../../../../src/core/secret";
import { countKeys, getKey, listKeys } from "../../../../src/ibm/kms/functions/keys";
import { rotateRootKey } from "../../../../src/ibm/kms/functions/rotate-root-key";
import { IbmBench } from "../../iam/authorization/bench";
import { keyCrn } from "../../iam/authorization/samples";

const KMS = { instance: defaultIbm.keyProtect };
const MATERIAL = Buffer.from("0123456789abcdef").toString("base64");
const OTHER_MATERIAL = Buffer.from("fedcba9876543210").toString("base64");

let bench: IbmBench;

beforeEach(async () => {
  bench = await IbmBench.start();
});

afterEach(() => bench.stop());

const onPrivateCloud = (): Values => ({
  service: "icp",
  url: bench.emulator.url,
  instanceId: defaultIbm.icpInstanceId,
});

async function names(given: Values): Promise<unknown> {
  const { keys } = await bench.ask(listKeys, { ...KMS, ...given });
  return (keys as Values[]).map(({ name }) => name);
}

describe("listKeys", () => {
  it("tells the keys of the instance in the fields' words, without material", async () => {
    const made = await bench.makeKey({ aliases: ["pay"], tags: ["team"], description: "wraps all" });
    await bench.makeKey({ name: "token", extractable: true, payload: MATERIAL });
    const { keys } = await bench.ask(listKeys, { ...KMS, sort: "extractable" });
    expect(keys).toHaveLength(2);
    const [root, standard] = keys as Values[];
    expect(root).toMatchObject({
      id: made.id,
      name: "payments",
      state: "active",
      extractable: false,
      aliases: ["pay"],
      tags: ["team"],
      description: "wraps all",
      keyRing: "default",
      crn: keyCrn(made.id),
      keyVersion: made.id,
    });
    expect(standard).toMatchObject({ name: "token", extractable: true, imported: true });
    expect(JSON.stringify(keys)).not.toContain(MATERIAL);
  });

  it("finds keys by state, kind, text, ring and filter, in order", async () => {
    const gone = await bench.makeKey({ name: "gone" });
    await bench.act("DELETE", `/api/v2/keys/${gone.id}`);
    const off = await bench.makeKey({ name: "off" });
    await bench.act("POST", `/api/v2/keys/${off.id}/actions/disable`);
    await bench.act("POST", "/api/v2/key_rings/ring");
    const ringed = await bench.makeKey({ name: "ringed" });
    await bench.act("PATCH", `/api/v2/keys/${ringed.id}`, { keyRingID: "ring" }, { "x-kms-key-ring": "default" });
    await bench.makeKey({ name: "token", extractable: true });
    expect(await names({ states: ["destroyed"] })).toEqual(["gone"]);
    expect(await names({ states: ["suspended", "destroyed"], sort: "state" })).toEqual(["off", "gone"]);
    expect(await names({ extractable: true })).toEqual(["token"]);
    expect(await names({ search: "exact:name:off" })).toEqual(["off"]);
    expect(await names({ keyRing: "ring" })).toEqual(["ringed"]);
    expect(await names({ filter: "state=2" })).toEqual(["off"]);
    expect(((await names({})) as string[]).sort()).toEqual(["off", "ringed", "token"]);
  });

  it("finds keys by state and kind on IBM Cloud Private, which can't be asked for less than all", async () => {
    await bench.makeKey({ name: "root" }, "icp");
    await bench.makeKey({ name: "token", extractable: true }, "icp");
    expect(await names({ ...onPrivateCloud(), instance: undefined, extractable: true })).toEqual(["token"]);
    expect(await names({ ...onPrivateCloud(), instance: undefined, states: ["suspended"] })).toEqual([]);
    expect(await bench.ask(countKeys, { ...onPrivateCloud(), extractable: false })).toEqual({ count: 1 });
    expect(await bench.ask(countKeys, onPrivateCloud())).toEqual({ count: 2 });
  });
});

describe("countKeys", () => {
  it("asks for the number only", async () => {
    await bench.makeKey();
    await bench.makeKey({ name: "token", extractable: true });
    await bench.calls();
    expect(await bench.ask(countKeys, KMS)).toEqual({ count: 2 });
    expect(await bench.ask(countKeys, { ...KMS, extractable: true, states: ["active"] })).toEqual({ count: 1 });
    expect(await bench.calls()).toEqual(["countKeys", "countKeys"]);
  });
});

describe("getKey", () => {
  it("finds a key by id, alias or CRN, without asking for its material", async () => {
    const { id } = await bench.makeKey({ aliases: ["pay"] });
    await bench.calls();
    for (const given of [{ ...KMS, key: id }, { ...KMS, key: "pay" }, { key: keyCrn(id) }]) {
      expect(await bench.ask(getKey, given)).toMatchObject({ id, name: "payments", payload: undefined });
    }
    expect(await bench.calls()).toEqual(["getKeyMetadata", "getKeyMetadata", "getKeyMetadata"]);
  });

  it("goes by the key's CRN, whatever else says where keys are", async () => {
    const { id } = await bench.makeKey();
    const given = { instance: defaultIbm.keyProtectOther, key: keyCrn(id) };
    expect(await bench.ask(getKey, given)).toMatchObject({ id });
  });

  it("gives the material of a standard key as a secret when it is asked for, and a root key's never", async () => {
    const { id } = await bench.makeKey({ name: "token", extractable: true, payload: MATERIAL });
    const found = await bench.ask(getKey, { ...KMS, key: id, payload: true });
    expect(found["payload"]).toBeInstanceOf(Secret);
    expect((found["payload"] as Secret).reveal()).toBe(MATERIAL);
    expect(JSON.stringify(found)).not.toContain(MATERIAL);
    const root = await bench.makeKey();
    expect(await bench.ask(getKey, { ...KMS, key: root.id, payload: true })).toMatchObject({ payload: undefined });
  });

  it("drops the material on IBM Cloud Private, which shows no key without it", async () => {
    const payload = Buffer.alloc(32, 7).toString("base64");
    const { id } = await bench.makeKey({ name: "token", extractable: true, payload }, "icp");
    const found = await bench.ask(getKey, { ...onPrivateCloud(), key: id });
    expect(found).toMatchObject({ id, name: "token", payload: undefined });
  });

  it("says that there is no such key", async () => {
    const failure = bench.ask(getKey, { ...KMS, key: "payments" });
    await expect(failure).rejects.toMatchObject({ code: "not-found" });
    await expect(failure).rejects.toThrow('there is no key "payments"');
  });
});

describe("rotateRootKey", () => {
  it("gives a key a new version, by alias too", async () => {
    const { id } = await bench.makeKey({ aliases: ["pay"] });
    await bench.calls();
    const rotated = await bench.ask(rotateRootKey, { ...KMS, key: "pay" });
    expect(rotated).toMatchObject({ id, lastRotateDate: expect.stringMatching(/^2026-06-01/) });
    expect(rotated["keyVersion"]).not.toBe(id);
    expect(await bench.calls()).toEqual(["getKeyMetadata", "rotateKey", "getKeyMetadata"]);
  });

  it("takes new material for an imported key", async () => {
    const { id } = await bench.makeKey({ payload: MATERIAL });
    expect(await bench.ask(rotateRootKey, { ...KMS, key: id, payload: OTHER_MATERIAL })).toMatchObject({ id });
    const { id: generated } = await bench.makeKey();
    const failure = bench.ask(rotateRootKey, { ...KMS, key: generated, payload: OTHER_MATERIAL });
    await expect(failure).rejects.toMatchObject({ code: "rejected" });
    await expect(failure).rejects.not.toThrow(OTHER_MATERIAL);
  });

  it("rotates once when the reply is lost", async () => {
    const { id } = await bench.makeKey();
    await bench.emulator.setFaults([{ operation: "rotateKey", kind: "reset-after" }]);
    const { keyVersion } = await bench.ask(rotateRootKey, { ...KMS, key: id });
    const { body } = await bench.act("GET", `/api/v2/keys/${id}/versions`);
    expect((body as { resources: Values[] }).resources.map((version) => version["id"])).toEqual([keyVersion, id]);
  });

  it("fails when the request was lost, and rotates nothing", async () => {
    const { id } = await bench.makeKey();
    await bench.emulator.setFaults([{ operation: "rotateKey", kind: "500" }]);
    await expect(bench.ask(rotateRootKey, { ...KMS, key: id })).rejects.toMatchObject({ code: "service" });
    expect(await bench.ask(getKey, { ...KMS, key: id })).toMatchObject({ keyVersion: id });
  });

  it("says when to come back", async () => {
    const { id } = await bench.makeKey();
    await bench.ask(rotateRootKey, { ...KMS, key: id });
    const failure = bench.ask(rotateRootKey, { ...KMS, key: id });
    await expect(failure).rejects.toMatchObject({ vendorCode: "KEY_ROTATION_NOT_PERMITTED" });
    await expect(failure).rejects.toThrow(/hour/);
  });

  it("rotates on IBM Cloud Private", async () => {
    const { id } = await bench.makeKey({ name: "root" }, "icp");
    expect(await bench.ask(rotateRootKey, { ...onPrivateCloud(), key: id })).toMatchObject({ id });
  });
});
