import { decrypt } from "../../src/alibaba/functions/encryption";
import { kmsKey } from "../../src/alibaba/kms-key/kms-key";
import { kmsWrappedKey } from "../../src/alibaba/kms-wrapped-key";
import { planProblems } from "../../src/core/checks";
import { needsBefore } from "../../src/core/compare";
import type { Values } from "../../src/core/definition";
import type { Problem } from "../../src/core/errors";
import { createState, deleteState, readState, updateState } from "../../src/core/lifecycle";
import { plan } from "../../src/core/plan";
import { Secret } from "../../src/core/secret";
import { UNKNOWN } from "../../src/core/unknown";
import { Bench } from "../support/alibaba";
import { findSecrets } from "../support/secrets";

const MADE = "2026-01-01T00:00:00Z";
const CONTEXT = ["purpose=backup", "team=orders"];

let bench: Bench;
let key: string;

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
  key = await makeKey();
});
afterEach(() => bench.stop());

async function makeKey(): Promise<string> {
  const { keyId } = await bench.create(kmsKey, { label: "shop/prod/orders", rotation: { every: "P7D" } });
  await bench.calls();
  return String(keyId);
}

const given = (more: Values = {}): Values => ({ name: "invoices", key, encryptionContext: CONTEXT, ...more });

/** The state as a refresh a week later finds it: the service has rotated the key by then. */
async function aWeekLater(state: Values): Promise<Values> {
  await bench.at("2026-01-08T00:00:01Z");
  return refreshed(state);
}

async function refreshed(state: Values): Promise<Values> {
  bench.newRun();
  await bench.calls();
  const found = await readState(kmsWrappedKey, bench.context, state);
  if (!found) throw new Error("the data key is gone");
  return found;
}

async function opened(state: Values, encryptionContext: readonly string[] = CONTEXT): Promise<string> {
  const { plaintext } = await bench.ask(decrypt, { ciphertext: state["ciphertext"], encryptionContext });
  if (!(plaintext instanceof Secret)) throw new Error("the plaintext is no secret");
  return plaintext.reveal();
}

