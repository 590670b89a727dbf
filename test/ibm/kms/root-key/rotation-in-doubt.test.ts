import type { Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { Bench } from "../key/bench";
import { ALIASED, MADE, OTHER_PAYLOAD, PAYLOAD } from "../key/samples";

const TRIGGERED: Values = { ...ALIASED, rotation: { trigger: "laptop stolen" } };
const IMPORTED: Values = { ...ALIASED, payload: PAYLOAD };
const RENEWED: Values = { ...ALIASED, payload: OTHER_PAYLOAD };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

const rotateElsewhere = (state: Values, body?: Values): Promise<void> =>
  bench.behind("POST", `/api/v2/keys/${String(state["keyId"])}/actions/rotate`, body);
const fail = (kind: "500" | "reset-after", times = 20): Promise<void> =>
  bench.emulator.setFaults([{ operation: "rotateKey", kind, times }]);

// Before, any rotation since the recorded one counted as ours, however long before our call it was made.
describe("a rotation that the service never made", () => {
  it("for a trigger fails, though somebody rotated the key some days ago", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.pass("P20D");
    await rotateElsewhere(state);
    await bench.pass("P10D");
    await fail("500");
    await expect(bench.apply(rootKey, state, TRIGGERED)).rejects.toMatchObject({ code: "service", httpStatus: 500 });
    await bench.emulator.setFaults([]);
    const { state: rotated, reasons } = await bench.apply(rootKey, state, TRIGGERED);
    expect(reasons).toEqual(["rotation.trigger"]);
    expect(rotated).toMatchObject({ lastRotatedAt: "2026-01-31T00:00:00Z" });
    expect(await bench.key(state)).toMatchObject({ lastRotateDate: "2026-01-31T00:00:00Z" });
  });

  it("to a payload fails, though somebody rotated the key some days ago", async () => {
    const state = await bench.create(rootKey, IMPORTED);
    await bench.pass("P20D");
    await rotateElsewhere(state, { payload: PAYLOAD });
    await bench.pass("P10D");
    await fail("500");
    await expect(bench.apply(rootKey, state, RENEWED)).rejects.toMatchObject({ code: "service", httpStatus: 500 });
    await bench.emulator.setFaults([]);
    expect((await bench.apply(rootKey, state, RENEWED)).reasons).toEqual(["payload"]);
    expect(await bench.key(state)).toMatchObject({ lastRotateDate: "2026-01-31T00:00:00Z" });
  });
});

describe("a rotation whose reply was lost", () => {
  it("counts when the service's clock is some minutes behind ours", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.pass("P1D");
    bench.clock.set("2026-01-02T00:04:00Z");
    await fail("reset-after", 1);
    const { state: rotated } = await bench.apply(rootKey, state, TRIGGERED);
    expect(rotated).toMatchObject({ version: 2, lastRotatedAt: "2026-01-02T00:00:00Z" });
  });

  // Before, the payload was recorded, though the rotation may have been somebody else's, with another.
  it("to a payload is in doubt: it isn't recorded, and is made once more by a run after an hour", async () => {
    const state = await bench.create(rootKey, IMPORTED);
    await bench.pass("P1D");
    await fail("reset-after", 1);
    const failure = bench.apply(rootKey, state, RENEWED);
    await expect(failure).rejects.toMatchObject({ code: "conflict" });
    await expect(failure).rejects.toThrow("Run again after 2026-01-02T01:00:00Z");
    await expect(failure).rejects.not.toThrow(OTHER_PAYLOAD);
    await bench.pass("PT1H");
    const { state: rotated } = await bench.apply(rootKey, state, RENEWED);
    expect(rotated).toMatchObject({ lastRotatedAt: "2026-01-02T01:00:00Z" });
    expect((await bench.apply(rootKey, rotated, RENEWED)).action).toBe("none");
  });
});
