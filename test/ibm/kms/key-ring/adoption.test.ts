import type { Values } from "../../../../src/core/definition";
import { keyRing } from "../../../../src/ibm/kms/key-ring/lifecycle";
import { expectTakenOver, formerlyOf, takeFrom, takeOver } from "../../../support/adoption";
import { Bench } from "../key/bench";
import { MADE } from "../key/samples";
import { CRN, ID, INSTANCE, SETTINGS } from "../key/theirs";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe("a key ring that somebody else has made", () => {
  const given = { instance: INSTANCE, name: "orders" };
  const take = (id: string, settings = SETTINGS): Promise<Values | undefined> => {
    bench.newRun();
    return takeOver(keyRing, bench.context, id, settings);
  };
  const expectIt = (state: Values | undefined): Values => expectTakenOver(keyRing, state, given, bench.clock.now());

  beforeEach(async () => {
    await bench.behind("POST", "/api/v2/key_rings/orders");
    await bench.calls();
  });

  it("is adopted by its instance and name, with one call", async () => {
    const state = expectIt(await take(`${INSTANCE}/orders`));
    expect(await bench.calls()).toEqual(["listKeyRings"]);
    expect(state).toMatchObject({ ...given, createdAt: MADE });
    expect(await bench.read(keyRing, state)).toEqual(state);
    expectIt(await take("orders"));
    expect(await take(`${INSTANCE}/billing`)).toBeUndefined();
    await expect(takeOver(keyRing, bench.context, "orders")).rejects.toMatchObject({ code: "configuration" });
  });

  it("is adopted from the vendor's provider", async () => {
    const record = {
      id: `orders:keyRing:${INSTANCE}`,
      instance_id: INSTANCE.split(":")[7],
      key_ring_id: "orders",
      force_delete: false,
      endpoint_type: "public",
    };
    expectIt(await takeFrom(keyRing, bench.context, "ibm_kms_key_rings", record));
    for (const id of [null, "orders", `default:keyRing:${INSTANCE}`, `orders:keyRing:${CRN}`]) {
      expect(formerlyOf(keyRing, "ibm_kms_key_rings", { ...record, id })).toBeUndefined();
    }
  });

  it.each([
    "",
    "x",
    "default",
    "a_b",
    INSTANCE,
    `${INSTANCE}/default`,
    `${INSTANCE}/a_b`,
    `${ID}/orders`,
    `${CRN}/orders`,
  ])("isn't told by %j", (id) => {
    expect(keyRing.adopt?.place(id)).toBeUndefined();
  });
});
