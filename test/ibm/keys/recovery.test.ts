import type { Values } from "../../../src/core/definition";
import { rootKey } from "../../../src/ibm/keys/root-key";
import { standardKey } from "../../../src/ibm/keys/standard-key";
import { Bench } from "./bench";
import { DESCRIBED, KINDS, MADE, OTHER_PAYLOAD, PAYLOAD } from "./samples";

const ALIAS = { aliases: ["payments"] };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe.each(KINDS)("a %s of a run that died before it could record it", (word, definition) => {
  it("is taken over by the next run, which says so, and brought to what is asked for now", async () => {
    const lost = await bench.create(definition, DESCRIBED);
    await bench.behind("POST", "/api/v2/key_rings/orders");
    await bench.calls();
    const state = await bench.create(definition, { ...DESCRIBED, ...ALIAS, keyRing: "orders" });
    expect(state["keyId"]).toBe(lost["keyId"]);
    expect(await bench.ids()).toEqual([lost["keyId"]]);
    expect(await bench.key(state)).toMatchObject({ aliases: ["payments"], keyRingID: "orders" });
    expect(bench.warnings).toEqual([expect.stringMatching(new RegExp(`^${word} "payments": .*taken over`))]);
    expect(await bench.read(definition, state)).toMatchObject({ ...state, expirationDate: expect.any(String) });
  });

  it("is found by its alias where no list is made", async () => {
    const lost = await bench.create(definition, { ...DESCRIBED, ...ALIAS, restore: "never" });
    await bench.calls();
    const state = await bench.create(definition, { ...DESCRIBED, ...ALIAS, restore: "never" });
    expect(state["keyId"]).toBe(lost["keyId"]);
    expect((await bench.calls()).slice(0, 2)).toEqual(["createKey", "getKeyMetadata"]);
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
    await definition.delete(bench.context, state);
    expect(await bench.living()).toEqual([state["keyId"]]);
    expect(bench.warnings.at(-1)).toContain("not deleted");
    await bench.delete(definition, state);
    expect(await bench.living()).toEqual([]);
  });

  it("is taken over by one resource only", async () => {
    const first = await bench.create(definition, DESCRIBED);
    const taken = await bench.create(definition, DESCRIBED);
    const made = await bench.createToo(definition, DESCRIBED);
    expect(taken["keyId"]).toBe(first["keyId"]);
    expect(made["keyId"]).not.toBe(first["keyId"]);
  });
});

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
  it("is said when an imported root key is taken over or restored", async () => {
    const state = await bench.create(rootKey, { ...DESCRIBED, payload: PAYLOAD });
    const again = await bench.create(rootKey, { ...DESCRIBED, payload: PAYLOAD });
    expect(again["keyId"]).toBe(state["keyId"]);
    expect(bench.warnings.at(-1)).toContain("it stays what was imported then");
    expect(bench.warnings.join()).not.toContain(PAYLOAD);
  });

  it("is asked for a standard key, which is taken over only with the same secret", async () => {
    const state = await bench.create(standardKey, { ...DESCRIBED, payload: PAYLOAD });
    const other = await bench.create(standardKey, { ...DESCRIBED, payload: OTHER_PAYLOAD });
    expect(other["keyId"]).not.toBe(state["keyId"]);
    expect((await bench.create(standardKey, { ...DESCRIBED, payload: PAYLOAD }))["keyId"]).toBe(state["keyId"]);
  });
});
