import type { FaultKind } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { deleteState } from "../../../../src/core/lifecycle";
import { keyRing } from "../../../../src/ibm/kms/key-ring/lifecycle";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { Bench, CRYPTO_SERVICES } from "../key/bench";

const MADE = "2026-01-01T00:00:00Z";
const GIVEN: Values = { name: "payments" };
const KEY: Values = { name: "key", label: "a/b/key", aliases: ["orders-key"], keyRing: "payments", restore: "never" };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

const rings = async (): Promise<string[]> => {
  const { body } = await bench.emulator.ibm.request("GET", "/api/v2/key_rings");
  return (body as { resources: { id: string }[] }).resources.map(({ id }) => id).filter((id) => id !== "default");
};

describe("a key ring", () => {
  it("is created, read and deleted", async () => {
    const state = await bench.create(keyRing, GIVEN);
    expect(state).toMatchObject({ name: "payments", createdAt: MADE });
    expect(await bench.read(keyRing, state)).toEqual(state);
    expect((await bench.apply(keyRing, state, { ...GIVEN, url: "http://127.0.0.1:1" })).action).toBe("update");
    await bench.delete(keyRing, state);
    expect(await rings()).toEqual([]);
    expect(await bench.read(keyRing, state)).toBeUndefined();
    await bench.delete(keyRing, state);
  });

  it("is one of an instance of Hyper Protect Crypto Services too", async () => {
    const state = await bench.create(keyRing, { ...GIVEN, ...CRYPTO_SERVICES });
    expect(await bench.read(keyRing, state)).toEqual(state);
    expect(await rings()).toEqual([]);
  });

  it("is read with one list, as all of its instance are", async () => {
    const states = [await bench.create(keyRing, GIVEN), await bench.create(keyRing, { name: "orders" })];
    bench.newRun();
    await bench.calls();
    for (const state of states) expect(await keyRing.read(bench.context, state)).toEqual(state);
    expect(await bench.calls()).toEqual(["listKeyRings"]);
  });

  const FAULTS: FaultKind[] = ["reset-before", "reset-after", "wrong-json", "slow-headers", "500"];
  it.each(FAULTS)("is made once, whatever happens to the reply (%s)", async (kind) => {
    await bench.emulator.setFaults([{ operation: "createKeyRing", kind, ms: 1000 }]);
    const state = await bench.create(keyRing, GIVEN);
    expect(state).toMatchObject({ createdAt: MADE });
    expect(await rings()).toEqual(["payments"]);
  });

  it("that is empty is adopted, which is said, and not deleted in the same run as the old one", async () => {
    const state = await bench.create(keyRing, GIVEN);
    expect(await bench.create(keyRing, GIVEN)).toEqual(state);
    expect(bench.warnings).toEqual([expect.stringContaining("adopted")]);
    await deleteState(keyRing, bench.context, state);
    expect(await rings()).toEqual(["payments"]);
    await bench.delete(keyRing, state);
    expect(await rings()).toEqual([]);
  });

  // Before, any empty ring of the last day was adopted, and deleted with the program that had not made it.
  it("of somebody else is left to them, when it is older than what a run that died leaves", async () => {
    await bench.behind("POST", "/api/v2/key_rings/payments");
    await bench.pass("PT1H");
    expect(await bench.create(keyRing, GIVEN)).toMatchObject({ createdAt: MADE });
    expect(bench.warnings).toEqual([
      expect.stringContaining(`made on ${MADE}, is empty, and is taken for the leftover of a run`),
    ]);
    await bench.pass("PT1S");
    const failure = bench.create(keyRing, GIVEN);
    await expect(failure).rejects.toMatchObject({ code: "already-exists" });
    await expect(failure).rejects.toThrow(
      `made on ${MADE}, so it doesn't count as the leftover of a run interrupted within the last hour`,
    );
    await bench.emulator.setFaults([{ operation: "createKeyRing", kind: "500" }]);
    await expect(bench.create(keyRing, GIVEN)).rejects.toThrow(
      "so it doesn't count as the leftover of a run interrupted within the last hour",
    );
    await expect(failure).rejects.toThrow("adopt: true");
    expect(await bench.create(keyRing, { ...GIVEN, adopt: true })).toMatchObject({ createdAt: MADE });
  });

  it("that this stack records for another resource is not adopted, but by a replacement of itself", async () => {
    const state = await bench.create(keyRing, GIVEN);
    bench.newRun();
    bench.context.ledger.recorded(keyRing.address(state));
    await expect(bench.createToo(keyRing, GIVEN)).rejects.toThrow("this stack has it on record already");
    await bench.create(rootKey, KEY);
    await bench.pass("P1D");
    expect(await bench.replace(keyRing, state, GIVEN)).toMatchObject({ name: "payments" });
    expect(await rings()).toEqual(["payments"]);
  });

  it("with keys in it is adopted only when it is adopted", async () => {
    const state = await bench.create(keyRing, GIVEN);
    await bench.create(rootKey, KEY);
    const failure = bench.create(keyRing, GIVEN);
    await expect(failure).rejects.toMatchObject({ code: "already-exists" });
    await expect(failure).rejects.toThrow('"payments" already exists in the instance, and it has 1 key');
    await expect(failure).rejects.toThrow("adopt: true");
    expect(await bench.create(keyRing, { ...GIVEN, adopt: true })).toEqual({ ...state, adopt: true });
  });

  it("is not made twice in one run", async () => {
    await bench.create(keyRing, GIVEN);
    await expect(bench.createToo(keyRing, { ...GIVEN, adopt: true })).rejects.toThrow(
      "another resource of this program",
    );
  });

  it("is not deleted while keys are in it, and the error says how many", async () => {
    const state = await bench.create(keyRing, GIVEN);
    const key = await bench.create(rootKey, KEY);
    const deleted = await bench.create(rootKey, { ...KEY, label: "a/b/other", aliases: ["other"] });
    await bench.delete(rootKey, deleted);
    const failure = bench.delete(keyRing, state);
    await expect(failure).rejects.toMatchObject({ code: "conflict" });
    await expect(failure).rejects.toThrow("1 of its keys are in use, and 1 are deleted but not purged yet");
    await expect(failure).rejects.toThrow("If the program has moved them, the ring was to go before they did");
    expect(await rings()).toEqual(["payments"]);
    await bench.delete(rootKey, key);
    await bench.delete(keyRing, state);
    expect(await rings()).toEqual([]);
    expect(await bench.key(key)).toMatchObject({ state: 5, keyRingID: "default" });
  });
});
