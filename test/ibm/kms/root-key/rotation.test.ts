import type { FaultKind } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { dueReasons } from "../../../../src/core/plan";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { Bench } from "../key/bench";
import { ALIASED, MADE, PAYLOAD } from "../key/samples";

const DUE = "2026-04-01T00:00:00Z";
const OTHER_PAYLOAD = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4";
const GIVEN: Values = { ...ALIASED, rotation: { every: "P90D" } };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

const versions = async (state: Values): Promise<number> => {
  const { body } = await bench.emulator.ibm.request(
    "GET",
    `/api/v2/keys/${String(state["keyId"])}/versions?allKeyStates=true`,
  );
  return (body as { resources: unknown[] }).resources.length;
};
const rotateElsewhere = (state: Values): Promise<void> =>
  bench.behind("POST", `/api/v2/keys/${String(state["keyId"])}/actions/rotate`);
const dueNow = (state: Values, given: Values = GIVEN): string[] =>
  dueReasons(rootKey, state, bench.inputs(rootKey, given), bench.clock.now()).map(({ message }) => String(message));

describe("rotation.every", () => {
  it("rotates on the first run after the time is over, and not before", async () => {
    const state = await bench.create(rootKey, GIVEN);
    expect(state).toMatchObject({ rotateAt: DUE, nextRunBy: DUE, version: 1 });
    await bench.at("2026-03-31T23:59:59Z");
    expect((await bench.apply(rootKey, state, GIVEN)).action).toBe("none");
    await bench.at("2026-04-03T10:00:00Z");
    const { state: rotated, messages } = await bench.apply(rootKey, state, GIVEN);
    expect(messages).toEqual([expect.stringContaining(`due since ${DUE}: the key was made on ${MADE}`)]);
    const next = "2026-07-02T10:00:00Z";
    expect(rotated).toMatchObject({
      version: 2,
      lastRotatedAt: "2026-04-03T10:00:00Z",
      rotateAt: next,
      nextRunBy: next,
    });
    expect(await bench.read(rootKey, rotated)).toEqual(rotated);
    expect((await bench.apply(rootKey, rotated, GIVEN)).action).toBe("none");
    expect(await versions(state)).toBe(2);
  });

  it("counts a rotation that was made elsewhere", async () => {
    const state = await bench.create(rootKey, GIVEN);
    await bench.at("2026-03-01T00:00:00Z");
    await rotateElsewhere(state);
    const seen = (await bench.read(rootKey, state)) ?? {};
    expect(seen).toMatchObject({ version: 2, lastRotatedAt: "2026-03-01T00:00:00Z", rotateAt: "2026-05-30T00:00:00Z" });
    expect((await bench.apply(rootKey, seen, GIVEN)).action).toBe("none");
    expect(await bench.read(rootKey, seen)).toEqual(seen);
  });

  it("counts one that was made elsewhere in the last hour, also when nobody has looked since", async () => {
    const state = await bench.create(rootKey, GIVEN);
    await bench.at(DUE);
    await rotateElsewhere(state);
    await bench.pass("PT20M");
    const { state: seen } = await bench.apply(rootKey, state, GIVEN);
    expect(seen).toMatchObject({ version: 2, lastRotatedAt: DUE });
    expect(await versions(state)).toBe(2);
  });

  it("is reckoned again when it is changed, without a call", async () => {
    const state = await bench.create(rootKey, GIVEN);
    await bench.calls();
    const { state: changed } = await bench.apply(rootKey, state, { ...ALIASED, rotation: { every: "P30D" } });
    expect(changed).toMatchObject({ rotateAt: "2026-01-31T00:00:00Z", version: 1 });
    expect((await bench.apply(rootKey, changed, ALIASED)).state).toMatchObject({
      rotateAt: undefined,
      nextRunBy: undefined,
    });
    expect(await bench.calls()).toEqual([]);
  });

  it("isn't due while the key is disabled, and is as soon as it is enabled", async () => {
    const state = await bench.create(rootKey, { ...GIVEN, enabled: false });
    await bench.at("2026-05-01T00:00:00Z");
    expect(state).toMatchObject({ rotateAt: undefined });
    expect(dueNow(state)).toEqual([]);
    const { state: enabled } = await bench.apply(rootKey, state, GIVEN);
    expect(enabled).toMatchObject({ rotateAt: DUE, version: 1 });
    expect((await bench.apply(rootKey, enabled, GIVEN)).reasons).toEqual(["rotate"]);
  });

  it("comes to nothing once the key expires, and a warning says so", async () => {
    const given = { ...GIVEN, expirationDate: "2026-05-01T00:00:00Z" };
    const state = await bench.create(rootKey, given);
    await bench.at(DUE);
    const { state: rotated } = await bench.apply(rootKey, state, given);
    expect(rotated).toMatchObject({ rotateAt: undefined, nextRunBy: undefined });
    const warn = (): readonly string[] =>
      (rootKey.notes?.(bench.inputs(rootKey, given), rotated, bench.clock.now()) ?? []).map(String);
    expect(warn().join()).toContain("rotation.every P90D no longer has an effect");
    expect(warn().join()).toContain("less than 30 days");
    await bench.at("2026-08-01T00:00:00Z");
    const seen = (await bench.read(rootKey, rotated)) ?? {};
    expect(seen).toMatchObject({ state: "deactivated", enabled: true });
    expect(dueNow(seen, given)).toEqual([]);
    expect(rootKey.notes?.(bench.inputs(rootKey, given), seen, bench.clock.now()).map(String)).toEqual([
      expect.stringContaining("expired on 2026-05-01T00:00:00Z"),
    ]);
  });
});

