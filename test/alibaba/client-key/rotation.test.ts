import { accessPoint } from "../../../src/alibaba/access-point";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import type { Values } from "../../../src/core/definition";
import { dueReasons } from "../../../src/core/plan";
import { Bench } from "../../support/alibaba";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const GIVEN = { accessPoint: "orders-app", label: "shop/prod/orders-app" };

let bench: Bench;
let first: Values;

const idsOf = (state: Values): unknown[] =>
  (state["previous"] as { clientKeyId: string }[]).map((key) => key.clientKeyId);

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  first = await bench.create(clientKey, GIVEN);
  await bench.calls();
});

afterEach(() => bench.stop());

describe("a client key through its first year", () => {
  it("is made with one call in the run that makes its access point", async () => {
    await bench.create(accessPoint, { name: "other", policies: ["orders"] });
    await bench.create(clientKey, { ...GIVEN, accessPoint: "other" });
    expect(await bench.calls()).toEqual(["CreateApplicationAccessPoint", "CreateClientKey"]);
  });

  it("ends a year after it was made, less the seconds of the mark", () => {
    expect(first).toMatchObject({
      version: 1,
      revision: Date.parse(MADE) / 1000,
      createdAt: MADE,
      expiresAt: "2027-01-01T00:00:00Z",
      rotateAt: DUE,
      nextRunBy: DUE,
      previous: [],
    });
    expect(String(first["notAfter"])).toMatch(/^2026-12-31T2[23]:/);
  });

  // A bug: where nothing had been refreshed, the previous key was deleted first, and applications had none.
  it.each([
    ["keeps the previous key until the overlap with the next one is over", {}, 2],
    [
      "deletes the previous key only after the next one is made, where it is to go at once",
      { revokePrevious: true },
      1,
    ],
  ])("%s, where the current one is gone and no refresh has told", async (_title, more, left) => {
    await bench.at(DUE);
    const { state } = await bench.apply(clientKey, first, GIVEN);
    await bench.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: state["clientKeyId"] });
    await bench.at("2026-12-10T00:00:00Z");
    await bench.calls();
    const next = await bench.apply(clientKey, state, { ...GIVEN, ...more, rotation: { trigger: "now" } });
    expect((await bench.calls()).slice(0, 2)).toEqual(["ListClientKeys", "CreateClientKey"]);
    expect(await bench.liveKeys("orders-app")).toHaveLength(left);
    const kept = { clientKeyId: first["clientKeyId"], retireAfter: "2026-12-17T00:00:00Z" };
    expect(next.state["previous"]).toMatchObject(left === 2 ? [kept] : []);
  });

  // A bug: a retirement that no refresh preceded deleted the last key that worked, where somebody had deleted the current one.
  it.each([
    ["its overlap is over", {}],
    ["it is to go at once", { revokePrevious: true }],
  ])("keeps the last key that works though %s, until the next run has made another", async (_title, more) => {
    await bench.at(DUE);
    const { state } = await bench.apply(clientKey, first, GIVEN);
    await bench.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: state["clientKeyId"] });
    await bench.at("2026-12-10T00:00:00Z");
    await bench.calls();
    const kept = await bench.apply(clientKey, state, { ...GIVEN, ...more });
    expect(await bench.calls()).toEqual(["ListClientKeys"]);
    expect(idsOf(kept.state)).toEqual([first["clientKeyId"]]);
    expect(kept.state).toMatchObject({ state: "deleted" });
    const next = await bench.apply(clientKey, kept.state, GIVEN);
    expect(next.reasons).toContain("rotate");
    expect(await bench.liveKeys("orders-app")).toEqual(
      expect.arrayContaining([first["clientKeyId"], next.state["clientKeyId"]]),
    );
  });

  // A bug: what a killed run had made, which nobody was told of, counted as the key that applications were left with, so that the
  // overlap of the one that they had did not begin anew.
  it("gives the previous key its overlap also where a run that was killed had made a newer one", async () => {
    await bench.at(DUE);
    const { state } = await bench.apply(clientKey, first, GIVEN);
    await bench.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: state["clientKeyId"] });
    await bench.at("2026-12-10T00:00:00Z");
    // Its answer is never recorded.
    await bench.apply(clientKey, state, { ...GIVEN, rotation: { trigger: "killed" } });
    const next = await bench.apply(clientKey, state, { ...GIVEN, rotation: { trigger: "again" } });
    const previous = next.state["previous"] as { clientKeyId: string; retireAfter: string }[];
    expect(previous).toHaveLength(2);
    expect(previous.map(({ retireAfter }) => retireAfter)).toEqual(["2026-12-17T00:00:00Z", "2026-12-17T00:00:00Z"]);
    expect(idsOf(next.state)).toContain(first["clientKeyId"]);
  });

  it("does nothing a second before it is due", async () => {
    await bench.at("2026-12-01T23:59:59Z");
    expect(await bench.apply(clientKey, first, GIVEN)).toMatchObject({ action: "none" });
    expect(await bench.calls()).toEqual([]);
  });

  it("rotates when it is due, keeps the old key for the overlap, then deletes it", async () => {
    await bench.at(DUE);
    const rotated = await bench.apply(clientKey, first, GIVEN);
    expect(rotated).toMatchObject({ action: "update", reasons: ["rotate"] });
    expect(await bench.calls()).toEqual(["ListClientKeys", "CreateClientKey"]);
    expect(rotated.state).toMatchObject({ version: 2, createdAt: DUE, nextRunBy: "2026-12-09T00:00:00Z" });
    expect(rotated.state["previous"]).toEqual([
      {
        clientKeyId: first["clientKeyId"],
        createdAt: MADE,
        notAfter: first["notAfter"],
        retireAfter: "2026-12-09T00:00:00Z",
        origin: "rotated",
      },
    ]);
    expect(await bench.liveKeys("orders-app")).toEqual([first["clientKeyId"], rotated.state["clientKeyId"]].sort());

    await bench.at("2026-12-08T23:59:59Z");
    expect(await bench.apply(clientKey, rotated.state, GIVEN)).toMatchObject({ action: "none" });
    expect(await bench.calls()).toEqual([]);

    await bench.at("2026-12-09T00:00:00Z");
    const retired = await bench.apply(clientKey, rotated.state, GIVEN);
    expect(retired).toMatchObject({ action: "update", reasons: ["retire"] });
    expect(await bench.calls()).toEqual(["ListClientKeys", "DeleteClientKey"]);
    expect(retired.state).toEqual({ ...rotated.state, previous: [], nextRunBy: rotated.state["rotateAt"] });
    expect(await bench.liveKeys("orders-app")).toEqual([rotated.state["clientKeyId"]]);
    expect(await bench.apply(clientKey, retired.state, GIVEN)).toMatchObject({ action: "none" });
  });

  it("stays the same size through ten rotations, with at most two keys alive", async () => {
    let state = first;
    for (let year = 1; year <= 10; year++) {
      await bench.at(String(state["nextRunBy"]));
      state = (await bench.apply(clientKey, state, GIVEN)).state;
      expect((await bench.liveKeys("orders-app")).length).toBe(2);
      await bench.at(String(state["nextRunBy"]));
      state = (await bench.apply(clientKey, state, GIVEN)).state;
      expect(await bench.liveKeys("orders-app")).toEqual([state["clientKeyId"]]);
    }
    expect(state["version"]).toBe(11);
    expect(Object.keys(state).sort()).toEqual(Object.keys(first).sort());
  });
});

