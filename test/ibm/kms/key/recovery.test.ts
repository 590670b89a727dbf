import { addressOf } from "../../../../src/core/address";
import type { Definition, Values } from "../../../../src/core/definition";
import { deleteState } from "../../../../src/core/lifecycle";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { Bench } from "./bench";
import { DESCRIBED, KINDS, MADE, OTHER_PAYLOAD, PAYLOAD } from "./samples";

const ALIAS = { aliases: ["payments"] };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe.each(KINDS)("a %s of a run that died before it could record it", (word, definition) => {
  it("in place of another is adopted by the next run, which says so, and brought to what is asked for now", async () => {
    const old = await bench.create(definition, { ...DESCRIBED, description: "the old one" });
    const lost = await bench.replace(definition, old, DESCRIBED);
    await bench.pass("P2D");
    await bench.behind("POST", "/api/v2/key_rings/orders");
    await bench.calls();
    const state = await bench.replace(definition, old, { ...DESCRIBED, ...ALIAS, keyRing: "orders" });
    expect(state["keyId"]).toBe(lost["keyId"]);
    expect((await bench.ids()).sort()).toEqual([old["keyId"], lost["keyId"]].sort());
    expect(await bench.key(state)).toMatchObject({ aliases: ["payments"], keyRingID: "orders" });
    expect(bench.warnings).toEqual([expect.stringMatching(new RegExp(`^${word} "payments": .*adopted`))]);
    expect(await bench.read(definition, state)).toMatchObject({ ...state, expirationDate: expect.any(String) });
  });

  it("within the last hour is adopted where it is just what is wanted, which is said", async () => {
    const lost = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    await bench.pass("PT59M");
    expect((await bench.create(definition, { ...DESCRIBED, ...ALIAS }))["keyId"]).toBe(lost["keyId"]);
    expect(bench.warnings).toEqual([expect.stringContaining("it is adopted as the leftover of a run that died")]);
  });

  // Before, whatever had the label was adopted, and changed, and deleted in the end: other stacks' keys too.
  it.each<[string, string, Values]>([
    ["older", "PT61M", {}],
    ["in another ring than is wanted", "PT1M", { keyRing: "orders" }],
    ["without an alias that is wanted", "PT1M", ALIAS],
  ])("is left as it is where it is %s: it is announced, and another is made", async (_why, age, given) => {
    await bench.behind("POST", "/api/v2/key_rings/orders");
    const theirs = await bench.create(definition, DESCRIBED);
    const before = await bench.key(theirs);
    await bench.pass(age);
    const state = await bench.create(definition, { ...DESCRIBED, ...given });
    expect(state["keyId"]).not.toBe(theirs["keyId"]);
    expect(bench.warnings).toEqual([
      expect.stringMatching(
        new RegExp(`${String(theirs["keyId"])} of .*, made on ${MADE}, has this resource's label.* adopt: "crn:`),
      ),
    ]);
    await bench.delete(definition, state);
    expect(await bench.key(theirs)).toEqual(before);
  });

  it("is not adopted where this stack records it", async () => {
    const recorded = await bench.create(definition, DESCRIBED);
    bench.newRun();
    const address = addressOf(definition, recorded);
    if (address) bench.context.ledger.recorded(address);
    expect((await bench.createToo(definition, DESCRIBED))["keyId"]).not.toBe(recorded["keyId"]);
    expect(bench.warnings).toEqual([]);
  });

  // Before, nobody looked where nothing was to be restored: a key that was to claim an alias was then made twice.
  it("is found where it had still to take the alias of the one that it replaces, and nothing is to be restored", async () => {
    const old = await bench.create(definition, { ...DESCRIBED, ...ALIAS, restore: "never" });
    const wanted = { ...DESCRIBED, ...ALIAS, restore: "never", description: "another" };
    await bench.emulator.setFaults([{ operation: "createKeyAlias", nth: 2, kind: "reset-before", times: 20 }]);
    await expect(bench.replace(definition, old, wanted)).rejects.toMatchObject({ code: "partial" });
    await bench.emulator.setFaults([]);
    const state = await bench.replace(definition, old, wanted);
    expect((await bench.ids()).sort()).toEqual([old["keyId"], state["keyId"]].sort());
    expect(await bench.key(state)).toMatchObject({ aliases: ["payments"] });
  });

  it.each<[string, Values]>([
    ["name", { name: "orders" }],
    ["description", { description: "another" }],
    ["tags", { tags: ["pci"] }],
    ["expirationDate", { expirationDate: undefined }],
    ["origin", { payload: PAYLOAD }],
    ["label", { label: "shop/test/payments" }],
    ["label, which it hasn't", { label: undefined }],
  ])("is left alone by one of another %s", async (_field, other) => {
    const lost = await bench.create(definition, DESCRIBED);
    const state = await bench.create(definition, { ...DESCRIBED, ...other });
    expect(state["keyId"]).not.toBe(lost["keyId"]);
    expect(await bench.living()).toHaveLength(2);
  });

  it("is not deleted as the old key in the run that took it over", async () => {
    const state = await bench.create(definition, DESCRIBED);
    await bench.create(definition, DESCRIBED);
    await deleteState(definition, bench.context, state);
    expect(await bench.living()).toEqual([state["keyId"]]);
    expect(bench.warnings.at(-1)).toContain("not deleted");
    await bench.delete(definition, state);
    expect(await bench.living()).toEqual([]);
  });

  it("is adopted by one resource only", async () => {
    const first = await bench.create(definition, DESCRIBED);
    const taken = await bench.create(definition, DESCRIBED);
    const made = await bench.createToo(definition, DESCRIBED);
    expect(taken["keyId"]).toBe(first["keyId"]);
    expect(made["keyId"]).not.toBe(first["keyId"]);
  });
});

