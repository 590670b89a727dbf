import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../src/core/definition";
import { deleteState, readState } from "../../../src/core/lifecycle";
import { plan } from "../../../src/core/plan";
import { Secret } from "../../../src/core/secret";
import { requireInputs } from "../../../src/core/validate";
import { unwrap } from "../../../src/ibm/kms/functions/wrapping";
import { wrappedKey } from "../../../src/ibm/kms/wrapped-key";
import { findSecrets } from "../../support/secrets";
import { IbmBench, problemsOf, TIME } from "../iam/authorization/bench";
import { keyCrn } from "../iam/authorization/samples";

let bench: IbmBench;
let key: string;

beforeEach(async () => {
  bench = await IbmBench.start();
  key = keyCrn((await bench.makeKey()).id);
  await bench.calls();
});
afterEach(() => bench.stop());

const AAD = ["orders", "2026"];
const given = (more: Values = {}): Values => ({ name: "invoices", key, aad: AAD, ...more });
const inputs = (more?: Values): Values => requireInputs(wrappedKey, "WrappedKey", given(more));

/** Somebody else does something with the root key. */
async function act(action: string, of: string = key): Promise<void> {
  const { status } = await bench.act("POST", `/api/v2/keys/${of.split(":").pop()}/actions/${action}`);
  expect(status).toBeLessThan(300);
}

async function refreshed(state: Values): Promise<Values> {
  bench.newRun();
  await bench.calls();
  const found = await readState(wrappedKey, bench.context, state);
  if (!found) throw new Error("the data key is gone");
  return found;
}

async function opened({ ciphertext }: Values, aad: readonly string[] = AAD): Promise<string> {
  const { plaintext } = await bench.ask(unwrap, { key, ciphertext, aad });
  if (!(plaintext instanceof Secret)) throw new Error("the plaintext is no secret");
  return plaintext.reveal();
}

