import type { Emulator } from "keysmith-emulator";
import type { DirectStack, Recorded } from "../../scripts/direct/stack";
import type { Values } from "../../src/core/definition";
import { directStack } from "./direct-engine";
import type { Declared } from "./engine";
import { MADE } from "./samples";
import { type EmulatedServices, startEmulated } from "./services";

// Whose a client key is decides whether applications keep their access: each way in which two records can come to have keys on one
// access point, with equal labels.

const ACCESS_POINT: Declared = { type: "AccessPoint", name: "shared", args: { name: "shared", policies: ["orders"] } };
const KEY = "ClientKey orders";

let services: EmulatedServices;
let emulator: Emulator;
let said: string[];

const key = (args: Values = {}, name = "orders"): Declared => ({
  type: "ClientKey",
  name,
  args: { accessPoint: "shared", label: "shop/prod/orders", ...args },
});
const stackOf = (records: readonly Recorded[] = [], time = MADE): DirectStack =>
  directStack(services.env, time, records, (line) => said.push(line));
const idOf = async (stack: DirectStack, name = KEY): Promise<string> =>
  String((await stack.state(name))?.["clientKeyId"]);
async function listOf(stack: DirectStack, field: "previous" | "strays"): Promise<unknown[]> {
  const { [field]: keys } = (await stack.state(KEY)) ?? {};
  return (keys as Values[]).map(({ clientKeyId, origin }) => [clientKeyId, origin]);
}

async function live(): Promise<string[]> {
  const { ClientKeys } = await emulator.alibaba.call("ListClientKeys", { AapName: "shared" });
  return (ClientKeys as { ClientKeyId: string }[]).map(({ ClientKeyId }) => ClientKeyId).sort();
}

/** One run of each, on a day. */
async function run(
  time: string,
  stacks: readonly DirectStack[],
  program: readonly Declared[] = [key()],
): Promise<void> {
  await emulator.clock.set(time);
  for (const stack of stacks) {
    stack.at(time);
    await stack.refresh();
    await stack.up(program);
  }
}

beforeEach(async () => {
  services = await startEmulated(MADE);
  emulator = services.emulator;
  said = [];
  await stackOf().up([ACCESS_POINT]);
});
afterEach(() => emulator.close());

describe("two programs with one label, in two folders or backends", () => {
  // The second one's first run put the first one's key under a deadline, and an ordinary run a week later deleted it.
  it("leave each other's keys alone, and say so", async () => {
    const [one, other] = [stackOf(), stackOf()];
    await one.up([key()]);
    await other.up([key()]);
    expect(said.join()).toContain(await idOf(one));
    const both = [await idOf(one), await idOf(other)].sort();
    for (const day of ["2026-01-02", "2026-01-09", "2026-03-01"]) await run(`${day}T00:00:00Z`, [one, other]);
    expect(await live()).toEqual(both);
    expect(await listOf(other, "strays")).toEqual([[await idOf(one), "found"]]);
    expect(await listOf(one, "strays")).toEqual([[await idOf(other), "found"]]);
    expect((await one.preview([key()])).shown).toContain(await idOf(other));
    said = [];
    await other.destroy();
    expect(said.join()).toContain(await idOf(one));
    expect(await live()).toEqual([await idOf(one)]);
  });

  it("lose nothing when one rotates, and nothing when its state is lost or restored", async () => {
    const [one, other] = [stackOf(), stackOf()];
    await one.up([key()]);
    await other.up([key()]);
    const theirs = await idOf(other);
    await run("2026-02-01T00:00:00Z", [one], [key({ rotation: { trigger: "audit" } })]);
    await run("2026-02-08T00:00:00Z", [one], [key({ rotation: { trigger: "audit" } })]);
    expect(await live()).toEqual([await idOf(one), theirs].sort());
    await one.destroy();
    expect(await live()).toEqual([theirs]);
  });

  it("of one stack, where the run doesn't see the other, as with a target", async () => {
    const stack = stackOf();
    await stack.up([key({}, "first")]);
    await stack.up([key({}, "first"), key({}, "second")]);
    const both = [await idOf(stack, "ClientKey first"), await idOf(stack, "ClientKey second")].sort();
    const program = [key({}, "first"), key({}, "second")];
    await run("2026-03-01T00:00:00Z", [stack], program);
    await stack.up([key({}, "first")]);
    expect(await live()).toEqual([await idOf(stack, "ClientKey first")]);
    expect(both).toContain(await idOf(stack, "ClientKey first"));
  });

  it("take over the other's key only where the program asks for it, as the plan shows, and after the overlap", async () => {
    const [lost, stack] = [stackOf(), stackOf()];
    await lost.up([key()]);
    await stack.up([key()]);
    const recovering = [key({ recover: { overlap: "P14D" } })];
    const { shown, actions } = await stack.preview(recovering);
    expect(actions).toEqual({ [KEY]: "update" });
    expect(shown).toContain(`${await idOf(lost)} (made 2026-01-01T00:00:00Z`);
    expect(shown).toContain("keeps working for P14D");
    await stack.up(recovering);
    expect(await listOf(stack, "previous")).toEqual([[await idOf(lost), "found"]]);
    await run("2026-01-14T23:59:59Z", [stack], recovering);
    expect(await live()).toHaveLength(2);
    await run("2026-01-15T00:00:00Z", [stack], recovering);
    expect(await live()).toEqual([await idOf(stack)]);
    expect((await stack.preview(recovering)).actions).toEqual({ [KEY]: "same" });
  });
});