describe("a trigger", () => {
  const triggered = (text: string): Values => ({ ...ALIASED, rotation: { trigger: text } });

  it("rotates once for each new text, and not when it is taken away", async () => {
    const state = await bench.create(rootKey, triggered("first"));
    expect(state).toMatchObject({ version: 1 });
    const { state: second } = await bench.apply(rootKey, state, triggered("second"));
    expect(second).toMatchObject({ version: 2, lastRotatedAt: MADE });
    expect((await bench.apply(rootKey, second, ALIASED)).action).toBe("none");
    expect(await versions(state)).toBe(2);
  });

  // Before, it was asked for again and refused, as the key was disabled by then, until somebody refreshed the state.
  it("is not asked for twice when a run died after it had disabled the key", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.pass("P1D");
    await rotateElsewhere(state);
    await bench.behind("POST", `/api/v2/keys/${String(state["keyId"])}/actions/disable`);
    await expect(bench.apply(rootKey, state, triggered("first"))).rejects.toMatchObject({ code: "conflict" });
    const { state: done } = await bench.apply(rootKey, state, { ...triggered("first"), enabled: false });
    expect(done).toMatchObject({ version: 2, lastRotatedAt: "2026-01-02T00:00:00Z", state: "suspended" });
    expect(await versions(state)).toBe(2);
  });

  it("within an hour of the last rotation says when to come back", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.at("2026-01-02T00:00:00Z");
    const { state: rotated } = await bench.apply(rootKey, state, triggered("first"));
    await bench.pass("PT59M");
    const failure = bench.apply(rootKey, rotated, triggered("second"));
    await expect(failure).rejects.toMatchObject({ code: "conflict", vendorCode: "KEY_ROTATION_NOT_PERMITTED" });
    await expect(failure).rejects.toThrow("Run again after 2026-01-02T01:00:00Z");
    await bench.pass("PT1M");
    expect((await bench.apply(rootKey, rotated, triggered("second"))).state).toMatchObject({ version: 3 });
  });

  const ACTED: FaultKind[] = ["reset-after", "wrong-json", "slow-headers"];
  it.each(ACTED)("rotates once when the reply is lost (%s)", async (kind) => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.pass("PT1M");
    await bench.emulator.setFaults([{ operation: "rotateKey", kind, ms: 1000 }]);
    await bench.calls();
    const { state: rotated } = await bench.apply(rootKey, state, triggered("first"));
    expect(rotated).toMatchObject({ version: 2, lastRotatedAt: "2026-01-01T00:01:00Z" });
    if (kind !== "wrong-json") expect(await bench.calls()).toEqual(["rotateKey", "getKeyMetadata"]);
    expect(await versions(state)).toBe(2);
  });

  it("whose rotation never happened fails, and the next run makes it", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.emulator.setFaults([{ operation: "rotateKey", kind: "reset-before" }]);
    await expect(bench.apply(rootKey, state, triggered("first"))).rejects.toMatchObject({ code: "no-reply" });
    expect((await bench.apply(rootKey, state, triggered("first"))).state).toMatchObject({ version: 2 });
    expect(await versions(state)).toBe(2);
  });

  it("of a run that died after the rotation is taken for done by the next", async () => {
    const state = await bench.create(rootKey, ALIASED);
    await bench.pass("PT1M");
    await bench.apply(rootKey, state, triggered("first"));
    await bench.pass("PT1M");
    const { state: again } = await bench.apply(rootKey, state, triggered("first"));
    expect(again).toMatchObject({ version: 2, lastRotatedAt: "2026-01-01T00:01:00Z" });
    expect(await versions(state)).toBe(2);
  });

  it("whose rotation was made before something else failed isn't made again", async () => {
    const state = await bench.create(rootKey, ALIASED);
    const desired = { ...triggered("first"), enabled: false };
    await bench.emulator.setFaults([{ operation: "disableKey", kind: "500", times: 20 }]);
    const failure: unknown = await bench.apply(rootKey, state, desired).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "partial",
      state: { version: 2, rotation: { trigger: "first" }, enabled: true },
    });
    await bench.emulator.setFaults([]);
    const { reasons } = await bench.apply(rootKey, (failure as { state: Values }).state, desired);
    expect(reasons).toEqual(["enabled"]);
    expect(await versions(state)).toBe(2);
  });
});

