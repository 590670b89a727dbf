import { accessPoint } from "../../../src/alibaba/access-point";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import type { Values } from "../../../src/core/definition";
import { dueReasons } from "../../../src/core/plan";
import { Bench } from "../../support/alibaba";

// What the service grants counts, and not what was asked for: a key that ended earlier than it was thought to locked applications
// out, and nothing was due.

const MADE = "2026-01-01T00:00:00Z";
const GIVEN = { accessPoint: "orders-app", label: "shop/prod/orders-app" };

let bench: Bench;

const codesAt = (state: Values, time: string): string[] =>
  dueReasons(clientKey, state, state, new Date(time)).map(({ code }) => code);
const refreshed = async (state: Values): Promise<Values> => {
  bench.newRun();
  return (await clientKey.read(bench.context, state)) as Values;
};

beforeEach(async () => {
  const reader = { accessKeyId: "reader", accessKeySecret: "emulator", actions: ["kms:GetClientKey"] };
  bench = await Bench.start({ clock: MADE, credentials: [reader] });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
});
afterEach(() => bench.stop());

describe("a key that is granted less than was asked for", () => {
  it("says so, and rotates by its end", async () => {
    await bench.emulator.alibaba.limitClientKeys("P100D");
    const state = await bench.create(clientKey, GIVEN);
    expect(bench.warnings.join()).toContain("to 2026-04-11T00:00:00Z, not from");
    expect(state).toMatchObject({
      notAfter: "2026-04-11T00:00:00Z",
      expiresAt: "2026-04-11T00:00:00Z",
      rotateAt: "2026-03-12T00:00:00Z",
      state: "active",
    });
    expect(await refreshed(state)).toEqual(state);
    expect(codesAt(state, "2026-03-11T23:59:59Z")).toEqual([]);
    expect(codesAt(state, "2026-03-12T00:00:00Z")).toEqual(["rotate"]);
  });

  it("rotates at two thirds of its life where the terms leave no time, and not in every run", async () => {
    await bench.emulator.alibaba.limitClientKeys("P30D");
    let state = await bench.create(clientKey, GIVEN);
    expect(state).toMatchObject({ rotateAt: "2026-01-21T00:00:00Z" });
    for (let n = 0; n < 5; n++) {
      expect(await bench.apply(clientKey, await refreshed(state), GIVEN)).toMatchObject({ action: "none" });
      await bench.at(String(state["nextRunBy"]));
      state = (await bench.apply(clientKey, await refreshed(state), GIVEN)).state;
    }
    expect((await bench.liveKeys("orders-app")).length).toBeLessThanOrEqual(2);
  });

  it("never lacks room for the next one, as keys that have ended make some", async () => {
    await bench.emulator.alibaba.limitClientKeys("P3D");
    let state = await bench.create(clientKey, GIVEN);
    for (let n = 0; n < 6; n++) {
      await bench.at(String(state["rotateAt"]));
      state = (await bench.apply(clientKey, await refreshed(state), GIVEN)).state;
    }
    expect(state["version"]).toBe(7);
  });
});

describe("a key whose stamps are other than they were when it was made", () => {
  it("is due now, and says why", async () => {
    const state = await bench.create(clientKey, GIVEN);
    await bench.emulator.alibaba.limitClientKeys("P200D");
    const found = await refreshed(state);
    expect(found).toMatchObject({
      state: "altered",
      notAfter: "2026-07-20T00:00:00Z",
      rotateAt: "2026-06-20T00:00:00Z",
    });
    expect(codesAt(found, MADE)).toEqual(["rotate"]);
    await bench.emulator.alibaba.limitClientKeys();
    const { state: rotated, reasons } = await bench.apply(clientKey, found, GIVEN);
    expect(reasons).toEqual(["rotate"]);
    expect(rotated).toMatchObject({ state: "active", version: 2, expiresAt: "2027-01-01T00:00:00Z" });
    const why = String(dueReasons(clientKey, found, found, new Date(MADE))[0]?.message);
    expect(why).toContain("the service has other time stamps for version 1 than it was made with");
    expect(why).toContain("2026-07-20T00:00:00Z");
  });

  it("is due because it has ended, where it has", async () => {
    const state = await bench.create(clientKey, GIVEN);
    await bench.emulator.alibaba.limitClientKeys("P1D");
    await bench.at("2026-01-03T00:00:00Z");
    const found = await refreshed(state);
    const [reason] = dueReasons(clientKey, found, found, new Date("2026-01-03T00:00:00Z"));
    // A bug: it went on to say that the old key keeps working.
    expect(String(reason?.message)).toBe("version 1 ended on 2026-01-02T00:00:00Z");
    expect(codesAt(found, MADE)).toEqual(["rotate"]);
  });
});

describe("a look at the keys", () => {
  const keys = async (): Promise<Values[]> => {
    const names = ["one", "two", "three"];
    const states: Values[] = [];
    for (const name of names) {
      await bench.create(accessPoint, { name, policies: ["orders"] });
      states.push(await bench.create(clientKey, { accessPoint: name, label: name }));
    }
    bench.newRun();
    await bench.calls();
    return states;
  };

  it("is one call for all of a region, and one run", async () => {
    const states = await keys();
    const found = await Promise.all(states.map((state) => clientKey.read(bench.context, state)));
    expect(found).toEqual(states);
    expect(await bench.calls()).toEqual(["ListClientKeys"]);
  });

  it("asks for each key by itself where the list is refused", async () => {
    const states = await keys();
    const refusing = bench.contextOf("reader");
    for (const state of states) expect(await clientKey.read(refusing, state)).toEqual(state);
    const each = ["GetClientKey", "ListClientKeys"];
    expect(await bench.calls()).toEqual(["ListClientKeys", ...each, ...each, ...each]);
  });
});
