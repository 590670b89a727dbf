import type { Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { Bench, CRYPTO_SERVICES } from "../key/bench";
import { ALIASED, MADE } from "../key/samples";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe("a root key", () => {
  it("takes a look and a call to create and to delete, and one call each to read and rotate", async () => {
    const state = await bench.create(rootKey, ALIASED);
    expect(await bench.calls()).toEqual(["listKeys", "createKey"]);
    expect(await bench.read(rootKey, state)).toEqual(state);
    expect(await bench.calls()).toEqual(["listKeys"]);
    const { state: rotated } = await bench.apply(rootKey, state, { ...ALIASED, rotation: { trigger: "audit" } });
    expect(await bench.calls()).toEqual(["rotateKey"]);
    await bench.delete(rootKey, rotated);
    expect(await bench.calls()).toEqual(["listKeys", "deleteKey"]);
    expect(await bench.read(rootKey, rotated)).toBeUndefined();
  });

  it("is known by its CRN, and described by what the service tells", async () => {
    const state = await bench.create(rootKey, ALIASED);
    const { id, crn } = await bench.key(state);
    expect(state).toMatchObject({ keyId: id, crn, state: "active", version: 1, createdAt: MADE });
    expect(state).toMatchObject({ imported: false, generate: true, dualAuthDelete: false });
    expect(rootKey.id?.(state)).toBe(crn);
  });

  it.each<[string, Values]>([
    ["Key Protect", {}],
    ["Hyper Protect Crypto Services", CRYPTO_SERVICES],
  ])("is made with everything that is asked for, in one call, on %s", async (_service, placement) => {
    const given = {
      ...ALIASED,
      ...placement,
      description: "made by the platform team",
      tags: ["pci"],
      expirationDate: "2036-01-31T09:00:00.999Z",
      keyRing: "default",
      dualAuthDelete: true,
      rotation: { policyMonths: 3 },
    };
    const state = await bench.create(rootKey, given);
    expect(await bench.calls()).toEqual(["listKeys", "createKeyWithPolicies"]);
    expect(state).toMatchObject({ dualAuthDelete: true });
    const seen = await bench.read(rootKey, state);
    expect(seen).toEqual({ ...state, keyRing: undefined, expirationDate: "2036-01-31T09:00:00Z" });
    expect((await bench.apply(rootKey, seen ?? {}, given)).action).toBe("none");
  });

  it("is made disabled when it is to be, and recorded as it is when that fails", async () => {
    const state = await bench.create(rootKey, { ...ALIASED, enabled: false });
    expect(state).toMatchObject({ state: "suspended" });
    expect(await bench.calls()).toEqual(["listKeys", "createKey", "disableKey"]);
    await bench.emulator.setFaults([{ operation: "disableKey", kind: "500", times: 20 }]);
    const other = { ...ALIASED, label: "shop/prod/orders", aliases: ["orders"], enabled: false };
    const failure: unknown = await bench.create(rootKey, other).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "partial", state: { enabled: true, state: "active" } });
    await bench.emulator.setFaults([]);
    const mended = await bench.apply(rootKey, (failure as { state: Values }).state, other);
    expect(mended.reasons).toEqual(["enabled"]);
    expect(mended.state).toMatchObject({ state: "suspended" });
  });

  it("is found by asking for it alone when no list shows it", async () => {
    const state = await bench.create(rootKey, ALIASED);
    const gone = { ...state, keyId: "00000000-0000-4000-8000-000000000000" };
    await bench.calls();
    expect(await bench.read(rootKey, gone)).toBeUndefined();
    expect(await bench.calls()).toEqual(["listKeys", "getKeyMetadata"]);
  });
});