// Before, the list from the begin of the run was believed: the key that is gone was recorded as an active one.
describe("a key that was deleted earlier in the same run", () => {
  it("is not adopted where deleting is for ever: another is made", async () => {
    const given = { name: "payments", label: "shop/prod/payments", ...bench.privateCloud };
    const state = await bench.create(rootKey, given);
    bench.newRun();
    await bench.createToo(rootKey, { ...given, name: "orders", label: "shop/prod/orders" });
    await deleteState(rootKey, bench.context, state);
    const made = await bench.createToo(rootKey, given);
    expect(made["keyId"]).not.toBe(state["keyId"]);
    expect(await bench.read(rootKey, made)).toMatchObject({ state: "active" });
  });

  // Before, it was restored: a key could not be replaced on request.
  it.each(KINDS)("is not restored either: another %s is made, which gets its alias", async (_, definition) => {
    const state = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    await bench.pass("PT1M");
    bench.newRun();
    await bench.createToo(definition, { ...DESCRIBED, name: "orders", label: "shop/prod/orders" });
    await deleteState(definition, bench.context, state);
    const made = await bench.createToo(definition, { ...DESCRIBED, ...ALIAS });
    expect(made["keyId"]).not.toBe(state["keyId"]);
    expect(await bench.key(made)).toMatchObject({ state: 1, aliases: ["payments"] });
    expect(await bench.key(state)).toMatchObject({ state: 5 });
  });
});

// Before, the very same key was taken over, also with restore: "never".
describe.each(KINDS)("a %s that is replaced on request", (_, definition) => {
  const replaced = async (old: Values): Promise<void> => {
    const made = await bench.replace(definition, old, { ...DESCRIBED, ...ALIAS });
    expect(made["keyId"]).not.toBe(old["keyId"]);
    expect(await bench.key(made)).toMatchObject({ state: 1, aliases: ["payments"] });
    await deleteState(definition, bench.context, old);
    expect(await bench.living()).toEqual([made["keyId"]]);
    expect(bench.warnings).toEqual([]);
  };

  it("gets another one, which has its alias, at once", async () => {
    await replaced(await bench.create(definition, { ...DESCRIBED, ...ALIAS }));
  });

  it("gets another one also where 0.1 has made and recorded it, without a nonce", async () => {
    const { body } = await bench.emulator.ibm.request("POST", "/api/v2/keys", { body: keyOf01(definition) });
    const [{ id = "" } = {}] = (body as { resources?: { id?: string }[] }).resources ?? [];
    await replaced({ ...bench.inputs(definition, { ...DESCRIBED, ...ALIAS }), keyId: id });
  });
});

/** As 0.1 made it: its mark has the label alone. */
function keyOf01(definition: Definition): unknown {
  const type = "application/vnd.ibm.kms.key+json";
  const { label: _, description, ...fields } = DESCRIBED;
  const marked = `${String(description)} (keysmith: shop/prod/payments)`;
  const key = { ...fields, type, extractable: definition === standardKey, description: marked, aliases: ["payments"] };
  return { metadata: { collectionType: type, collectionTotal: 1 }, resources: [key] };
}

describe("many keys in one run", () => {
  it("are looked for with one list", async () => {
    bench.newRun();
    for (const name of ["one", "two", "three"])
      await bench.createToo(rootKey, { ...DESCRIBED, name, label: `a/b/${name}` });
    expect(await bench.calls()).toEqual(["listKeys", "createKey", "createKey", "createKey"]);
  });

  it("are read with one list, until one of them is written", async () => {
    const states: Values[] = [];
    for (const name of ["one", "two"])
      states.push(await bench.create(rootKey, { ...DESCRIBED, name, label: `a/b/${name}` }));
    const [one = {}, two = {}] = states;
    bench.newRun();
    await bench.calls();
    await Promise.all(states.map((state) => rootKey.read(bench.context, state)));
    expect(await bench.calls()).toEqual(["listKeys"]);
    await rootKey.delete(bench.context, one);
    expect(await rootKey.read(bench.context, one)).toMatchObject({ state: "destroyed" });
    expect(await rootKey.read(bench.context, two)).toMatchObject({ state: "active" });
    expect(await bench.calls()).toEqual(["deleteKey", "listKeys"]);
  });
});