// The record went with its current key: nobody deleted the previous ones any more, nor what a dead run had left.
describe("a current key that somebody has deleted", () => {
  const GIVEN_AGAIN = { ...GIVEN, rotation: { trigger: "again" } };

  it("leaves the previous ones their deadlines, and is made anew", async () => {
    const { state } = await bench.apply(clientKey, first, GIVEN_AGAIN);
    await bench.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: String(state["clientKeyId"]) });
    bench.newRun();
    const found = (await clientKey.read(bench.context, state)) ?? {};
    expect(found).toEqual({ ...state, state: "deleted" });
    expect(String(dueReasons(clientKey, found, found, bench.clock.now())[0]?.message)).toBe(
      "somebody has deleted version 2",
    );
    const anew = await bench.apply(clientKey, found, GIVEN_AGAIN);
    expect(anew).toMatchObject({ action: "update", reasons: ["rotate"], state: { version: 3, state: "active" } });
    expect(idsOf(anew.state)).toEqual([first["clientKeyId"]]);
    await bench.at("2026-01-08T00:00:00Z");
    await bench.apply(clientKey, anew.state, GIVEN_AGAIN);
    expect(await bench.liveKeys("orders-app")).toEqual([anew.state["clientKeyId"]]);
  });

  it("leaves what a run of the resource could not record to its deletion", async () => {
    await bench.create(clientKey, GIVEN);
    await bench.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: String(first["clientKeyId"]) });
    bench.newRun();
    const found = (await clientKey.read(bench.context, first)) ?? {};
    expect(found).toMatchObject({ state: "deleted", strays: [{ origin: "ours" }] });
    await clientKey.delete(bench.context, found);
    expect(await bench.liveKeys("orders-app")).toEqual([]);
  });

  it("is gone where it was the last one", async () => {
    await bench.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: String(first["clientKeyId"]) });
    bench.newRun();
    expect(await clientKey.read(bench.context, first)).toBeUndefined();
  });
});