describe("an imported key", () => {
  it("rotates in place when another payload is given, and keeps what it has when none is", async () => {
    const state = await bench.create(rootKey, { ...ALIASED, payload: PAYLOAD });
    expect(state).toMatchObject({ imported: true, generate: false, version: 1 });
    await bench.pass("PT1M");
    await bench.calls();
    const { state: rotated, action } = await bench.apply(rootKey, state, { ...ALIASED, payload: OTHER_PAYLOAD });
    expect([action, await bench.calls()]).toEqual(["update", ["rotateKey"]]);
    expect(rotated).toMatchObject({ keyId: state["keyId"], version: 2, lastRotatedAt: "2026-01-01T00:01:00Z" });
    expect(await bench.key(state)).toMatchObject({ algorithmBitSize: 192 });
    expect((await bench.apply(rootKey, rotated, ALIASED)).action).toBe("none");
  });

  it("doesn't take somebody else's rotation for its own", async () => {
    const state = await bench.create(rootKey, { ...ALIASED, payload: PAYLOAD });
    await bench.pass("PT1M");
    await bench.behind("POST", `/api/v2/keys/${String(state["keyId"])}/actions/rotate`, { payload: PAYLOAD });
    const failure = bench.apply(rootKey, state, { ...ALIASED, payload: OTHER_PAYLOAD });
    await expect(failure).rejects.toThrow("Run again after 2026-01-01T01:01:00Z");
  });
});

describe("the service's own rotation", () => {
  it("is seen by its date, and counted", async () => {
    const given = { ...ALIASED, rotation: { policyMonths: 1 } };
    const state = await bench.create(rootKey, given);
    await bench.at("2026-02-05T00:00:00Z");
    const seen = (await bench.read(rootKey, state)) ?? {};
    expect(seen).toMatchObject({ version: 2, lastRotatedAt: "2026-01-31T00:00:00Z", rotation: { policyMonths: 1 } });
    expect((await bench.apply(rootKey, seen, given)).action).toBe("none");
  });
});
