import type { Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { Bench } from "./bench";
import { DESCRIBED, KINDS, MADE } from "./samples";

const ALIAS = { aliases: ["payments"] };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe.each(KINDS)("the alias of a %s", (_, definition) => {
  it("that somebody else has is not touched, and the error says whose it is", async () => {
    const theirs = await bench.create(definition, {
      ...DESCRIBED,
      ...ALIAS,
      name: "theirs",
      label: "shop/test/payments",
    });
    const failure = bench.create(definition, { ...DESCRIBED, ...ALIAS });
    await expect(failure).rejects.toMatchObject({ code: "already-exists", vendorCode: "KEY_ALIAS_NOT_UNIQUE_ERR" });
    await expect(failure).rejects.toThrow(`"payments" belongs to the key ${String(theirs["keyId"])}, "theirs"`);
    expect(await bench.living()).toEqual([theirs["keyId"]]);
  });

  // Before, the alias was taken from the other's key, whose applications then called nothing.
  it("stays with a living key of the same label that another run has made, and the error says how to have that key", async () => {
    const theirs = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    const failure = bench.create(definition, { ...DESCRIBED, ...ALIAS, description: "another" });
    await expect(failure).rejects.toThrow(
      'has this resource\'s label, "shop/prod/payments", and was made by another run',
    );
    await expect(failure).rejects.toThrow(`adopt: "${String(theirs["crn"])}"`);
    expect(await bench.key(theirs)).toMatchObject({ aliases: ["payments"] });
    expect(await bench.living()).toEqual([theirs["keyId"]]);
  });

  it("moves to the key that replaces the one that has it", async () => {
    const old = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    const next = await bench.replace(definition, old, { ...DESCRIBED, ...ALIAS, description: "another" });
    expect(next["keyId"]).not.toBe(old["keyId"]);
    expect(await bench.key(next)).toMatchObject({ aliases: ["payments"] });
    expect(await bench.key(old)).not.toHaveProperty("aliases");
    await definition.delete(bench.context, old);
    expect(await bench.living()).toEqual([next["keyId"]]);
  });

  // Before, the call that was sent again was refused, and the service was said not to have let go of the alias.
  it("moves to the key that replaces the one that has it, also when the reply is lost", async () => {
    const old = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    await bench.emulator.setFaults([{ operation: "createKeyAlias", nth: 2, kind: "reset-after" }]);
    const next = await bench.replace(definition, old, { ...DESCRIBED, ...ALIAS, description: "another" });
    expect(next).toMatchObject({ aliases: ["payments"] });
    expect(await bench.key(next)).toMatchObject({ aliases: ["payments"] });
  });

  it("moves once the service has let go of it, whichever run that takes", async () => {
    const old = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    await bench.emulator.ibm.setLags({ aliasDelete: "PT5M" });
    const wanted = { ...DESCRIBED, ...ALIAS, description: "another" };
    const failure: unknown = await bench.replace(definition, old, wanted).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "partial", message: expect.stringContaining("five minutes") });
    const { state } = failure as { state: Values };
    expect(state).toMatchObject({ aliases: [] });
    expect(state["keyId"]).not.toBe(old["keyId"]);
    await expect(bench.apply(definition, state, wanted)).rejects.toThrow("five minutes");
    await bench.pass("PT6M");
    const { state: mended, reasons } = await bench.apply(definition, state, wanted);
    // The secret of a standard key is fetched last, and so wasn't recorded yet.
    expect(reasons).toEqual(definition === standardKey ? ["aliases", "fetch"] : ["aliases"]);
    expect(mended).toHaveProperty("createdAt", expect.any(String));
    expect(await bench.key(mended)).toMatchObject({ aliases: ["payments"] });
    expect(await bench.living()).toHaveLength(2);
  });

  it("is moved by the next run when one died in the middle of a replacement", async () => {
    const old = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    const wanted = { ...DESCRIBED, ...ALIAS, description: "another", restore: "never" };
    await bench.emulator.setFaults([{ operation: "deleteKeyAlias", kind: "500", times: 20 }]);
    await expect(bench.replace(definition, old, wanted)).rejects.toMatchObject({ code: "partial" });
    await bench.emulator.setFaults([]);
    const state = await bench.replace(definition, old, wanted);
    expect(await bench.living()).toHaveLength(2);
    expect(await bench.key(state)).toMatchObject({
      aliases: ["payments"],
      description: expect.stringContaining("another"),
    });
  });
});

// Before, the label alone told whose a key is: a key of the other kind lost its alias to the one that was made.
describe.each([
  ["root key", rootKey, standardKey],
  ["standard key", standardKey, rootKey],
] as const)("the alias of a %s", (_, definition, other) => {
  it("is not taken by a key of the other kind that has the same label", async () => {
    const theirs = await bench.create(definition, { ...DESCRIBED, ...ALIAS });
    const failure = bench.create(other, { ...DESCRIBED, ...ALIAS, restore: "never" });
    await expect(failure).rejects.toMatchObject({ code: "already-exists" });
    expect(await bench.key(theirs)).toMatchObject({ aliases: ["payments"] });
    const mine = await bench.create(other, DESCRIBED);
    await expect(bench.apply(other, mine, { ...DESCRIBED, ...ALIAS })).rejects.toThrow(
      "which does not belong to this resource",
    );
    expect(await bench.key(theirs)).toMatchObject({ aliases: ["payments"] });
  });
});

// Before, the answer that there is no such alias failed each run until the service showed it no more.
it("An alias that was removed already is taken for removed while the service still shows it", async () => {
  await bench.emulator.ibm.setLags({ aliasDelete: "PT5M" });
  const state = await bench.create(rootKey, { ...DESCRIBED, aliases: ["payments", "orders"] });
  const without = (await bench.apply(rootKey, state, { ...DESCRIBED, ...ALIAS })).state;
  const seen = (await bench.read(rootKey, without)) ?? {};
  expect(seen).toMatchObject({ aliases: ["payments", "orders"] });
  const { reasons, state: mended } = await bench.apply(rootKey, seen, { ...DESCRIBED, ...ALIAS });
  expect(reasons).toEqual(["aliases"]);
  expect(mended).toMatchObject({ aliases: ["payments"] });
  const gone = { ...seen, keyId: "00000000-0000-4000-8000-000000000000" };
  await expect(bench.apply(rootKey, gone, { ...DESCRIBED, ...ALIAS })).rejects.toMatchObject({ code: "not-found" });
});