describe("changes by hand", () => {
  it("rotates at once for a new trigger, and not again", async () => {
    const given = { ...GIVEN, rotation: { trigger: "laptop stolen" } };
    const rotated = await bench.apply(clientKey, first, given);
    expect(rotated).toMatchObject({ action: "update", reasons: ["rekey"] });
    expect(rotated.state).toMatchObject({ version: 2 });
    expect(await bench.apply(clientKey, rotated.state, given)).toMatchObject({ action: "none" });
    expect(await bench.apply(clientKey, rotated.state, GIVEN)).toMatchObject({ action: "none" });
  });

  it("makes a new key for a new password, and keeps the password when it is left out again", async () => {
    const given = { ...GIVEN, password: "Correct-Horse-7" };
    const rotated = await bench.apply(clientKey, first, given);
    expect(rotated.reasons).toEqual(["rekey"]);
    expect(String(rotated.state["password"])).toBe("[secret]");
    expect(await bench.apply(clientKey, rotated.state, given)).toMatchObject({ action: "none" });
    expect(await bench.apply(clientKey, rotated.state, GIVEN)).toMatchObject({ action: "none" });
  });

  it("deletes the previous keys now for revokePrevious", async () => {
    const rotated = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "a" } });
    await bench.calls();
    const given = { ...GIVEN, rotation: { trigger: "a" }, revokePrevious: true };
    const revoked = await bench.apply(clientKey, rotated.state, given);
    expect(await bench.calls()).toEqual(["ListClientKeys", "DeleteClientKey"]);
    expect(revoked.state).toMatchObject({ version: 2, previous: [] });
    expect(await bench.liveKeys("orders-app")).toEqual([rotated.state["clientKeyId"]]);
    expect(await bench.apply(clientKey, revoked.state, given)).toMatchObject({ action: "none" });
  });

  it("says once why previous keys go, also when their overlap is over as well", async () => {
    const { state } = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "a" } });
    const later = new Date("2026-06-01T00:00:00Z");
    const codes = (given: Values): string[] => dueReasons(clientKey, state, given, later).map(({ code }) => code);
    expect(codes(state)).toEqual(["retire"]);
    expect(codes({ ...state, revokePrevious: true })).toEqual(["revoke"]);
  });

  it("says of one previous key that it is deleted, and of several that they are", () => {
    const { clientKeyId, createdAt, notAfter } = first;
    const replaced = { clientKeyId, createdAt, notAfter, retireAfter: "2026-02-01T00:00:00Z", origin: "rotated" };
    const later = new Date("2026-06-01T00:00:00Z");
    const said = (count: number, state: string): string => {
      const previous = Array.from({ length: count }, (_, n) => ({ ...replaced, clientKeyId: `KAAP.${n}` }));
      const found = { ...first, state, previous };
      return dueReasons(clientKey, found, found, later)
        .map(({ message }) => String(message))
        .join("\n");
    };
    const until = "(kept until 2026-02-01T00:00:00Z)";
    expect(said(1, "active")).toBe(`the overlap is over: KAAP.0 ${until} is deleted`);
    expect(said(2, "active")).toBe(`the overlap is over: KAAP.0 ${until}, KAAP.1 ${until} are deleted`);
    expect(said(2, "deleted")).toContain(
      `KAAP.1 ${until} is deleted only if there is otherwise no place for the next key`,
    );
    expect(said(3, "deleted")).toContain(
      `KAAP.1 ${until}, KAAP.2 ${until} are deleted only if there is otherwise no place for the next key`,
    );
  });

  it("leaves no overlap in a rotation while revokePrevious is set", async () => {
    const given = { ...GIVEN, rotation: { trigger: "a" }, revokePrevious: true };
    const rotated = await bench.apply(clientKey, first, given);
    expect(rotated.state["previous"]).toEqual([]);
    expect(await bench.liveKeys("orders-app")).toEqual([rotated.state["clientKeyId"]]);
    expect(await bench.apply(clientKey, rotated.state, given)).toMatchObject({ action: "none" });
  });

  it("moves the stored times for other terms, without a call", async () => {
    const rotated = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "a" } });
    await bench.calls();
    const given = { ...GIVEN, rotation: { trigger: "a", renewBefore: "P60D", overlap: "P14D" } };
    const moved = await bench.apply(clientKey, rotated.state, given);
    expect(moved.state).toMatchObject({
      rotateAt: "2026-11-02T00:00:00Z",
      nextRunBy: "2026-01-15T00:00:00Z",
      version: 2,
    });
    expect(moved.state["previous"]).toMatchObject([{ retireAfter: "2026-01-15T00:00:00Z" }]);
    expect(await bench.calls()).toEqual([]);
    expect(await bench.apply(clientKey, moved.state, given)).toMatchObject({ action: "none" });
  });

  it("counts a new validity from the next key", async () => {
    const given = { ...GIVEN, validity: "P2Y" };
    const changed = await bench.apply(clientKey, first, given);
    expect(changed.state).toEqual({ ...first, validity: "P2Y" });
    await bench.at(DUE);
    const rotated = await bench.apply(clientKey, changed.state, given);
    expect(rotated.state).toMatchObject({ expiresAt: "2028-12-02T00:00:00Z" });
  });
});

