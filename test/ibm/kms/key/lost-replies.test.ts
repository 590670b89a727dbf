import type { FaultKind } from "keysmith-emulator";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { Bench } from "./bench";
import { DESCRIBED, KINDS, MADE } from "./samples";

const ALIAS = { aliases: ["payments"] };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe.each(KINDS)("a %s whose create was answered by nobody", (_, definition) => {
  const given = definition === rootKey ? { ...DESCRIBED, rotation: { every: "P90D" } } : DESCRIBED;
  const FAULTS: FaultKind[] = ["reset-before", "reset-after", "wrong-json", "slow-headers", "slow-body", "500"];
  const TWICE: FaultKind[] = ["reset-after", "wrong-json"];

  it.each(FAULTS)("is made once (%s), found by its label", async (kind) => {
    await bench.emulator.setFaults([{ operation: "createKey", kind, ms: 1000 }]);
    const state = await bench.create(definition, given);
    expect(await bench.ids()).toEqual([state["keyId"]]);
    expect(await bench.read(definition, state)).toEqual({ ...state, expirationDate: "2036-01-31T09:00:00Z" });
  });

  it.each(FAULTS)("is made once (%s), found by its alias", async (kind) => {
    await bench.emulator.setFaults([{ operation: "createKey", kind, ms: 1000 }]);
    const state = await bench.create(definition, { ...given, ...ALIAS, restore: "never" });
    expect(await bench.ids()).toEqual([state["keyId"]]);
    expect(await bench.key(state)).toMatchObject({ aliases: ["payments"] });
  });

  it.each(TWICE)("is made once when it happens twice in a row (%s)", async (kind) => {
    await bench.emulator.setFaults([{ operation: "createKey", kind, times: 2 }]);
    const state = await bench.create(definition, given);
    expect(await bench.ids()).toEqual([state["keyId"]]);
  });

  it("is made once when nothing tells whose it is but when it was made", async () => {
    await bench.create(definition, { ...given, label: undefined });
    await bench.pass("P1D");
    await bench.emulator.setFaults([{ operation: "createKey", kind: "reset-after" }]);
    const state = await bench.create(definition, { ...given, label: undefined });
    expect(await bench.ids()).toHaveLength(2);
    expect(await bench.key(state)).toMatchObject({ creationDate: "2026-01-02T00:00:00Z" });
  });

  it("is given up after three replies that may have been lost, and taken up by the next run", async () => {
    await bench.emulator.setFaults([
      { operation: "createKey", kind: "reset-after" },
      { operation: "listKeys", kind: "500", nth: 2, times: 20 },
    ]);
    await expect(bench.create(definition, given)).rejects.toMatchObject({ code: "service" });
    await bench.emulator.setFaults([]);
    const state = await bench.create(definition, given);
    expect(await bench.ids()).toEqual([state["keyId"]]);
  });

  it("is not made at all when the service fails each time", async () => {
    await bench.emulator.setFaults([{ operation: "createKey", kind: "reset-before", times: 3 }]);
    await expect(bench.create(definition, given)).rejects.toMatchObject({ code: "no-reply" });
    expect(await bench.ids()).toEqual([]);
  });
});