describe("what brought material can't tell", () => {
  it("keeps a root key from being adopted that merely has the label", async () => {
    const state = await bench.create(rootKey, { ...DESCRIBED, payload: PAYLOAD });
    const other = await bench.create(rootKey, { ...DESCRIBED, payload: PAYLOAD });
    expect(other["keyId"]).not.toBe(state["keyId"]);
    expect(bench.warnings.join()).toContain(String(state["keyId"]));
  });

  // Before, the payload of the program was recorded, though the key had the one of an earlier run.
  it("is not recorded of a root key that is adopted: the next run rotates it to the payload", async () => {
    const old = await bench.create(rootKey, { ...DESCRIBED, description: "the old one" });
    const state = await bench.replace(rootKey, old, { ...DESCRIBED, payload: PAYLOAD });
    const given = { ...DESCRIBED, payload: OTHER_PAYLOAD };
    const again = await bench.replace(rootKey, old, given);
    expect(again).toMatchObject({ keyId: state["keyId"], imported: true, generate: false, payload: undefined });
    expect(bench.warnings.at(-1)).toContain("the next run rotates the key");
    expect(bench.warnings.join()).not.toContain(OTHER_PAYLOAD);
    await bench.calls();
    const { state: rotated, reasons } = await bench.apply(rootKey, again, given);
    expect([reasons, await bench.calls()]).toEqual([["payload"], ["rotateKey"]]);
    expect(rotated).toMatchObject({ version: 2 });
    expect((await bench.apply(rootKey, rotated, given)).action).toBe("none");
  });

  it("is not recorded of a root key that is restored either, whatever else fails", async () => {
    const state = await bench.create(rootKey, { ...DESCRIBED, payload: PAYLOAD });
    await bench.delete(rootKey, state);
    await bench.pass("PT1M");
    await bench.emulator.setFaults([{ operation: "createKeyAlias", kind: "500", times: 20 }]);
    const given = { ...DESCRIBED, ...ALIAS, payload: OTHER_PAYLOAD };
    const failure: unknown = await bench.create(rootKey, given).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "partial", state: { keyId: state["keyId"], payload: undefined } });
    await bench.emulator.setFaults([]);
    const { reasons } = await bench.apply(rootKey, (failure as { state: Values }).state, given);
    expect([...reasons].sort()).toEqual(["aliases", "payload"]);
  });

  it("is recorded when only the reply of this run's own create was lost", async () => {
    const given = { ...DESCRIBED, payload: PAYLOAD };
    await bench.emulator.setFaults([{ operation: "createKey", kind: "reset-after" }]);
    const state = await bench.create(rootKey, given);
    expect(bench.warnings.join()).not.toContain("rotates");
    expect((await bench.apply(rootKey, state, given)).action).toBe("none");
  });

  // Before, a trigger that was new was recorded though the key that was found had never rotated for it.
  it("is why a trigger isn't recorded of a key that is adopted: the next run rotates it", async () => {
    await bench.create(rootKey, DESCRIBED);
    const given = { ...DESCRIBED, rotation: { every: "P90D", trigger: "laptop stolen" } };
    const again = await bench.create(rootKey, given);
    expect(again).toMatchObject({ version: 1, rotation: { every: "P90D", trigger: undefined } });
    const { state: rotated, reasons } = await bench.apply(rootKey, again, given);
    expect(reasons).toEqual(["rotation.trigger"]);
    expect((await bench.apply(rootKey, rotated, given)).action).toBe("none");
  });

  it("is asked for a standard key, which is adopted only with the same secret", async () => {
    const state = await bench.create(standardKey, { ...DESCRIBED, payload: PAYLOAD });
    const other = await bench.create(standardKey, { ...DESCRIBED, payload: OTHER_PAYLOAD });
    expect(other["keyId"]).not.toBe(state["keyId"]);
    expect((await bench.create(standardKey, { ...DESCRIBED, payload: PAYLOAD }))["keyId"]).toBe(state["keyId"]);
  });
});

// A bug: each had looked at the secret before the other noted anything, and both had the one key.
it("A standard key that a run has left is adopted once, also where two resources look for it at the same time", async () => {
  const given = { ...DESCRIBED, payload: PAYLOAD };
  const lost = await bench.create(standardKey, given);
  bench.newRun();
  const both = await Promise.allSettled([1, 2].map(() => bench.createToo(standardKey, given)));
  const made = both.flatMap((each) => (each.status === "fulfilled" ? [each.value["keyId"]] : []));
  const refused = both.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
  expect(made).toEqual([lost["keyId"]]);
  expect(refused).toEqual([expect.stringContaining("adopted by another resource of this program")]);
});
