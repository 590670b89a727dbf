import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { Bench } from "./bench";
import { ALIASED, MADE } from "./samples";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe("a root key that leaves the program", () => {
  it.each<[string, Values, number, string[]]>([
    ["is deleted", { mode: "delete" }, 5, ["listKeys", "deleteKey"]],
    ["is disabled when that is asked for", { mode: "disable" }, 2, ["listKeys", "disableKey"]],
    ["is kept when that is asked for", { mode: "keep" }, 1, ["listKeys"]],
  ])("%s", async (_what, deletion, shown, calls) => {
    const state = await bench.create(rootKey, { ...ALIASED, deletion });
    await bench.calls();
    await bench.delete(rootKey, state);
    expect(await bench.calls()).toEqual(calls);
    expect(await bench.key(state)).toMatchObject({ state: shown });
    expect(bench.warnings).toHaveLength(shown === 5 ? 0 : 1);
  });

  // What a run has left that died while it put another in the key's place: the record that knows of it goes with the key.
  it("names those that have its label still, and leaves them", async () => {
    const state = await bench.create(rootKey, ALIASED);
    const left = await bench.replace(rootKey, state, { ...ALIASED, aliases: [] });
    await bench.delete(rootKey, state);
    expect(bench.warnings).toEqual([
      expect.stringMatching(
        new RegExp(`the key ${String(left["keyId"])} of .*, made on ${MADE}, was made by a run of this resource`),
      ),
    ]);
    expect(await bench.living()).toEqual([left["keyId"]]);
  });

  it.each(["disable", "delete"])("may be disabled, deleted or gone before (%s)", async (mode) => {
    const state = await bench.create(rootKey, { ...ALIASED, deletion: { mode } });
    await bench.behind("POST", `/api/v2/keys/${String(state["keyId"])}/actions/disable`);
    await bench.pass("PT1M");
    await bench.delete(rootKey, state);
    await bench.behind("DELETE", `/api/v2/keys/${String(state["keyId"])}`).catch(() => undefined);
    await bench.delete(rootKey, state);
    await bench.at("2027-01-01T00:00:00Z");
    await bench.delete(rootKey, state);
    expect(await bench.keys()).toEqual([]);
  });

  it("is deleted once when the reply is lost", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.emulator.setFaults([{ operation: "deleteKey", kind: "reset-after" }]);
    await bench.delete(rootKey, state);
    expect(await bench.key(state)).toMatchObject({ state: 5 });
  });

  it("stays while it is in use, and the error says by whom and what force would do", async () => {
    const state = await bench.create(rootKey, ALIASED);
    const bucket = `crn:v1:bluemix:public:cloud-object-storage:global:a/${defaultIbm.account}:b1::`;
    await bench.emulator.ibm.register({ key: String(state["keyId"]), resourceCrn: bucket, description: "orders" });
    const failure = bench.delete(rootKey, state);
    await expect(failure).rejects.toMatchObject({ code: "conflict", vendorCode: "PROTECTED_RESOURCE_ERR" });
    await expect(failure).rejects.toThrow(`in use by ${bucket} (orders)`);
    await expect(failure).rejects.toThrow("deletion.force: true, applied before");
    expect(await bench.key(state)).toMatchObject({ state: 1 });
    const { state: forced } = await bench.apply(rootKey, state, { ...ALIASED, deletion: { force: true } });
    await bench.delete(rootKey, forced);
    expect(await bench.key(state)).toMatchObject({ state: 5 });
  });

  it("stays in spite of force where data must be kept, and the error says that force doesn't help", async () => {
    const state = await bench.create(rootKey, { ...ALIASED, deletion: { force: true } });
    const registration = { key: String(state["keyId"]), resourceCrn: "crn:v1:x", preventKeyDeletion: true };
    await bench.emulator.ibm.register(registration);
    const failure = bench.delete(rootKey, state);
    await expect(failure).rejects.toMatchObject({ vendorCode: "PREV_KEY_DEL_ERR" });
    await expect(failure).rejects.toThrow("crn:v1:x, which must keep its data");
    await expect(failure).rejects.toThrow("deletion.force doesn't help");
  });

  it("is refused as in use also when nobody says by whom", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.emulator.ibm.register({ key: String(state["keyId"]), resourceCrn: "crn:v1:x" });
    await bench.emulator.setFaults([{ operation: "listKeyRegistrations", kind: "500", times: 20 }]);
    await expect(bench.delete(rootKey, state)).rejects.toThrow("the service doesn't say by whom");
  });

  it("needs a second user where two must agree", async () => {
    const state = await bench.create(rootKey, { ...ALIASED, dualAuthDelete: true });
    const failure = bench.delete(rootKey, state);
    await expect(failure).rejects.toMatchObject({ code: "conflict", vendorCode: "AUTHORIZATIONS_NOT_MET" });
    await expect(failure).rejects.toThrow("Let another user set the key");
    await bench.behind("POST", `/api/v2/keys/${String(state["keyId"])}/actions/setKeyForDeletion`);
    await bench.delete(rootKey, state);
    expect(await bench.key(state)).toMatchObject({ state: 5 });
  });
});
