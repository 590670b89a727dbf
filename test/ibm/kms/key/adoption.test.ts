import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { Secret } from "../../../../src/core/secret";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { expectTakenOver, formerlyOf, takeFrom, takeOver } from "../../../support/adoption";
import { Bench } from "./bench";
import { KINDS, MADE, OTHER_PAYLOAD, PAYLOAD } from "./samples";
import { CRN, ID, INSTANCE, make, recordOf, SETTINGS } from "./theirs";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

const RICH = {
  name: "payments",
  description: "made by hand",
  tags: ["pci", "team-payments"],
  aliases: ["payments", "payments-2026"],
  expirationDate: "2036-01-31T09:00:00Z",
};
/** The same as a program declares it. */
const DECLARED = { ...RICH, instance: INSTANCE, label: "shop/prod/adopted" };

describe.each(KINDS)("a %s that somebody else has made", (word, definition) => {
  const extractable = definition === standardKey;
  const callsOfRead = extractable ? ["listKeys", "getKey"] : ["listKeys"];
  const take = (id: unknown, settings: Record<string, string> = SETTINGS): Promise<Values | undefined> => {
    bench.newRun();
    return takeOver(definition, bench.context, String(id), settings);
  };
  const expectIt = (state: Values | undefined, given: Values = DECLARED): Values =>
    expectTakenOver(definition, state, given, bench.clock.now());

  it("is adopted by its CRN, and stays as it is", async () => {
    const made = await make(bench, { ...RICH, extractable });
    const state = expectIt(await take(made["crn"], {}));
    expect(await bench.calls()).toEqual(callsOfRead);
    expect(state).toMatchObject({ ...DECLARED, keyId: made["id"], crn: made["crn"], state: "active", createdAt: MADE });
    expect(expectIt(await bench.read(definition, state))).toEqual(state);
    expect(await bench.calls()).toEqual(["listKeys"]);
  });

  it("is found by its id, in the instance that is named or else set", async () => {
    const made = await make(bench, { ...RICH, extractable });
    expectIt(await take(`${INSTANCE}/${String(made["id"])}`, { "ibm.instance": defaultIbm.hpcs }));
    expectIt(await take(made["id"]));
    await bench.calls();
    await expect(take(made["id"], {})).rejects.toMatchObject({ code: "configuration" });
    expect(await bench.calls()).toEqual([]);
    expect(await take(ID)).toBeUndefined();
  });

  it("says whose it is where its description does", async () => {
    const made = await make(bench, {
      name: "payments",
      description: "by hand (keysmith: shop/test/theirs)",
      extractable,
    });
    expect(await take(made["crn"])).toMatchObject({ description: "by hand", label: "shop/test/theirs" });
  });

  it("is found on IBM Cloud Private, whatever instance is set", async () => {
    const made = await make(bench, { name: "payments", extractable }, "icp");
    const given = { ...bench.privateCloud, name: "payments", label: "shop/prod/adopted" };
    const id = `${bench.emulator.url}/${defaultIbm.icpInstanceId}/${String(made["id"])}`;
    const state = expectIt(await take(id), given);
    expect(state).toMatchObject({ service: "icp", instance: undefined, keyId: made["id"] });
    expect(await bench.read(definition, state)).toEqual(state);
  });

  it("is in another ring, and goes back to the default one where the program names none", async () => {
    await bench.behind("POST", "/api/v2/key_rings/orders");
    const made = await make(bench, { ...RICH, extractable });
    const headers = { "x-kms-key-ring": "default" };
    const path = `/api/v2/keys/${String(made["id"])}`;
    await bench.emulator.ibm.request("PATCH", path, { headers, body: { keyRingID: "orders" } });
    const state = expectIt(await take(made["crn"]), { ...DECLARED, keyRing: "orders" });
    expect(state).toMatchObject({ keyRing: "orders" });
    const { reasons } = await bench.apply(definition, state, DECLARED);
    expect(reasons).toEqual(["keyRing"]);
    expect(await bench.key(state)).toMatchObject({ keyRingID: "default" });
  });

  it("is none of the other kind", async () => {
    const made = await make(bench, { name: "payments", extractable: !extractable });
    await expect(take(made["crn"])).rejects.toMatchObject({ code: "conflict" });
    await expect(take(made["crn"])).rejects.toThrow(`is not a ${word}. Adopt it as a`);
  });

  it("that was deleted is restored by the next run", async () => {
    const made = await make(bench, { ...RICH, extractable });
    await bench.behind("DELETE", `/api/v2/keys/${String(made["id"])}`);
    const state = (await take(made["crn"])) ?? {};
    expect(state).toMatchObject({ name: "payments", state: "destroyed", tags: RICH.tags });
    await bench.pass("PT1H");
    const restored = await bench.apply(definition, state, DECLARED);
    expect(restored).toMatchObject({ reasons: ["restore"], state: { state: "active" } });
    expectIt(restored.state);
    expect(expectIt(await bench.read(definition, restored.state))).toEqual(restored.state);
  });

  it.each(["ibm_kms_key", "ibm_kms_key_with_policy_overrides"])("is adopted from the records of %s", async (kind) => {
    const made = await make(bench, { ...RICH, extractable });
    bench.newRun();
    expectIt(await takeFrom(definition, bench.context, kind, recordOf(made), SETTINGS));
    // After an import that wasn't refreshed.
    const bare = { id: made["crn"], standard_key: extractable ? true : null, crn: null };
    expectIt(await takeFrom(definition, bench.context, kind, bare, SETTINGS));
    expect(formerlyOf(definition, kind, recordOf(made, { standard_key: !extractable }))).toBeUndefined();
    expect(formerlyOf(definition, kind, recordOf(made, { id: null, crn: null }))).toBeUndefined();
    expect(formerlyOf(definition, kind, recordOf(made, { crn: INSTANCE }))).toBeUndefined();
  });

  it.each([
    "",
    "payments",
    INSTANCE,
    `${INSTANCE}/payments`,
    `${INSTANCE}${ID}`,
    CRN.replace(":key:", ":ring:"),
    CRN.replace(":kms:", ":cos:"),
    CRN.replace(ID, "payments"),
    `${ID}/${ID}`,
    `/${ID}`,
    `icp.example.com:8443/${ID}/${ID}`,
    `https://icp.example.com:8443/${ID}`,
    `https://icp.example.com/kms/api/${ID}/${ID}`,
  ])("isn't told by %j", (id) => {
    expect(definition.adopt?.place(id)).toBeUndefined();
  });
});

describe("a standard key that is adopted", () => {
  it("shows its secret, whoever made it", async () => {
    const made = await make(bench, { name: "database", extractable: true, payload: PAYLOAD });
    const state = (await takeOver(standardKey, bench.context, String(made["crn"]))) ?? {};
    expect(new Secret(PAYLOAD).equals(state["payload"])).toBe(true);
    const given = { instance: INSTANCE, name: "database", label: "shop/prod/adopted", payload: PAYLOAD };
    expectTakenOver(standardKey, state, given, bench.clock.now());
    expect((await bench.apply(standardKey, state, { ...given, payload: OTHER_PAYLOAD })).action).toBe("replace");
  });
});