describe("a data key of Alibaba Cloud", () => {
  it("is made by one call that answers with no plaintext, and opened by `decrypt`", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    expect(await bench.calls()).toEqual(["GenerateDataKeyWithoutPlaintext"]);
    expect(state).toMatchObject({ wrappedAt: MADE, keyVersion: expect.any(String) });
    expect(state["newestKeyVersion"]).toBe(state["keyVersion"]);
    expect(Buffer.from(await opened(state), "base64")).toHaveLength(32);
    const long = await bench.create(kmsWrappedKey, given({ bytes: 1024 }));
    expect(Buffer.from(await opened(long), "base64")).toHaveLength(1024);
  });

  it("leaves its plaintext nowhere: in no state, no plan, no warning and no record of a call", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    const rotated = await aWeekLater(state);
    const { state: rewrapped } = await bench.apply(kmsWrappedKey, rotated, given());
    const texts = {
      state: JSON.stringify(rewrapped),
      plan: JSON.stringify(plan(kmsWrappedKey, rotated, bench.inputs(kmsWrappedKey, given()), bench.clock.now())),
      warnings: bench.warnings.join(),
      calls: JSON.stringify(await bench.emulator.calls()),
    };
    expect(findSecrets([await opened(rewrapped)], [], texts)).toEqual([]);
  });

  it("is opened with the context that it is bound to, and with no other", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    for (const wrong of [[], ["purpose=backup"], ["purpose=backup", "team=others"]])
      await expect(opened(state, wrong)).rejects.toMatchObject({ code: "rejected" });
  });

  it("is left alone while the key has no newer version", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    const found = await refreshed(state);
    expect(await bench.calls()).toEqual(["DescribeKey"]);
    expect(found).toEqual(state);
    expect(await bench.apply(kmsWrappedKey, found, given())).toMatchObject({ action: "none", reasons: [] });
    expect(await bench.calls()).toEqual([]);
  });

  it("is encrypted anew once a refresh has seen that the key has rotated, and stays the same data key", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    const before = await opened(state);
    const found = await aWeekLater(state);
    const planned = plan(kmsWrappedKey, found, bench.inputs(kmsWrappedKey, given()), bench.clock.now());
    expect(planned).toMatchObject({
      action: "update",
      outputs: ["ciphertext", "keyVersion", "newestKeyVersion", "keyProblem", "wrappedAt"],
    });
    expect(String(planned.reasons[0]?.message)).toBe(
      `the key has the version ${found["newestKeyVersion"]} now, and the data key is encrypted with ${state["keyVersion"]}`,
    );
    await bench.calls();
    const { state: after, reasons } = await bench.apply(kmsWrappedKey, found, given());
    expect(reasons).toEqual(["rewrap"]);
    expect(await bench.calls()).toEqual(["ReEncrypt"]);
    expect(after).toMatchObject({ dataKeyId: state["dataKeyId"], keyVersion: found["newestKeyVersion"] });
    expect(after["ciphertext"]).not.toBe(state["ciphertext"]);
    expect(await opened(after)).toBe(before);
    // The service opens the earlier ciphertext still, for those who have it.
    expect(await opened(state)).toBe(before);
    expect(await bench.apply(kmsWrappedKey, await refreshed(after), given())).toMatchObject({ action: "none" });
  });

  it("is encrypted anew after a lost reply, as nothing at the service tells of the first time", async () => {
    const found = await aWeekLater(await bench.create(kmsWrappedKey, given()));
    await bench.emulator.setFaults([{ operation: "ReEncrypt", kind: "reset-after" }]);
    const { state } = await bench.apply(kmsWrappedKey, found, given());
    expect(await opened(state)).toBe(await opened(found));
  });

  it("stays as it is where `rewrap` is never, and says so", async () => {
    const found = await aWeekLater(await bench.create(kmsWrappedKey, given({ rewrap: "never" })));
    const planned = plan(kmsWrappedKey, found, bench.inputs(kmsWrappedKey, given({ rewrap: "never" })), new Date());
    expect(planned.action).toBe("none");
    expect(planned.warnings.map(String)).toEqual([expect.stringContaining("rewrap is never")]);
    const { reasons } = await bench.apply(kmsWrappedKey, found, given());
    expect(reasons).toEqual(["changed", "rewrap"]);
  });

  it("waits for a key that is disabled, or that is to be deleted", async () => {
    const rotated = await aWeekLater(await bench.create(kmsWrappedKey, given()));
    for (const [operation, more] of [
      ["DisableKey", {}],
      ["ScheduleKeyDeletion", { PendingWindowInDays: "7" }],
    ] as const) {
      await bench.emulator.alibaba.call(operation, { KeyId: key, ...more });
      const found = await refreshed(rotated);
      expect(found["newestKeyVersion"]).toBeUndefined();
      expect(await bench.apply(kmsWrappedKey, found, given())).toMatchObject({ action: "none" });
    }
  });

  it("moves to another key in place, and is rewrapped with it", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    const before = await opened(state);
    const other = await makeKey();
    const { action, state: moved } = await bench.apply(kmsWrappedKey, state, given({ key: other }));
    expect(action).toBe("update");
    expect(await bench.calls()).toEqual(["ReEncrypt"]);
    expect(moved).toMatchObject({ key: other, dataKeyId: state["dataKeyId"] });
    await bench.emulator.alibaba.call("DisableKey", { KeyId: key });
    expect(await opened(moved)).toBe(before);
  });

  // A read that found no key dropped the only ciphertext from the state, and the next run made another data key.
  it("keeps its ciphertext where the key is not found, says so in each plan, and goes on when it is found again", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    for (const time of [MADE, "2026-01-09T00:00:00Z"]) {
      if (time === MADE)
        await bench.emulator.alibaba.call("ScheduleKeyDeletion", { KeyId: key, PendingWindowInDays: "7" });
      await bench.at(time);
      const found = await refreshed(state);
      expect(found).toEqual({ ...state, newestKeyVersion: undefined, keyProblem: expect.any(String) });
      const planned = plan(kmsWrappedKey, found, bench.inputs(kmsWrappedKey, given()), bench.clock.now());
      expect(planned.action).toBe("none");
      const why = time === MADE ? "its deletion is scheduled for 2026-01-08T00:00:00Z" : "it is not found";
      expect(planned.warnings.map(String)).toEqual([expect.stringContaining(`can't be used: ${why}`)]);
    }
  });

  it("keeps it also where nobody tells whose the credentials are", async () => {
    const state: Values = { ...(await bench.create(kmsWrappedKey, given())), key: "key-of-another-account" };
    await bench.emulator.setFaults([{ operation: "GetCallerIdentity", kind: "reset-after", times: 20 }]);
    expect(await refreshed(state)).toMatchObject({ ciphertext: state["ciphertext"] });
  });

  // The plan promised an update in place, which then failed for ever, and the remedy said to wait: that ends the data key.
  it("is not moved from a key that can't open it: the plan refuses, and the call says which key to keep", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    const desired = given({ key: await makeKey() });
    await bench.emulator.alibaba.call("ScheduleKeyDeletion", { KeyId: key, PendingWindowInDays: "7" });
    await expect(bench.apply(kmsWrappedKey, state, desired)).rejects.toMatchObject({
      code: "conflict",
      vendorCode: "Rejected.PendingDeletion",
      remedy: expect.stringContaining(`the deletion of ${key} is scheduled, cancel it (CancelKeyDeletion)`),
    });
    const problems = (prior: Values, more: Values = {}): Problem[] =>
      planProblems(kmsWrappedKey, prior, bench.inputs(kmsWrappedKey, { ...desired, ...more }), bench.clock.now());
    const found = await refreshed(state);
    expect(problems(found)).toMatchObject([{ field: "key", reason: expect.stringContaining("cancel it") }]);
    expect(problems(found, { bytes: 16 })).toEqual([]);
    await bench.emulator.alibaba.call("CancelKeyDeletion", { KeyId: key });
    await bench.emulator.alibaba.call("EnableKey", { KeyId: key });
    expect(problems(await refreshed(found))).toEqual([]);
  });

  it("needs the key before, and its plan says so, also while the next one isn't known", () => {
    const prior = bench.inputs(kmsWrappedKey, given());
    const needs = (more: Values): string[] => needsBefore(kmsWrappedKey, prior, { ...prior, ...more }).map(String);
    expect(needs({ key: "key-other" })).toEqual([expect.stringContaining("key changes, the previous key")]);
    expect(needs({ key: UNKNOWN })).toEqual([expect.stringContaining("key is not known yet: if it changes")]);
    expect(needs({ name: "ledger" })).toEqual([]);
  });

  // A ciphertext that was kept couldn't come back into a state by any way.
  it("is adopted by a ciphertext that was kept, which the service encrypts anew, and stays the same data key", async () => {
    const state = await bench.create(kmsWrappedKey, given({ bytes: 16 }));
    const before = await opened(state);
    const { ciphertext, dataKeyId } = state;
    await bench.at("2026-01-08T00:00:01Z");
    for (const [text, more, id] of [
      [`${key}/${ciphertext}`, { bytes: 16 }, expect.any(String)],
      [`cn-hangzhou/${key}/${ciphertext}/${dataKeyId}/${JSON.stringify(CONTEXT)}`, { bytes: 16 }, dataKeyId],
    ] as const) {
      bench.newRun();
      await bench.calls();
      const found = await bench.create(kmsWrappedKey, given({ ...more, adopt: text }));
      expect(await bench.calls()).toEqual(["ReEncrypt"]);
      expect(found).toMatchObject({ key, dataKeyId: id, bytes: 16, encryptionContext: CONTEXT });
      expect(found["keyVersion"]).not.toBe(state["keyVersion"]);
      expect(await opened(found)).toBe(before);
      expect(await bench.apply(kmsWrappedKey, await refreshed(found), given(more))).toMatchObject({ action: "none" });
    }
    const wrong = given({ adopt: `${key}/${ciphertext}`, encryptionContext: [] });
    await expect(bench.create(kmsWrappedKey, wrong)).rejects.toMatchObject({ code: "rejected" });
  });

  it("leaves nothing at the service to delete, and says what its end means", async () => {
    const state = await bench.create(kmsWrappedKey, given());
    bench.newRun();
    await bench.calls();
    await deleteState(kmsWrappedKey, bench.context, state);
    expect(await bench.calls()).toEqual([]);
    expect(bench.warnings.join()).toContain("the state no longer has its ciphertext");
    const [, text] = /the data key can be adopted by (.*)/.exec(bench.warnings.join()) ?? [];
    expect(await opened(await bench.create(kmsWrappedKey, given({ adopt: text })))).toBe(await opened(state));
    const replaced = plan(kmsWrappedKey, state, bench.inputs(kmsWrappedKey, given({ bytes: 16 })), bench.clock.now());
    expect(replaced).toMatchObject({ action: "replace", replaces: ["bytes"] });
    expect(replaced.warnings.join()).toContain("replacing it makes another data key");
  });

  it.each([
    [{ bytes: 0 }, "bytes"],
    [{ bytes: 1025 }, "bytes"],
    [{ key: "alias/orders" }, "key"],
    [{ adopt: "b25l" }, "adopt"],
    [{ adopt: "key-a/b25l/[1]" }, "adopt"],
    [{ encryptionContext: ["orders"] }, "encryptionContext"],
  ])("refuses %j before anything is sent", (wrong, field) => {
    expect(() => bench.inputs(kmsWrappedKey, given(wrong))).toThrow(field);
  });
});