// The apply looked at its own clock, and deleted what the plan had not shown.
describe("a plan that is carried out later", () => {
  it("deletes no previous key whose overlap has ended since", async () => {
    const rotated = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "1" } });
    const planned = "2026-01-07T23:59:59Z";
    await bench.at("2026-01-08T00:00:00Z");
    const again = await bench.apply(clientKey, rotated.state, { ...GIVEN, rotation: { trigger: "2" } }, planned);
    expect(again.reasons).toEqual(["rekey"]);
    expect(idsOf(again.state)).toEqual([rotated.state["clientKeyId"], first["clientKeyId"]]);
    expect(await bench.calls()).not.toContain("DeleteClientKey");
    expect((await bench.apply(clientKey, again.state, { ...GIVEN, rotation: { trigger: "2" } })).reasons).toEqual([
      "retire",
    ]);
  });

  it("deletes what the plan said, and not what has come beside it", async () => {
    const GONE = { ...GIVEN, revokePrevious: true };
    const rotated = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "1" } });
    const left = await bench.create(clientKey, GIVEN);
    const done = await bench.apply(clientKey, rotated.state, { ...GONE, rotation: { trigger: "2" } });
    expect(done.reasons).toEqual(["rekey", "changed", "revoke"]);
    expect(idsOf(done.state)).toEqual([left["clientKeyId"]]);
    expect(await bench.liveKeys("orders-app")).toEqual(
      [String(done.state["clientKeyId"]), String(left["clientKeyId"])].sort(),
    );
  });
});

describe("three keys at most", () => {
  const strangers = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++)
      await bench.emulator.alibaba.call("CreateClientKey", { AapName: "orders-app", Password: "Stranger-1" });
  };

  it("makes no key when there is no room, and names each one", async () => {
    await strangers(2);
    await bench.calls();
    await bench.at(DUE);
    const failure = bench.apply(clientKey, first, GIVEN);
    await expect(failure).rejects.toMatchObject({ code: "limit" });
    const keys = await bench.liveKeys("orders-app");
    for (const id of keys) await expect(failure).rejects.toThrow(id);
    expect(keys).toHaveLength(3);
    expect(await bench.calls()).toEqual(["ListClientKeys"]);
  });

  it("makes room by what is overdue first", async () => {
    await strangers(1);
    await bench.at(DUE);
    const rotated = await bench.apply(clientKey, first, GIVEN);
    await bench.at("2027-11-02T00:00:00Z");
    await bench.calls();
    const again = await bench.apply(clientKey, rotated.state, GIVEN);
    expect(await bench.calls()).toEqual(["ListClientKeys", "DeleteClientKey", "CreateClientKey"]);
    expect(idsOf(again.state)).toEqual([rotated.state["clientKeyId"]]);
  });

  it("makes room by revokePrevious", async () => {
    await strangers(1);
    const rotated = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "a" } });
    await expect(bench.apply(clientKey, rotated.state, { ...GIVEN, rotation: { trigger: "b" } })).rejects.toMatchObject(
      { code: "limit" },
    );
    const revoked = await bench.apply(clientKey, rotated.state, {
      ...GIVEN,
      rotation: { trigger: "b" },
      revokePrevious: true,
    });
    expect(revoked.state).toMatchObject({ version: 3, previous: [] });
    expect(await bench.liveKeys("orders-app")).toHaveLength(2);
  });
});
