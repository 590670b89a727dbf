import { inspect } from "node:util";
import type { Values } from "../../../../src/core/definition";
import { Secret } from "../../../../src/core/secret";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { Bench } from "../key/bench";
import { MADE, OTHER_PAYLOAD, PAYLOAD } from "../key/samples";

const GIVEN: Values = { name: "database", label: "shop/prod/database", aliases: ["database"], restore: "never" };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

const secretOf = ({ payload }: Values): string => {
  if (!(payload instanceof Secret)) throw new Error("the payload is no secret");
  return payload.reveal();
};
const storedAt = async ({ keyId }: Values): Promise<unknown> => {
  const { body } = await bench.emulator.ibm.request("GET", `/api/v2/keys/${String(keyId)}`);
  return (body as { resources: { payload: string }[] }).resources[0]?.payload;
};

describe("a standard key", () => {
  it("that is generated takes one call more, which fetches the secret", async () => {
    const state = await bench.create(standardKey, GIVEN);
    expect(await bench.calls()).toEqual(["listKeys", "createKey", "getKey"]);
    expect(secretOf(state)).toBe(await storedAt(state));
    expect(Buffer.from(secretOf(state), "base64")).toHaveLength(32);
  });

  it("that is brought takes a look and a call to create and to delete, and one call to read", async () => {
    const state = await bench.create(standardKey, { ...GIVEN, payload: PAYLOAD });
    expect(await bench.read(standardKey, state)).toEqual(state);
    await bench.delete(standardKey, state);
    expect(await bench.calls()).toEqual(["listKeys", "createKey", "listKeys", "listKeys", "deleteKey"]);
    expect(await bench.read(standardKey, state)).toBeUndefined();
  });

  it("keeps its secret out of everything that is printed", async () => {
    const state = await bench.create(standardKey, { ...GIVEN, payload: PAYLOAD });
    expect(inspect(state, { depth: 5 }) + JSON.stringify(state)).not.toContain(PAYLOAD);
  });

  it("moves to another ring and takes another alias in place, and keeps its secret when none is given any more", async () => {
    const state = await bench.create(standardKey, { ...GIVEN, payload: PAYLOAD });
    await bench.behind("POST", "/api/v2/key_rings/orders");
    const desired = { ...GIVEN, aliases: ["other"], keyRing: "orders" };
    const { action, state: changed } = await bench.apply(standardKey, state, desired);
    expect(action).toBe("update");
    expect(secretOf(changed)).toBe(PAYLOAD);
    expect(await bench.key(state)).toMatchObject({ keyRingID: "orders", aliases: ["other"] });
    expect(await bench.read(standardKey, changed)).toEqual(changed);
  });

  it("is replaced when another secret is given", async () => {
    const state = await bench.create(standardKey, { ...GIVEN, payload: PAYLOAD });
    expect((await bench.apply(standardKey, state, { ...GIVEN, payload: OTHER_PAYLOAD })).action).toBe("replace");
    const next = await bench.replace(standardKey, state, { ...GIVEN, payload: OTHER_PAYLOAD });
    expect(next["keyId"]).not.toBe(state["keyId"]);
    expect(await bench.key(next)).toMatchObject({ aliases: ["database"] });
  });

  it("whose secret can't be fetched is recorded, and the next run fetches it", async () => {
    await bench.emulator.setFaults([{ operation: "getKey", kind: "500", times: 20 }]);
    const failure: unknown = await bench.create(standardKey, GIVEN).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "partial" });
    const { state } = failure as { state: Values };
    expect(state).toMatchObject({
      pending: "secret",
      aliases: ["database"],
      keyId: expect.any(String),
      createdAt: MADE,
    });
    expect(state).not.toHaveProperty("payload");
    await bench.emulator.setFaults([]);
    bench.newRun();
    const outputs = await standardKey.update(bench.context, state, bench.inputs(standardKey, GIVEN), []);
    expect(secretOf(outputs)).toBe(await storedAt(state));
    expect(outputs).toMatchObject({ pending: undefined });
    expect(await bench.keys()).toHaveLength(1);
  });

  it("whose secret was never recorded gets it when it is read, or with the next change", async () => {
    await bench.emulator.setFaults([{ operation: "getKey", kind: "500", times: 20 }]);
    const failure: unknown = await bench.create(standardKey, GIVEN).catch((error: unknown) => error);
    const { state } = failure as { state: Values };
    await bench.emulator.setFaults([]);
    const seen = (await bench.read(standardKey, state)) ?? {};
    expect(secretOf(seen)).toBe(await storedAt(state));
    expect(seen).toMatchObject({ createdAt: MADE, pending: undefined });
    const { state: changed, reasons } = await bench.apply(standardKey, state, { ...GIVEN, aliases: ["other"] });
    expect(reasons).toEqual(["aliases", "fetch"]);
    expect(secretOf(changed)).toBe(await storedAt(state));
    expect(await bench.apply(standardKey, changed, { ...GIVEN, aliases: ["other"] })).toMatchObject({ action: "none" });
  });

  // An engine may keep secrets apart from what it records: they aren't fetched again and again.
  it("whose record leaves out its secret is read and changed without fetching it", async () => {
    const { payload: _, ...state } = await bench.create(standardKey, GIVEN);
    await bench.calls();
    expect(await bench.read(standardKey, state)).toEqual(state);
    const { state: changed } = await bench.apply(standardKey, state, { ...GIVEN, aliases: ["other"] });
    expect(changed).toEqual({ ...state, aliases: ["other"] });
    await bench.delete(standardKey, changed);
    expect(await bench.calls()).toEqual(["listKeys", "deleteKeyAlias", "createKeyAlias", "listKeys", "deleteKey"]);
  });

  it("that nearly expired says so", async () => {
    const given = { ...GIVEN, expirationDate: "2026-03-01T00:00:00Z" };
    const state = await bench.create(standardKey, given);
    expect(standardKey.notes?.(bench.inputs(standardKey, given), state, bench.clock.now())).toEqual([
      expect.stringContaining("the key expires on 2026-03-01T00:00:00Z, in less than 90 days"),
    ]);
  });
});