describe("a caller who may do just what is declared", () => {
  const declared = [...new Set(Object.values(kmsWrappedKey.actions).flat())];
  const callers = [declared, ...declared.map((left) => declared.filter((each) => each !== left))].map(
    (actions, index) => ({ accessKeyId: `caller-${index}`, accessKeySecret: "emulator", actions }),
  );

  it("makes, reads and rewraps a data key, and who lacks any of it is refused", async () => {
    await bench.stop();
    bench = await Bench.start({
      clock: MADE,
      credentials: [{ accessKeyId: "emulator", accessKeySecret: "emulator" }, ...callers],
    });
    key = await makeKey();
    const live = async (caller: string): Promise<void> => {
      bench.newRun();
      const context = bench.contextOf(caller);
      const desired = bench.inputs(kmsWrappedKey, given());
      const made = await createState(kmsWrappedKey, context, desired);
      const found = { ...(await readState(kmsWrappedKey, context, made)), newestKeyVersion: "another" };
      await updateState(kmsWrappedKey, context, found, desired, plan(kmsWrappedKey, found, desired, bench.clock.now()));
    };
    const [all, ...lacking] = callers.map(({ accessKeyId }) => accessKeyId);
    await expect(live(all ?? "")).resolves.toBeUndefined();
    for (const caller of lacking) await expect(live(caller)).rejects.toMatchObject({ code: "permission" });
  });
});
