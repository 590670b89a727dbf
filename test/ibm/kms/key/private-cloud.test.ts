import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { Bench } from "./bench";
import { KINDS, MADE, PAYLOAD } from "./samples";

const LONGER = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm";
const GIVEN: Values = { name: "payments", label: "shop/prod/payments", description: "made by the platform team" };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

const onIcp = (given: Values): Values => ({ ...bench.privateCloud, ...given });
const ids = async (): Promise<string[]> => {
  const { body } = await bench.emulator.ibm.request("GET", "/kms/api/v2/keys", { service: "icp" });
  return ((body as { resources?: { id: string }[] }).resources ?? []).map(({ id }) => id);
};

describe.each(KINDS)("a %s of IBM Cloud Private", (_, definition) => {
  it("is created, read and deleted for ever", async () => {
    const given = onIcp({ ...GIVEN, expirationDate: "2036-01-31T09:00:00Z" });
    const state = await bench.create(definition, given);
    expect(state).toMatchObject({ crn: undefined, state: "active", createdAt: MADE });
    expect(definition.id?.(state)).toBe(state["keyId"]);
    expect(await bench.read(definition, state)).toEqual(state);
    expect((await bench.apply(definition, state, given)).action).toBe("none");
    await bench.delete(definition, state);
    expect(await bench.read(definition, state)).toBeUndefined();
    await bench.delete(definition, state);
    expect(await ids()).toEqual([]);
  });

  it("is made once when the reply of its create is lost, found by its label", async () => {
    await bench.emulator.setFaults([{ operation: "createKey", kind: "reset-after" }]);
    const state = await bench.create(definition, onIcp(GIVEN));
    expect(await ids()).toEqual([state["keyId"]]);
  });

  it("of a run that died is adopted by the next", async () => {
    const lost = await bench.create(definition, onIcp(GIVEN));
    expect(await bench.create(definition, onIcp(GIVEN))).toMatchObject({ keyId: lost["keyId"] });
    expect(await ids()).toHaveLength(1);
  });

  it("is read with one list, as all of its instance are", async () => {
    const states = [
      await bench.create(definition, onIcp(GIVEN)),
      await bench.create(definition, onIcp({ ...GIVEN, name: "orders" })),
    ];
    bench.newRun();
    await bench.calls();
    for (const state of states) await definition.read(bench.context, state);
    expect(await bench.calls()).toEqual(["listKeys"]);
  });
});

describe("a root key of IBM Cloud Private", () => {
  it("rotates by trigger and by time", async () => {
    const given = onIcp({ ...GIVEN, rotation: { every: "P90D" } });
    const state = await bench.create(rootKey, given);
    await bench.at("2026-04-01T00:00:00Z");
    await bench.calls();
    const { state: rotated } = await bench.apply(rootKey, state, given);
    expect(await bench.calls()).toEqual(["rotateKey"]);
    expect(rotated).toMatchObject({ version: 2, lastRotatedAt: "2026-04-01T00:00:00Z" });
    expect(await bench.read(rootKey, rotated)).toEqual(rotated);
  });

  it("rotates when another payload of another size is given", async () => {
    const state = await bench.create(rootKey, onIcp({ ...GIVEN, payload: PAYLOAD }));
    const { state: rotated } = await bench.apply(rootKey, state, onIcp({ ...GIVEN, payload: LONGER }));
    expect(rotated).toMatchObject({ keyId: state["keyId"], version: 2, imported: true });
  });

  it("is in the instance that it was made in", async () => {
    await bench.create(rootKey, onIcp(GIVEN));
    await bench.create(rootKey, onIcp({ ...GIVEN, instanceId: defaultIbm.icpInstanceIdOther }));
    expect(await ids()).toHaveLength(1);
  });
});

it("a standard key of IBM Cloud Private has its secret", async () => {
  const state = await bench.create(standardKey, onIcp({ ...GIVEN, payload: PAYLOAD }));
  const { body } = await bench.emulator.ibm.request("GET", `/kms/api/v2/keys/${String(state["keyId"])}`, {
    service: "icp",
  });
  expect(body).toMatchObject({ resources: [{ payload: PAYLOAD }] });
});