describe("three lost states", () => {
  it("fill the access point, which is said with all dates, until the keys have ended", async () => {
    for (let n = 0; n < 3; n++) await stackOf().up([key({ validity: "P1Y" })]);
    const lost = await live();
    const stack = stackOf();
    const failure = stack.up([key()]);
    await expect(failure).rejects.toMatchObject({ code: "limit" });
    for (const id of lost)
      await expect(failure).rejects.toThrow(`${id} (made 2026-01-01T00:00:00Z, valid until 2026-12-31T`);
    await expect(failure).rejects.not.toThrow("revokePrevious");
    expect(await live()).toEqual(lost);
    await run("2027-01-01T00:00:00Z", [stack]);
    expect(await live()).toEqual([await idOf(stack)]);
  });
});

describe("a state restored from before a rotation", () => {
  const rotated = [key({ rotation: { trigger: "audit" } })];

  async function restored(): Promise<{ readonly stack: DirectStack; readonly newer: string; readonly old: string }> {
    const stack = stackOf();
    await stack.up([key()]);
    const { records } = stack;
    const old = await idOf(stack);
    await run("2026-02-01T00:00:00Z", [stack], rotated);
    return { stack: stackOf(records, "2026-02-02T00:00:00Z"), newer: await idOf(stack), old };
  }

  it("finds the newer key for its own, and keeps it for the overlap", async () => {
    const { stack, newer, old } = await restored();
    await stack.refresh();
    const { shown, actions } = await stack.preview([key()]);
    expect(actions).toEqual({ [KEY]: "update" });
    expect(shown).toContain(`${newer} (made 2026-02-01T00:00:00Z`);
    await run("2026-02-02T00:00:00Z", [stack]);
    expect(await listOf(stack, "previous")).toEqual([[newer, "rotated"]]);
    expect(await live()).toEqual([newer, old].sort());
    await run("2026-02-09T00:00:00Z", [stack]);
    expect(await live()).toEqual([old]);
  });

  it("leaves none when it is destroyed at once, as does a rotation that was killed", async () => {
    const { stack } = await restored();
    await stack.destroy();
    expect(await live()).toEqual([]);
  });

  it("has no room for a third, and doesn't advise to delete the newer key first", async () => {
    const { stack, newer } = await restored();
    await emulator.alibaba.call("CreateClientKey", { AapName: "shared", Password: "Stranger-1" });
    const failure = stack.up([key({ rotation: { trigger: "again" } })]);
    await expect(failure).rejects.toThrow(`${newer} (made 2026-02-01T00:00:00Z`);
    await expect(failure).rejects.toThrow("the current key, which applications use");
    await expect(failure).rejects.toThrow("not a key of this resource");
    await expect(failure).rejects.toThrow("Wait for the end of an overlap, 2026-02-09T00:00:00Z");
    await expect(failure).rejects.not.toThrow("revokePrevious");
  });
});

describe("a state restored from before rotations, whose own key is gone and whose access point is full", () => {
  // A bug: once there was room, the key that applications used was deleted in the very run that made the next one; and so it was
  // later where another one, made before it, ended after it. Then the newest was kept alone, which a run may have made whose record
  // was lost, so that no application had it.
  it.each(["P1Y", "P5Y"])(
    "keeps all but the oldest of the others until the overlap with the next key is over, after keys of %s",
    async (validity) => {
      const stack = stackOf();
      await stack.up([key()]);
      const { records } = stack;
      for (const [day, last] of [["2026-02-01"], ["2026-02-09"], ["2026-02-10", "P1Y"]])
        await run(`${day}T00:00:00Z`, [stack], [key({ validity: last ?? validity, rotation: { trigger: day } })]);
      const used = [await idOf(stack), ...(await listOf(stack, "previous")).map((each) => Object(each)[0])].slice(0, 2);
      const old = stackOf(records, "2026-02-11T00:00:00Z");
      await expect(run("2026-02-11T00:00:00Z", [old])).rejects.toThrow(
        "Wait for the end of an overlap, 2026-02-18T00:00:00Z",
      );
      expect(await live()).toHaveLength(3);
      await run("2026-02-18T00:00:00Z", [old]);
      expect(await live()).toEqual([...used, await idOf(old)].sort());
      expect((await old.state(KEY))?.["previous"]).toEqual(
        expect.arrayContaining(
          used.map((clientKeyId) => expect.objectContaining({ clientKeyId, retireAfter: "2026-02-25T00:00:00Z" })),
        ),
      );
      await run("2026-02-25T00:00:00Z", [old]);
      expect(await live()).toEqual([await idOf(old)]);
    },
  );
});

