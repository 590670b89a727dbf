import { accessPoint } from "../../src/alibaba/access-point";
import { networkRule } from "../../src/alibaba/network-rule";
import { policy } from "../../src/alibaba/policy";
import { type Address, addressOf } from "../../src/core/address";
import type { Values } from "../../src/core/definition";
import { deleteState } from "../../src/core/lifecycle";
import { type Nonces, newNonce, nonceOf, successorOf } from "../../src/core/nonce";
import { markedDescription } from "../../src/core/ownership";
import { Bench } from "../support/alibaba";

// A label is a text that anybody may give: what proves that an object is ours is the nonce beside it.

const MADE = "2026-01-01T00:00:00Z";
const LABEL = "shop/prod/it";
const OBJECTS = [
  { definition: networkRule, given: { name: "it", sourcePrivateIps: ["10.20.0.0/16"] }, kind: "NetworkRule" },
  {
    definition: policy,
    given: { name: "it", kmsInstance: "kst-1", permissions: ["CryptoServiceKeyUser"], keys: ["*"] },
    kind: "Policy",
  },
  { definition: accessPoint, given: { name: "it", policies: ["theirs"] }, kind: "ApplicationAccessPoint" },
] as const;

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
  await bench.emulator.alibaba.call("CreatePolicy", { Name: "theirs", Permissions: [], Resources: [] });
});
afterEach(() => bench.stop());

/** A run of a stack with these nonces on record. */
function as(nonces: Nonces): void {
  bench.nonces = nonces;
  bench.newRun();
}

const aNonce = (): string => newNonce(bench.clock.now());