describe("a change in place", () => {
  let state: Values;

  beforeEach(async () => {
    await bench.behind("POST", "/api/v2/key_rings/orders");
    state = await bench.create(rootKey, ALIASED);
    await bench.pass("PT1M");
    await bench.calls();
  });

  it.each<[string, Values, string[], Values]>([
    ["the key ring", { keyRing: "orders" }, ["moveKey"], { keyRingID: "orders" }],
    ["an alias more", { aliases: ["payments", "more"] }, ["createKeyAlias"], { aliases: ["payments", "more"] }],
    ["another alias", { aliases: ["other"] }, ["deleteKeyAlias", "createKeyAlias"], { aliases: ["other"] }],
    [
      "the service's policy",
      { rotation: { policyMonths: 6 } },
      ["setKeyPolicies"],
      { rotation: { enabled: true, interval_month: 6 } },
    ],
    ["dual authorization", { dualAuthDelete: true }, ["setKeyPolicies"], { dualAuthDelete: { enabled: true } }],
    ["being enabled", { enabled: false }, ["disableKey"], { state: 2 }],
    ["how it is deleted", { deletion: { mode: "keep", force: true } }, [], { state: 1 }],
    ["how it is restored", { restore: "auto" }, [], { state: 1 }],
    ["how it is reached", { url: "http://127.0.0.1:1" }, [], { state: 1 }],
  ])("of %s calls what it must, and nothing is left to do after", async (_what, other, calls, shown) => {
    const desired = { ...ALIASED, ...other };
    const { action, state: changed } = await bench.apply(rootKey, state, desired);
    expect(action).toBe("update");
    expect(await bench.calls()).toEqual(calls);
    expect(await bench.key(state)).toMatchObject(shown);
    expect((await bench.apply(rootKey, changed, desired)).action).toBe("none");
    if ("url" in other) return;
    const seen = await bench.read(rootKey, changed);
    expect(seen).toEqual(changed);
    expect((await bench.apply(rootKey, seen ?? {}, desired)).action).toBe("none");
  });

  it("of everything at once is made in an order in which it can be", async () => {
    const disabled = (await bench.apply(rootKey, state, { ...ALIASED, enabled: false })).state;
    await bench.pass("PT1M");
    await bench.calls();
    await bench.apply(rootKey, disabled, {
      ...ALIASED,
      aliases: ["other"],
      keyRing: "orders",
      dualAuthDelete: true,
      rotation: { trigger: "audit" },
    });
    const order = ["enableKey", "moveKey", "deleteKeyAlias", "createKeyAlias", "setKeyPolicies", "rotateKey"];
    expect(await bench.calls()).toEqual(order);
    await bench.pass("PT2H");
  });

  it("that fails in the middle records what was done, and the next run does the rest", async () => {
    const desired = {
      ...ALIASED,
      aliases: ["other"],
      keyRing: "orders",
      rotation: { policyMonths: 3 },
      enabled: false,
    };
    await bench.emulator.setFaults([{ operation: "createKeyAlias", kind: "500", times: 20 }]);
    const failure: unknown = await bench.apply(rootKey, state, desired).catch((error: unknown) => error);
    const done = { keyRing: "orders", aliases: [], enabled: true, state: "active" };
    expect(failure).toMatchObject({ code: "partial", state: { ...state, ...done } });
    await bench.emulator.setFaults([]);
    const { state: mended } = await bench.apply(rootKey, (failure as { state: Values }).state, desired);
    expect(await bench.key(mended)).toMatchObject({ keyRingID: "orders", aliases: ["other"], state: 2 });
    expect((await bench.apply(rootKey, mended, desired)).action).toBe("none");
  });

  it("that fails before anything was done fails as it is", async () => {
    await bench.emulator.setFaults([{ operation: "moveKey", kind: "500", times: 20 }]);
    await expect(bench.apply(rootKey, state, { ...ALIASED, keyRing: "orders" })).rejects.toMatchObject({
      code: "service",
    });
  });

  it.each<[string, Values]>([
    ["moveKey", { keyRing: "orders" }],
    ["createKeyAlias", { aliases: ["payments", "more"] }],
    ["deleteKeyAlias", { aliases: [] }],
    ["setKeyPolicies", { rotation: { policyMonths: 6 } }],
    ["disableKey", { enabled: false }],
    ["rotateKey", { rotation: { trigger: "audit" } }],
  ])("is made once when the reply of %s is lost", async (operation, other) => {
    await bench.emulator.setFaults([{ operation, kind: "reset-after" }]);
    const { state: changed } = await bench.apply(rootKey, state, { ...ALIASED, ...other });
    expect(await bench.read(rootKey, changed)).toEqual(changed);
  });

  it("undoes a policy of the service when it is no longer asked for, and leaves the instance's own alone", async () => {
    const with6 = (await bench.apply(rootKey, state, { ...ALIASED, rotation: { policyMonths: 6 } })).state;
    const without = (await bench.apply(rootKey, with6, ALIASED)).state;
    expect(await bench.key(state)).toMatchObject({ rotation: { enabled: false } });
    const policy = { type: "application/vnd.ibm.kms.policy+json", rotation: { enabled: true, interval_month: 2 } };
    const body = { metadata: { collectionType: policy.type, collectionTotal: 1 }, resources: [policy] };
    await bench.behind("PUT", `/api/v2/keys/${String(state["keyId"])}/policies?policy=rotation`, body);
    const seen = await bench.read(rootKey, without);
    expect((await bench.apply(rootKey, seen ?? {}, ALIASED)).action).toBe("none");
  });

  it("that somebody else made is found and undone", async () => {
    const path = `/api/v2/keys/${String(state["keyId"])}`;
    await bench.behind("POST", `${path}/actions/disable`);
    await bench.behind("POST", `${path}/aliases/theirs`);
    await bench.pass("PT1M");
    const seen = (await bench.read(rootKey, state)) ?? {};
    expect(seen).toMatchObject({ enabled: false, state: "suspended", aliases: ["payments", "theirs"] });
    expect(bench.warnings).toEqual([expect.stringMatching(/^root key "payments": somebody has disabled /)]);
    const { reasons, state: mended } = await bench.apply(rootKey, seen, ALIASED);
    expect(reasons).toEqual(["aliases", "enabled"]);
    expect(await bench.key(mended)).toMatchObject({ state: 1, aliases: ["payments"] });
  });

  // Before, a key that the program itself had disabled was said to be disabled by somebody.
  it("is not suspected where the program itself has disabled the key, and enables it again", async () => {
    const off = (await bench.apply(rootKey, state, { ...ALIASED, enabled: false })).state;
    const seen = (await bench.read(rootKey, off)) ?? {};
    expect(rootKey.notes?.(bench.inputs(rootKey, ALIASED), seen, bench.clock.now())).toEqual([]);
    expect(bench.warnings).toEqual([]);
  });

  // Before, the run failed, and its error said when to come back.
  it("to be enabled too early waits until it can be", async () => {
    const off = (await bench.apply(rootKey, state, { ...ALIASED, enabled: false })).state;
    expect((await bench.apply(rootKey, off, ALIASED)).state).toMatchObject({ state: "active" });
    expect(bench.waits).toEqual([30_000]);
  });

  it("finds the key in its old ring while the service is slow to move it", async () => {
    await bench.emulator.ibm.setLags({ keyRingMove: "PT10M" });
    const moved = (await bench.apply(rootKey, state, { ...ALIASED, keyRing: "orders" })).state;
    await bench.apply(rootKey, moved, ALIASED);
    await bench.pass("PT11M");
    expect(await bench.key(state)).toMatchObject({ keyRingID: "default" });
  });
});
