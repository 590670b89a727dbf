import type { FaultKind } from "keysmith-emulator";
import { accessPoint } from "../../src/alibaba/access-point";
import { networkRule } from "../../src/alibaba/network-rule";
import { policy } from "../../src/alibaba/policy";
import { deleteState } from "../../src/core/lifecycle";
import { newNonce } from "../../src/core/nonce";
import { markedDescription, readDescription } from "../../src/core/ownership";
import { Bench, REGION } from "../support/alibaba";

const RULE = { name: "office", sourcePrivateIps: ["10.20.0.0/16"], label: "shop/prod/office" };
const POLICY = {
  name: "orders",
  kmsInstance: "kst-1",
  permissions: ["CryptoServiceKeyUser"],
  keys: ["*"],
  label: "shop/prod/orders",
};
const POINT = { name: "orders-app", policies: ["theirs"], label: "shop/prod/orders-app" };
/** `looks` are the calls for what the object names, and `last` those for what the service would delete with it. */
const OBJECTS = [
  { definition: networkRule, given: RULE, kind: "NetworkRule", looks: [], last: [] },
  { definition: policy, given: POLICY, kind: "Policy", looks: [], last: [] },
  {
    definition: accessPoint,
    given: POINT,
    kind: "ApplicationAccessPoint",
    looks: ["DescribePolicy"],
    last: ["ListClientKeys"],
  },
] as const;

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ clock: "2026-01-01T00:00:00Z" });
  await bench.emulator.alibaba.call("CreatePolicy", { Name: "theirs", Permissions: [], Resources: [] });
});

afterEach(() => bench.stop());

/** What another stack does: its records have nonces of their own. */
async function elsewhere<T>(act: () => Promise<T>): Promise<T> {
  const ours = bench.nonces;
  bench.nonces = { own: newNonce(bench.clock.now()) };
  bench.newRun();
  try {
    return await act();
  } finally {
    bench.nonces = ours;
    bench.newRun();
  }
}

describe("the owner in a description", () => {
  it.each([
    [{ description: "office network", label: "a/b/c" }, "office network (keysmith: a/b/c)"],
    [{ label: "a/b/c" }, "(keysmith: a/b/c)"],
    [{ description: "office (north)" }, "office (north)"],
    [{ description: "two\nlines", label: "a/b/c" }, "two\nlines (keysmith: a/b/c)"],
    [{}, ""],
  ])("of %j is written and read back", (owned, text) => {
    expect(markedDescription(owned)).toBe(text);
    expect(readDescription(text)).toEqual({ description: undefined, ...owned });
  });
});

describe.each(OBJECTS)("a $kind", ({ definition, given, kind, looks, last }) => {
  it("takes one call each to create, read, change and delete", async () => {
    const state = await bench.create(definition, given);
    expect(await definition.read(bench.context, state)).toEqual(state);
    const { state: changed } = await bench.apply(definition, state, { ...given, description: "changed" });
    await definition.delete(bench.context, changed);
    expect(await bench.calls()).toEqual([
      ...looks,
      ...[`Create${kind}`, `Describe${kind}`],
      ...looks,
      ...[`Update${kind}`, ...last, `Delete${kind}`],
    ]);
  });

  it("that others made is not touched, and the error says how to go on", async () => {
    await elsewhere(() => bench.create(definition, { ...given, label: "shop/test/office" }));
    await bench.calls();
    const failure = bench.create(definition, given);
    await expect(failure).rejects.toMatchObject({ code: "already-exists", vendorCode: "Rejected.ResourceExist" });
    await expect(failure).rejects.toThrow("adopt: true");
    await expect(failure).rejects.toThrow("give each stack names of its own");
    expect(await bench.calls()).toEqual([...looks, `Create${kind}`, `Describe${kind}`]);
  });

  it("that others made can be adopted, and is changed to fit", async () => {
    await elsewhere(() => bench.create(definition, { ...given, description: "theirs", label: "shop/test/office" }));
    const state = await bench.create(definition, { ...given, description: "ours", adopt: true });
    expect(await definition.read(bench.context, state)).toEqual(state);
    const described = await bench.emulator.alibaba.call(`Describe${kind}`, { Name: given.name });
    expect(described["Description"]).toBe(`ours (keysmith ${bench.nonces.own}: ${given.label})`);
  });

  // An engine that is told to replace creates first: the new one is the old one then, and must not be deleted after.
  it("that was adopted is not deleted in the same run", async () => {
    const state = await bench.create(definition, given);
    bench.newRun();
    await bench.create(definition, given);
    await deleteState(definition, bench.context, state);
    expect(await definition.read(bench.context, state)).toEqual(state);
    expect(bench.warnings).toEqual([expect.stringContaining("is not deleted")]);
    bench.newRun();
    await definition.delete(bench.context, state);
    expect(await definition.read(bench.context, state)).toBeUndefined();
  });

  it("is not made twice in one run, whatever the labels", async () => {
    await bench.create(definition, given);
    await expect(bench.create(definition, { ...given, adopt: true })).rejects.toMatchObject({ code: "already-exists" });
  });

  it.each<FaultKind>(["reset-before", "reset-after", "wrong-json", "slow-headers", "500"])(
    "is made once, whatever happens to the reply (%s)",
    async (kindOfFault) => {
      await bench.emulator.setFaults([{ operation: `Create${kind}`, kind: kindOfFault, ms: 1500 }]);
      const state = await bench.create(definition, given);
      expect(await definition.read(bench.context, state)).toEqual(state);
    },
  );

  it("is deleted also when it is gone, or when the reply is lost", async () => {
    const state = await bench.create(definition, given);
    await bench.emulator.setFaults([{ operation: `Delete${kind}`, kind: "reset-after" }]);
    await definition.delete(bench.context, state);
    await definition.delete(bench.context, state);
    expect(await definition.read(bench.context, state)).toBeUndefined();
  });
});

describe("adopting", () => {
  it("refuses what can't be changed in place", async () => {
    await bench.create(policy, { ...POLICY, label: "shop/test/orders" });
    bench.newRun();
    const failure = bench.create(policy, { ...POLICY, kmsInstance: "kst-2", adopt: true });
    await expect(failure).rejects.toMatchObject({ code: "conflict" });
    await expect(failure).rejects.toThrow("kmsInstance");
  });

  it("tells drift from what is the same in another form", async () => {
    const state = await bench.create(policy, { ...POLICY, keys: ["key-1"], resources: ["secret/raw"] });
    await bench.emulator.alibaba.call("UpdatePolicy", { Name: "orders", Resources: ["secret/raw", "key/key-1"] });
    expect(await policy.read(bench.context, state)).toEqual(state);
    bench.newRun();
    await bench.emulator.alibaba.call(
      "UpdatePolicy",
      { Name: "orders", Resources: ["secret/raw", "key/key-1", "key/key-2"] },
      REGION,
    );
    expect(await policy.read(bench.context, state)).toMatchObject({ keys: ["key-1", "key-2"] });
  });
});
