import type { Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { expectTakenOver, takeFrom, takeOver } from "../../../support/adoption";
import { Bench } from "../key/bench";
import { MADE, OTHER_PAYLOAD, PAYLOAD } from "../key/samples";
import { INSTANCE, make, recordOf } from "../key/theirs";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe("a root key that is adopted", () => {
  const take = async (made: Values): Promise<Values> =>
    (await takeOver(rootKey, bench.context, String(made["crn"]))) ?? {};
  const given = { instance: INSTANCE, name: "payments", label: "shop/prod/adopted" };
  const behind = (made: Values, path: string, body?: unknown): Promise<void> =>
    bench.behind(body === undefined ? "POST" : "PUT", `/api/v2/keys/${String(made["id"])}/${path}`, body);
  const expectIt = (state: Values, declared: Values): Values =>
    expectTakenOver(rootKey, state, declared, bench.clock.now());

  it("has a first version, whatever was rotated before, and the date of the last rotation", async () => {
    const made = await make(bench, { name: "payments", extractable: false });
    await bench.pass("P1D");
    await behind(made, "actions/rotate");
    const declared = { ...given, rotation: { every: "P90D" } };
    const state = await take(made);
    expect(state).toMatchObject({ generate: true, imported: false, version: 1, lastRotatedAt: "2026-01-02T00:00:00Z" });
    const { state: changed, reasons } = await bench.apply(rootKey, state, declared);
    expect(reasons).toEqual(["rotation.every"]);
    expect(changed).toMatchObject({ rotateAt: "2026-04-02T00:00:00Z" });
    await bench.at("2026-04-02T00:00:00Z");
    const rotated = await bench.apply(rootKey, changed, declared);
    expect(rotated).toMatchObject({ reasons: ["rotate"], state: { version: 2 } });
    expect(await bench.read(rootKey, rotated.state)).toEqual(rotated.state);
  });

  it("has the policies that the service has for it", async () => {
    const made = await make(bench, { name: "payments", extractable: false });
    const type = "application/vnd.ibm.kms.policy+json";
    const resources = [
      { type, rotation: { enabled: true, interval_month: 3 } },
      { type, dualAuthDelete: { enabled: true } },
    ];
    await behind(made, "policies", { metadata: { collectionType: type, collectionTotal: 2 }, resources });
    const state = expectIt(await take(made), { ...given, rotation: { policyMonths: 3 }, dualAuthDelete: true });
    expect(state).toMatchObject({ rotation: { policyMonths: 3 }, dualAuthDelete: true });
    expect(await bench.read(rootKey, state)).toEqual(state);
    expect((await bench.apply(rootKey, state, given)).reasons).toEqual(["rotation.policyMonths"]);
  });

  it("is disabled where somebody has disabled it", async () => {
    const made = await make(bench, { name: "payments", extractable: false });
    await behind(made, "actions/disable");
    const state = expectIt(await take(made), { ...given, enabled: false });
    expect(state).toMatchObject({ enabled: false, state: "suspended" });
    expect(bench.warnings).toEqual([]);
  });

  it("was imported: it needs no payload, and rotates by a new one", async () => {
    const made = await make(bench, { name: "payments", extractable: false, payload: PAYLOAD });
    const state = expectIt(await take(made), given);
    expect(state).toMatchObject({ generate: false, imported: true, version: 1 });
    expect(state["payload"]).toBeUndefined();
    await bench.pass("PT2H");
    const { reasons, state: rotated } = await bench.apply(rootKey, state, { ...given, payload: OTHER_PAYLOAD });
    expect(reasons).toEqual(["payload"]);
    expect(rotated).toMatchObject({ version: 2 });
    await expect(bench.apply(rootKey, state, { ...given, rotation: { every: "P90D" } })).rejects.toThrow(
      "was imported",
    );
  });

  it("was generated: a payload for it is refused", async () => {
    const state = await take(await make(bench, { name: "payments", extractable: false }));
    await expect(bench.apply(rootKey, state, { ...given, payload: PAYLOAD })).rejects.toThrow("make another key");
  });

  it("is deleted by force where the records of the vendor's provider say so", async () => {
    const made = await make(bench, { name: "payments", extractable: false });
    const record = recordOf(made, { force_delete: true });
    const state = await takeFrom(rootKey, bench.context, "ibm_kms_key", record);
    expectIt(state ?? {}, { ...given, deletion: { force: true } });
  });
});