describe.each(OBJECTS)("a $kind with our label", ({ definition, given, kind }) => {
  const wanted: Values = { ...given, label: LABEL };
  const create = (more: Values = {}): Promise<Values> => bench.create(definition, { ...wanted, ...more });
  const description = async (): Promise<unknown> =>
    (await bench.emulator.alibaba.call(`Describe${kind}`, { Name: "it" }))["Description"];
  const write = async (owned: Parameters<typeof markedDescription>[0]): Promise<void> => {
    await bench.emulator.alibaba.call(`Update${kind}`, { Name: "it", Description: markedDescription(owned) });
  };
  const writes = async (): Promise<readonly string[]> =>
    (await bench.calls()).filter((operation) => /^(Update|Delete)/.test(operation));

  it("that another stack has is not touched, be it as it is wanted, and the error tells the label, the date and the way out", async () => {
    as({ own: aNonce() });
    const theirs = await create();
    const before = await description();
    as({ own: aNonce() });
    const failure = create();
    await expect(failure).rejects.toMatchObject({ code: "already-exists" });
    await expect(failure).rejects.toThrow(
      `made on ${MADE} under this resource's label, "${LABEL}", and this run has no record of it`,
    );
    await expect(failure).rejects.toThrow("set adopt: true");
    await expect(create({ description: "ours" })).rejects.toMatchObject({ code: "already-exists" });
    expect(await writes()).toEqual([]);
    expect(await description()).toBe(before);
    expect(await definition.read(bench.context, theirs)).toBeDefined();
  });

  it("that another stack has is not taken for what a lost reply has made", async () => {
    as({ own: aNonce() });
    await create();
    as({ own: aNonce() });
    await bench.emulator.setFaults([{ operation: `Create${kind}`, kind: "reset-before" }]);
    await expect(create()).rejects.toMatchObject({ code: "already-exists" });
    expect(await writes()).toEqual([]);
  });

  it("is adopted where the program says so, and whoever had it is told in its next refresh", async () => {
    as({ own: aNonce() });
    const theirs = await create();
    const [first, second] = [bench.nonces, { own: aNonce() }];
    as(second);
    await create({ adopt: true });
    expect(await description()).toBe(`(keysmith ${second.own}: ${LABEL})`);
    as(first);
    expect(await definition.read(bench.context, theirs)).toMatchObject({ label: undefined });
    expect(bench.warnings).toEqual([expect.stringMatching(/another stack has adopted it, or somebody has changed it/)]);
  });

  // A bug: each provider of a program has a process of its own, and none of them knows what another one has adopted.
  it("that another process has adopted is not deleted, as its mark tells, not what was read before", async () => {
    const [first, second] = [{ own: aNonce() }, { own: aNonce() }];
    as(first);
    const theirs = await create();
    bench.newRun();
    const process = bench.context;
    expect(await definition.read(process, theirs)).toEqual(theirs);
    as(second);
    const ours = await create({ adopt: true, label: "shop/prod/other" });
    await bench.calls();
    await deleteState(definition, process, theirs);
    expect(await bench.calls()).toEqual([`Describe${kind}`]);
    expect(bench.warnings).toContainEqual(
      expect.stringMatching(
        /it is not deleted, because another resource, with the label "shop\/prod\/other", has adopted/,
      ),
    );
    expect(process.ledger.hasDeleted(addressOf(definition, theirs) as Address)).toBe(false);
    bench.newRun();
    await deleteState(definition, bench.context, ours);
    expect(await definition.read(bench.context, ours)).toBeUndefined();
  });

  it.each<[string, Parameters<typeof markedDescription>[0], boolean]>([
    ["has lost its mark", { description: "by hand" }, true],
    ["0.1 has marked", { label: LABEL }, true],
    ["was imported with the mark of another stack", { label: LABEL, nonce: newNonce(new Date("2025-12-01")) }, true],
    ["was imported just after it was made", { label: LABEL, nonce: newNonce(new Date(MADE)) }, true],
    ["was imported, and just adopted by another", { label: "shop/b", nonce: newNonce(new Date(MADE)) }, false],
  ])("that is recorded without a nonce and %s is deleted or left", async (_what, mark, isDeleted) => {
    const state = await create();
    await write(mark);
    as({ own: nonceOf(addressOf(definition, state)) ?? "" });
    await deleteState(definition, bench.context, state);
    expect((await definition.read(bench.context, state)) === undefined).toBe(isDeleted);
  });

  it("that takes the place of one which is to be deleted is left", async () => {
    const own = aNonce();
    as({ own });
    const state = await create();
    await write({ label: LABEL, nonce: successorOf(own) });
    bench.newRun();
    await deleteState(definition, bench.context, state);
    expect(await definition.read(bench.context, state)).toBeDefined();
  });

  it("and our nonce is what an attempt of this very resource has left", async () => {
    as({ own: aNonce() });
    await create();
    bench.newRun();
    const state = await create({ description: "changed" });
    expect(await definition.read(bench.context, state)).toMatchObject({ description: "changed" });
    expect(await description()).toBe(`changed (keysmith ${bench.nonces.own}: ${LABEL})`);
  });

  it("and the nonce of what is replaced, or of its successor, is ours for certain", async () => {
    const replaced = aNonce();
    as({ own: replaced });
    await create();
    const own = successorOf(replaced);
    as({ own, replaced });
    await create();
    expect(await description()).toBe(`(keysmith ${own}: ${LABEL})`);
    as({ own: replaced });
    await create();
    expect(await description()).toBe(`(keysmith ${replaced}: ${LABEL})`);
  });

  it("that 0.1 has made is ours where its record is replaced, and else found", async () => {
    as({ own: aNonce() });
    const state = await create();
    await write({ label: LABEL });
    const replaced = nonceOf(addressOf(definition, state)) ?? "";
    as({ own: aNonce() });
    await expect(create()).rejects.toThrow(
      `it was made under this resource's label, "${LABEL}", and this run has no record of it`,
    );
    as({ own: aNonce(), replaced: aNonce() });
    await expect(create()).rejects.toMatchObject({ code: "already-exists" });
    as({ own: successorOf(replaced), replaced });
    await create();
    expect(await description()).toBe(`(keysmith ${bench.nonces.own}: ${LABEL})`);
  });

  it.each<[string, Parameters<typeof markedDescription>[0], boolean]>([
    ["lost", { description: "by hand" }, false],
    ["altered", { description: "by hand", label: "shop/prod/other" }, true],
  ])("that was %s by hand is restored", async (_how, owned, isWarned) => {
    as({ own: aNonce() });
    const state = await create({ description: "by hand" });
    await write(owned);
    bench.newRun();
    const read = (await definition.read(bench.context, state)) ?? {};
    expect(read).toEqual({ ...state, label: undefined });
    expect(bench.warnings.length > 0).toBe(isWarned);
    const applied = await bench.apply(definition, read, { ...wanted, description: "by hand" });
    expect(applied).toMatchObject({ action: "update", state });
    expect(await description()).toBe(`by hand (keysmith ${bench.nonces.own}: ${LABEL})`);
    expect(await definition.read(bench.context, applied.state)).toEqual(state);
  });

  it("stays as it is where 0.1 has written it, and where it was imported without", async () => {
    as({ own: aNonce() });
    const state = await create();
    await write({ label: LABEL });
    bench.newRun();
    expect(await definition.read(bench.context, state)).toEqual(state);
    await write({});
    as({ own: nonceOf(addressOf(definition, state)) ?? "" });
    expect(await definition.read(bench.context, state)).toEqual(state);
    expect(bench.warnings).toEqual([]);
  });
});