describe("two runs from one record, without a lock", () => {
  it("delete neither's key, and whichever record stays has the other one as previous", async () => {
    const first = stackOf();
    await first.up([key()]);
    const { records } = first;
    const [one, other] = [stackOf(records), stackOf(records)];
    const rotated = [key({ rotation: { trigger: "audit" } })];
    await Promise.all([one.up(rotated), other.up(rotated)]);
    const keys = [await idOf(one), await idOf(other)];
    expect(await live()).toEqual([await idOf(first), ...keys].sort());
    await run("2026-01-02T00:00:00Z", [other], rotated);
    expect(await listOf(other, "previous")).toContainEqual([keys[0], "rotated"]);
    await run("2026-01-10T00:00:00Z", [other], rotated);
    expect(await live()).toEqual([keys[1]]);
  });
});

// Any key that the run had made on the access point counted as what had come in its place.
describe("a key that leaves the program while another one's is made beside it", () => {
  const other = (trigger: string): Declared => key({ label: "shop/prod/audit", rotation: { trigger } }, "audit");

  it.each([
    ["rotated", [key(), other("one")]],
    ["made", [key()]],
  ] as const)("is deleted: %s", async (_what, before) => {
    const stack = stackOf();
    await stack.up([...before]);
    const old = await idOf(stack);
    await stack.up([other("two")]);
    expect(await live()).not.toContain(old);
    expect(said.join()).not.toContain("in its place");
  });
});

describe("a previous key that another resource has adopted", () => {
  // A bug: where the current key was gone, a rotation with revokePrevious deleted all that worked, and asked nobody.
  it("stays alive when the previous keys go at once after the next one is made", async () => {
    const stack = stackOf();
    await stack.up([key()]);
    const old = await idOf(stack);
    const rotated = key({ rotation: { trigger: "audit" } });
    await stack.up([rotated]);
    const keeper = key({ label: "shop/prod/keeper", adopt: `shared/${old}` }, "keeper");
    await stack.up([keeper, rotated]);
    await emulator.alibaba.call("DeleteClientKey", { ClientKeyId: await idOf(stack) });
    // The first one sees that the current key is gone, the second one makes another.
    for (let times = 0; times < 2; times += 1)
      await stack.up([keeper, key({ rotation: { trigger: "audit" }, revokePrevious: true })]);
    expect(await live()).toEqual([old, await idOf(stack)].sort());
  });

  // The resource that had rotated it deleted it when its overlap was over.
  it("stays alive when its overlap is over", async () => {
    const stack = stackOf();
    await stack.up([key()]);
    const old = await idOf(stack);
    const rotated = key({ rotation: { trigger: "audit" } });
    await stack.up([rotated]);
    const keeper = key({ label: "shop/prod/keeper", adopt: `shared/${old}` }, "keeper");
    await stack.up([keeper, rotated]);
    await run("2026-01-10T00:00:00Z", [stack], [keeper, rotated]);
    expect(await listOf(stack, "previous")).toEqual([]);
    expect(await live()).toEqual([old, await idOf(stack)].sort());
    await run("2026-01-20T00:00:00Z", [stack], [keeper, rotated]);
    expect(await live()).toEqual([old, await idOf(stack)].sort());
  });
});

describe("the revision", () => {
  it("grows with every key, also of one that was deleted by hand", async () => {
    const stack = stackOf();
    await stack.up([key()]);
    const revision = async (): Promise<number> => Number((await stack.state(KEY))?.["revision"]);
    const seen = [await revision()];
    await stack.up([key({ rotation: { trigger: "a" } })]);
    seen.push(await revision());
    await stack.up([key({ rotation: { trigger: "b" }, revokePrevious: true })]);
    seen.push(await revision());
    expect(await live()).toEqual([await idOf(stack)]);
    await emulator.alibaba.call("DeleteClientKey", { ClientKeyId: await idOf(stack) });
    await run("2026-01-01T00:01:00Z", [stack]);
    seen.push(await revision());
    expect((await stack.state(KEY))?.["version"]).toBe(1);
    expect(seen).toEqual([1767225600, 1767225601, 1767225602, 1767225660]);
  });
});
