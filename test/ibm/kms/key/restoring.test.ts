import type { Values } from "../../../../src/core/definition";
import { InterruptedError } from "../../../../src/core/errors";
import { dueReasons } from "../../../../src/core/plan";
import { Bench } from "./bench";
import { DESCRIBED, KINDS, MADE } from "./samples";

const ALIAS = { aliases: ["payments"] };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe.each(KINDS)("a %s that was deleted", (word, definition) => {
  const deleted = async (given: Values = DESCRIBED): Promise<Values> => {
    const state = await bench.create(definition, given);
    await bench.pass("PT1M");
    await bench.delete(definition, state);
    await bench.pass("PT1M");
    return state;
  };

  it("is restored when it is still in the program, and says until when it could", async () => {
    const state = await deleted({ ...DESCRIBED, ...ALIAS });
    const seen = await bench.read(definition, state);
    expect(seen).toMatchObject({ state: "destroyed", restorableUntil: "2026-01-31T00:01:00Z", aliases: ["payments"] });
    await bench.calls();
    const applied = await bench.apply(definition, seen ?? {}, { ...DESCRIBED, ...ALIAS });
    expect(applied.reasons).toEqual(["restore"]);
    expect(applied.messages[0]).toContain("2026-01-31T00:01:00Z");
    expect(await bench.calls()).toEqual(["restoreKey"]);
    expect(applied.state).toMatchObject({ keyId: state["keyId"], state: "active", restorableUntil: undefined });
    expect(await bench.read(definition, applied.state)).toMatchObject({ state: "active" });
  });

  it("is restored, and changed to what is asked for by then", async () => {
    const state = await deleted({ ...DESCRIBED, ...ALIAS });
    const seen = await bench.read(definition, state);
    await bench.behind("POST", "/api/v2/key_rings/orders");
    const { state: after } = await bench.apply(definition, seen ?? {}, {
      ...DESCRIBED,
      aliases: ["orders"],
      keyRing: "orders",
    });
    expect(await bench.key(after)).toMatchObject({ state: 1, aliases: ["orders"], keyRingID: "orders" });
  });

  it("is restored by a create of the same, which says so", async () => {
    const state = await deleted({ ...DESCRIBED, ...ALIAS });
    bench.warnings.length = 0;
    const again = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    expect(again["keyId"]).toBe(state["keyId"]);
    expect(await bench.living()).toEqual([state["keyId"]]);
    expect(bench.warnings).toEqual([expect.stringMatching(new RegExp(`^${word} "payments": .*restored`))]);
  });

  it.each<[string, Values]>([
    ["it must never be restored", { restore: "never" }],
    ["another is wanted", { description: "another" }],
  ])("stays deleted when %s, and gives up its alias", async (_why, other) => {
    const state = await deleted({ ...DESCRIBED, ...ALIAS });
    const again = await bench.create(definition, { ...DESCRIBED, ...ALIAS, ...other });
    expect(again["keyId"]).not.toBe(state["keyId"]);
    expect(await bench.key(again)).toMatchObject({ aliases: ["payments"] });
  });

  it("is gone when it must never be restored, and when the time for it is over", async () => {
    const state = await deleted();
    expect(await bench.read(definition, { ...state, restore: "never" })).toBeUndefined();
    expect(await bench.read(definition, state)).toBeDefined();
    await bench.at("2026-01-31T00:01:00Z");
    expect(await bench.read(definition, state)).toBeUndefined();
    await bench.at("2026-06-01T00:00:00Z");
    expect(await bench.read(definition, state)).toBeUndefined();
  });

  it("that is found too late to be restored says what to do", async () => {
    const seen = (await bench.read(definition, await deleted())) ?? {};
    await bench.at("2026-02-01T00:00:00Z");
    expect(dueReasons(definition, seen, seen, bench.clock.now())).toEqual([]);
    expect(definition.notes?.(seen, seen, bench.clock.now())).toEqual([expect.stringContaining("refresh")]);
    await bench.calls();
    const failure = bench.apply(definition, seen, { ...DESCRIBED, ...ALIAS });
    await expect(failure).rejects.toMatchObject({ code: "not-found", message: expect.stringContaining("Refresh") });
    expect(await bench.calls()).toEqual([]);
  });

  // Before, the error said only that the key is deleted already.
  it.each<[string, string]>([
    ["auto", "the next run then restores it"],
    ["never", "the next run then makes another key"],
  ])("and not refreshed since says to refresh (restore: %s)", async (restore, next) => {
    const given = { ...DESCRIBED, restore };
    const failure = bench.apply(definition, await deleted(given), { ...given, ...ALIAS });
    await expect(failure).rejects.toMatchObject({ code: "conflict", vendorCode: "KEY_DELETED_ERR" });
    await expect(failure).rejects.toThrow(`was deleted outside of this program`);
    await expect(failure).rejects.toThrow(`Refresh the state: ${next}`);
  });

  it("is deleted once more without harm", async () => {
    const state = await deleted();
    await bench.delete(definition, state);
    await bench.at("2026-06-01T00:00:00Z");
    await bench.delete(definition, state);
    expect(await bench.ids()).toEqual([]);
  });

  // Before, the run failed, and its error said to come back half a minute later.
  describe("less than half a minute ago", () => {
    const justDeleted = async (): Promise<Values> => {
      const state = await bench.create(definition, DESCRIBED);
      await bench.pass("PT1M");
      await bench.delete(definition, state);
      await bench.pass("PT10S");
      return state;
    };

    it("is restored when the rest of it is over, which the run waits for and says", async () => {
      const state = await justDeleted();
      expect(await bench.create(definition, DESCRIBED)).toMatchObject({ keyId: state["keyId"], state: "active" });
      expect(bench.waits).toEqual([21_000]);
      expect(bench.warnings).toContainEqual(expect.stringContaining("waits 21 seconds"));
      expect(await bench.living()).toEqual([state["keyId"]]);
    });

    it("is restored by an update too", async () => {
      const state = await justDeleted();
      const seen = (await bench.read(definition, state)) ?? {};
      const { reasons, state: after } = await bench.apply(definition, seen, DESCRIBED);
      expect([reasons, after["state"], bench.waits]).toEqual([["restore"], "active", [21_000]]);
    });

    it.each([-5, 5])("is restored where the clocks are %d minutes apart", async (minutes) => {
      const state = await justDeleted();
      bench.clock.set(new Date(bench.clock.now().getTime() + minutes * 60_000).toISOString());
      expect(await bench.create(definition, DESCRIBED)).toMatchObject({ keyId: state["keyId"] });
      expect(bench.waits).toEqual([30_000]);
    });

    it("stays deleted when the run is interrupted meanwhile", async () => {
      await justDeleted();
      jest.spyOn(bench.timing, "sleep").mockRejectedValue(new InterruptedError());
      await expect(bench.create(definition, DESCRIBED)).rejects.toBeInstanceOf(InterruptedError);
      expect(await bench.living()).toEqual([]);
    });

    it("is waited for no longer than a minute", async () => {
      await justDeleted();
      const sleep = jest.spyOn(bench.timing, "sleep").mockResolvedValue();
      const failure = bench.create(definition, DESCRIBED);
      await expect(failure).rejects.toMatchObject({ vendorCode: "REQ_TOO_EARLY_ERR" });
      expect(sleep.mock.calls).toEqual([[21_000], [30_000]]);
    });
  });

  it("and restored with a lost reply is restored once", async () => {
    const state = await deleted();
    await bench.emulator.setFaults([{ operation: "restoreKey", kind: "reset-after" }]);
    expect(await bench.create(definition, DESCRIBED)).toMatchObject({ keyId: state["keyId"], state: "active" });
  });
});