describe("a data key of IBM", () => {
  it("is made by one call, of which nothing but the ciphertext is kept, and opened by `unwrap`", async () => {
    const state = await bench.create(wrappedKey, given());
    expect(await bench.calls()).toEqual(["wrapKey"]);
    const version = key.split(":").pop();
    expect(state).toMatchObject({ keyVersion: version, newestKeyVersion: version, wrappedAt: TIME });
    expect("plaintext" in state).toBe(false);
    expect(Object.values(state).some((value) => value instanceof Secret)).toBe(false);
    expect(Buffer.from(await opened(state), "base64")).toHaveLength(32);
  });

  it("leaves its plaintext nowhere: in no state, no plan, no warning and no record of a call", async () => {
    const state = await bench.create(wrappedKey, given());
    await act("rotate");
    const found = await refreshed(state);
    const { state: rewrapped } = await bench.apply(wrappedKey, found, given());
    const texts = {
      state: JSON.stringify(rewrapped),
      plan: JSON.stringify(plan(wrappedKey, found, inputs(), new Date(TIME))),
      warnings: bench.warnings.join(),
      calls: JSON.stringify(await bench.emulator.calls()),
    };
    expect(findSecrets([await opened(rewrapped)], [], texts)).toEqual([]);
  });

  it("is opened with the additional authenticated data that it is bound to, and with no other", async () => {
    const state = await bench.create(wrappedKey, given());
    for (const wrong of [[], ["orders"], ["2026", "orders"]])
      await expect(opened(state, wrong)).rejects.toMatchObject({ vendorCode: "UNPROCESSABLE_CIPHERTEXT_ERR" });
  });

  it("is left alone while the root key has no newer version", async () => {
    const state = await bench.create(wrappedKey, given());
    const found = await refreshed(state);
    expect(await bench.calls()).toEqual(["listKeys"]);
    expect(found).toEqual(state);
    expect(await bench.apply(wrappedKey, found, given())).toMatchObject({ action: "none" });
    expect(await bench.calls()).toEqual([]);
  });

  it("is rewrapped once a refresh has seen that the root key has rotated, and stays the same data key", async () => {
    const state = await bench.create(wrappedKey, given());
    const before = await opened(state);
    await act("rotate");
    const found = await refreshed(state);
    const { reasons } = plan(wrappedKey, found, inputs(), new Date(TIME));
    expect(reasons).toMatchObject([{ code: "rewrap" }]);
    await bench.calls();
    const { state: after } = await bench.apply(wrappedKey, found, given());
    expect(await bench.calls()).toEqual(["rewrapKey"]);
    expect(after).toMatchObject({ dataKeyId: state["dataKeyId"], keyVersion: found["newestKeyVersion"] });
    expect(after["ciphertext"]).not.toBe(state["ciphertext"]);
    expect(await opened(after)).toBe(before);
    expect(await bench.apply(wrappedKey, await refreshed(after), given())).toMatchObject({ action: "none" });
  });

  it("is made, and rewrapped, by a repeated call where a reply is lost", async () => {
    await bench.emulator.setFaults([
      { operation: "wrapKey", kind: "reset-after" },
      { operation: "rewrapKey", kind: "reset-after" },
    ]);
    const state = await bench.create(wrappedKey, given());
    await act("rotate");
    const { state: after } = await bench.apply(wrappedKey, await refreshed(state), given());
    expect(await opened(after)).toBe(await opened(state));
  });

  it("stays as it is where `rewrap` is never, and says so", async () => {
    const state = await bench.create(wrappedKey, given({ rewrap: "never" }));
    await act("rotate");
    const planned = plan(wrappedKey, await refreshed(state), inputs({ rewrap: "never" }), new Date(TIME));
    expect(planned.action).toBe("none");
    expect(planned.warnings.map(String)).toEqual([expect.stringContaining("rewrap is never")]);
  });

  it("waits for a root key that is disabled, or was deleted and can be restored", async () => {
    const state = await bench.create(wrappedKey, given());
    await act("rotate");
    for (const end of [
      () => act("disable"),
      () => bench.act("DELETE", `/api/v2/keys/${key.split(":").pop()}?force=true`),
    ]) {
      await end();
      const found = await refreshed(state);
      expect(found["newestKeyVersion"]).toBeUndefined();
      expect(found["keyProblem"]).toMatch(/^it (is disabled|was deleted: restore it until 20)/);
      expect(await bench.apply(wrappedKey, found, given())).toMatchObject({ action: "none" });
    }
  });

  // A read that found no key dropped the only ciphertext from the state, and the next run made another data key.
  it("keeps its ciphertext where the root key is not found, and says so in each plan", async () => {
    const state: Values = {
      ...(await bench.create(wrappedKey, given())),
      key: keyCrn("11111111-1111-4111-8111-111111111111"),
    };
    const found = await refreshed(state);
    expect(found).toMatchObject({ ciphertext: state["ciphertext"], newestKeyVersion: undefined });
    const planned = plan(wrappedKey, found, inputs({ key: state["key"] }), new Date(TIME));
    expect(planned.action).toBe("none");
    expect(planned.warnings.map(String)).toEqual([expect.stringContaining("can't be used: it is not found")]);
  });

  it("is replaced for another root key, and not for the same one in other words", async () => {
    const state = await bench.create(wrappedKey, given());
    const id = key.split(":").pop() ?? "";
    const same = { key: id, instance: defaultIbm.keyProtect };
    expect(plan(wrappedKey, state, inputs(same), new Date(TIME)).action).toBe("none");
    const other = keyCrn((await bench.makeKey()).id);
    const planned = plan(wrappedKey, state, inputs({ key: other }), new Date(TIME));
    expect(planned).toMatchObject({ action: "replace", replaces: ["key"] });
    expect(planned.warnings.join()).toContain("replacing it makes another data key");
  });

  // The other spelling was recorded without a call, and the next read found no such key.
  it("is of the same root key by an id in capitals, and finds it by that", async () => {
    const [id = "", instance] = [key.split(":").pop(), defaultIbm.keyProtect];
    const state = await bench.create(wrappedKey, given({ key: id, instance }));
    const capitals = { key: id.toUpperCase(), instance };
    const { action, state: after } = await bench.apply(wrappedKey, state, given({ ...capitals, name: "ledger" }));
    expect(action).toBe("update");
    await act("rotate");
    const found = await refreshed(after);
    expect(found).toMatchObject({ keyProblem: undefined, newestKeyVersion: expect.any(String) });
    const { state: rewrapped } = await bench.apply(wrappedKey, found, given({ ...capitals, name: "ledger" }));
    expect(await opened(rewrapped)).toBe(await opened(state));
  });

  // The old version was taken for that of the new ciphertext, which was rewrapped in every run.
  it("doesn't know the version of a ciphertext with which the service has told only the one before", async () => {
    const state = await bench.create(wrappedKey, given());
    const api = { rewrap: async () => ({ ciphertext: "bmV3", keyVersion: state["keyVersion"] }) };
    const context = { ...bench.context, client: { keys: () => api } };
    const reasons = [{ code: "rewrap", message: "", outputs: "all" }] as const;
    const after = await wrappedKey.update(context, state, inputs(), reasons);
    expect(after).toMatchObject({ ciphertext: "bmV3", keyVersion: undefined });
  });

  it("asks once for all data keys of a root key that the list doesn't have", async () => {
    const state = { ...(await bench.create(wrappedKey, given())), key: keyCrn("11111111-1111-4111-8111-111111111111") };
    bench.newRun();
    await bench.calls();
    for (const name of ["a", "b", "c"]) await readState(wrappedKey, bench.context, { ...state, name });
    expect(await bench.calls()).toEqual(["listKeys", "getKeyMetadata"]);
  });

  // A ciphertext that was kept couldn't come back into a state by any way.
  it("is adopted by a ciphertext that was kept, which the service rewraps, and stays the same data key", async () => {
    const state = await bench.create(wrappedKey, given());
    const { ciphertext, dataKeyId } = state;
    await act("rotate");
    for (const text of [
      `${key}/${ciphertext}/${dataKeyId}`,
      `${key}/${ciphertext}/${dataKeyId}/${JSON.stringify(AAD)}`,
    ]) {
      bench.newRun();
      await bench.calls();
      const found = await bench.create(wrappedKey, given({ adopt: text }));
      expect(await bench.calls()).toEqual(["rewrapKey"]);
      expect(found).toMatchObject({ key, aad: AAD, dataKeyId });
      expect(found["keyVersion"]).not.toBe(state["keyVersion"]);
      expect(await opened(found)).toBe(await opened(state));
      expect(await bench.apply(wrappedKey, await refreshed(found), given())).toMatchObject({ action: "none" });
    }
    const other = keyCrn((await bench.makeKey()).id);
    for (const wrong of [{ key: other }, { aad: [] }])
      await expect(bench.create(wrappedKey, given({ adopt: `${key}/${ciphertext}`, ...wrong }))).rejects.toMatchObject({
        code: expect.stringMatching("conflict|rejected"),
      });
    await expect(bench.create(wrappedKey, given({ key: other, adopt: `${other}/${ciphertext}` }))).rejects.toThrow();
  });

  it("is adopted on IBM Cloud Private too, which proves it by unwrapping it", async () => {
    const { id } = await bench.makeKey({}, "icp");
    const place = { service: "icp", url: bench.emulator.url, instanceId: defaultIbm.icpInstanceId };
    const state = await bench.create(wrappedKey, { name: "invoices", key: id, ...place });
    const adopt = `${id}/${state["ciphertext"]}/${state["dataKeyId"]}`;
    const found = await bench.create(wrappedKey, { name: "invoices", key: id, adopt, ...place });
    expect(found).toEqual({ ...state, adopt });
  });

  it("leaves nothing at the service to delete, and says what its end means", async () => {
    const state = await bench.create(wrappedKey, given());
    bench.newRun();
    await bench.calls();
    await deleteState(wrappedKey, bench.context, state);
    expect(await bench.calls()).toEqual([]);
    expect(bench.warnings.join()).toContain("the state no longer has its ciphertext");
    const [, text] = /the data key can be adopted by (.*)/.exec(bench.warnings.join()) ?? [];
    expect(await opened(await bench.create(wrappedKey, given({ adopt: text })))).toBe(await opened(state));
  });

  it("is made on IBM Cloud Private too, which tells no versions and so is never asked to rewrap", async () => {
    const { id } = await bench.makeKey({}, "icp");
    const place = { service: "icp", url: bench.emulator.url, instanceId: defaultIbm.icpInstanceId };
    const state = await bench.create(wrappedKey, { name: "invoices", key: id, ...place });
    expect(state["keyVersion"]).toBeUndefined();
    expect(
      await bench.apply(wrappedKey, await refreshed(state), { name: "invoices", key: id, ...place }),
    ).toMatchObject({
      action: "none",
    });
  });

  it("refuses an alias, which may come to stand for another key", () => {
    expect(problemsOf(wrappedKey, given({ key: "payments" }))).toEqual([
      expect.stringContaining('key: "payments" is neither the CRN nor the id of a key'),
    ]);
  });
});
