import { defaultIbm } from "keysmith-emulator";
import type { Definition, Values } from "../../src/core/definition";
import type { Reason } from "../../src/core/reasons";
import { appConfigIntegration } from "../../src/ibm/app-config/lifecycle";
import { serviceAuthorization } from "../../src/ibm/iam/authorization/lifecycle";
import { keyRing } from "../../src/ibm/kms/key-ring/lifecycle";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { type CarriedOut, carryOutLater, withoutSecrets } from "../support/saved-plans";
import { Bench } from "./kms/key/bench";
import { ALIASED, KINDS, MADE, OTHER_PAYLOAD, PAYLOAD } from "./kms/key/samples";

const A_YEAR = "P365D";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
  await bench.behind("POST", "/api/v2/key_rings/orders");
});

afterEach(() => bench.stop());

const carryOut = (definition: Definition, prior: Values, given: Values, after = A_YEAR): Promise<CarriedOut> =>
  carryOutLater(
    { definition, prior, desired: bench.inputs(definition, given) },
    () => bench.context,
    async () => {
      await bench.pass(after);
      bench.newRun();
    },
  );

const RECORDS: readonly (readonly [string, (definition: Definition, state: Values) => Values])[] = [
  ["whole", (_definition, state) => state],
  ["without its secrets", withoutSecrets],
];
/** Every kind of key, with each kind of record. */
const KEYS = KINDS.flatMap(([word, definition]) =>
  RECORDS.map(([kind, record]) => [word, kind, definition, record] as const),
);

describe.each(KEYS)(
  "a plan for a %s, carried out a year later, where the record is %s",
  (_w, _k, definition, record) => {
    const made = async (given: Values = {}): Promise<Values> =>
      record(definition, await bench.create(definition, { ...ALIASED, ...given }));

    it.each<[string, Values]>([
      ["another alias", { aliases: ["other"] }],
      ["another ring", { keyRing: "orders" }],
      ["another way to reach it", { url: "unchanged" }],
      ["restoring it from now on", { restore: "auto" }],
    ])("changes no output for %s", async (_change, change) => {
      const prior = await made();
      const url = change["url"] === undefined ? {} : { url: bench.emulator.url };
      const { codes, unplanned, outputs } = await carryOut(definition, prior, { ...ALIASED, ...change, ...url });
      expect(codes).toEqual(["changed"]);
      expect(unplanned).toEqual([]);
      expect(outputs["payload"]).toBe(prior["payload"]);
    });

    it("keeps what was imported, whether or not the program still has it", async () => {
      for (const [alias, payload] of [
        ["one", PAYLOAD],
        ["two", undefined],
      ] as const) {
        const aliases = [alias];
        const state = await bench.create(definition, { ...ALIASED, aliases, payload: PAYLOAD });
        // What was given is no part of a record without secrets, but where it is given still it counts as recorded.
        const prior = { ...record(definition, state), ...(payload && { payload: state["payload"] }) };
        const given = { ...ALIASED, aliases: [`${alias}-2`], payload };
        const { codes, unplanned } = await carryOut(definition, prior, given);
        expect(codes).toEqual(["changed"]);
        expect(unplanned).toEqual([]);
      }
    });

    it("restores a key as long as it can be, and else says so", async () => {
      const given = { ...ALIASED, restore: "auto" };
      const prior = await made(given);
      await bench.delete(definition, prior);
      const destroyed = record(definition, (await bench.read(definition, prior)) ?? {});
      await expect(carryOut(definition, destroyed, given)).rejects.toMatchObject({ code: "not-found" });
      const next = await made({ ...given, aliases: ["other"] });
      await bench.delete(definition, next);
      const found = record(definition, (await bench.read(definition, next)) ?? {});
      const restored = await carryOut(definition, found, { ...given, aliases: ["other"] }, "P10D");
      expect(restored).toMatchObject({ codes: ["restore"], unplanned: [], outputs: { state: "active" } });
    });

    it("leaves a key deleted that the plan doesn't restore, though it could be by then", async () => {
      const given = { ...ALIASED, restore: "auto" };
      const prior = await made(given);
      await bench.delete(definition, prior);
      const destroyed = (await bench.read(definition, prior)) ?? {};
      const reasons: Reason[] = [{ code: "changed", field: "aliases", message: "", outputs: [] }];
      const desired = bench.inputs(definition, { ...given, aliases: ["other"] });
      await expect(definition.update(bench.context, destroyed, desired, reasons)).rejects.toMatchObject({
        code: "not-found",
      });
      expect(await bench.key(prior)).toMatchObject({ state: 5 });
    });

    it("is deleted", async () => {
      await bench.delete(definition, await made());
      expect(await bench.living()).toEqual([]);
    });
  },
);

describe("a plan for a root key, carried out a year later", () => {
  it.each<[string, Values]>([
    ["disables it", { enabled: false }],
    ["rotates it from now on", { rotation: { every: "P30D" } }],
    ["lets the service rotate it", { rotation: { policyMonths: 3 } }],
    ["rotates it now", { rotation: { trigger: "a" } }],
    ["asks for two to delete it", { dualAuthDelete: true }],
    ["disables what no longer is to be deleted", { enabled: false, deletion: { mode: "keep" } }],
  ])("changes what it says: %s", async (_what, change) => {
    const prior = await bench.create(rootKey, ALIASED);
    expect(await carryOut(rootKey, prior, { ...ALIASED, ...change })).toMatchObject({ unplanned: [] });
  });

  it("doesn't rotate a key that has come due since", async () => {
    const given = { ...ALIASED, rotation: { every: "P30D" } };
    const prior = await bench.create(rootKey, given);
    await bench.calls();
    const { codes, unplanned, outputs } = await carryOut(rootKey, prior, { ...given, aliases: ["other"] });
    expect([codes, unplanned]).toEqual([["changed"], []]);
    expect(outputs).toMatchObject({ version: 1, rotateAt: "2026-01-31T00:00:00Z" });
    expect(await bench.calls()).not.toContain("rotateKey");
  });

  it("rotates one that was due, and one that gets another payload, also where the record has none", async () => {
    const due = await bench.create(rootKey, { ...ALIASED, rotation: { every: "P30D" } });
    const imported = await bench.create(rootKey, { ...ALIASED, aliases: ["other"], payload: PAYLOAD });
    await bench.pass("P31D");
    const rotated = await carryOut(rootKey, due, { ...ALIASED, rotation: { every: "P30D" } });
    expect(rotated).toMatchObject({ codes: ["rotate"], unplanned: [], outputs: { version: 2 } });
    const given = { ...ALIASED, aliases: ["other"], payload: OTHER_PAYLOAD };
    const renewed = await carryOut(rootKey, withoutSecrets(rootKey, imported), given);
    expect(renewed).toMatchObject({ codes: ["rekey"], unplanned: [], outputs: { version: 2, imported: true } });
  });

  it("is refused by its origin, also where the record has no payload", async () => {
    const imported = withoutSecrets(rootKey, await bench.create(rootKey, { ...ALIASED, payload: PAYLOAD }));
    await expect(bench.apply(rootKey, imported, { ...ALIASED, rotation: { every: "P30D" } })).rejects.toThrow(
      "rotation.every: is not available for a key whose material was imported",
    );
    await expect(bench.apply(rootKey, imported, { ...ALIASED, generate: true })).rejects.toThrow("was imported");
    const generated = await bench.create(rootKey, { ...ALIASED, aliases: ["other"] });
    // An engine that keeps no secrets takes the payload of the program for the recorded one.
    const mistaken = { ...generated, payload: bench.inputs(rootKey, { ...ALIASED, payload: PAYLOAD })["payload"] };
    const given = { ...ALIASED, aliases: ["other"], payload: PAYLOAD };
    await expect(bench.apply(rootKey, mistaken, given)).rejects.toThrow("make another key");
  });
});

describe("a plan for what has no due dates, carried out a year later", () => {
  it("changes no output of a key ring", async () => {
    const prior = await bench.create(keyRing, { name: "billing" });
    const { unplanned } = await carryOut(keyRing, prior, { name: "billing", url: bench.emulator.url });
    expect(unplanned).toEqual([]);
  });

  it("changes what it says of an authorization, and mends one that was altered", async () => {
    const given = {
      source: { service: "apprapp" },
      target: { instance: defaultIbm.keyProtect },
      roles: ["Reader"],
      label: "a/b",
    };
    const prior = await bench.create(serviceAuthorization, given);
    const { unplanned, outputs } = await carryOut(serviceAuthorization, prior, { ...given, roles: ["Writer"] });
    expect(unplanned).toEqual([]);
    const altered = { ...prior, ...outputs, roles: ["Writer"], state: "altered" };
    const mended = await carryOut(serviceAuthorization, altered, { ...given, roles: ["Writer"] });
    expect(mended).toMatchObject({ codes: ["mend"], unplanned: [], outputs: { state: "active" } });
  });

  it("changes no output of an integration", async () => {
    const inputs = {
      appConfig: defaultIbm.appConfig,
      region: "us-south",
      integrationId: "flags",
      rootKey: defaultIbm.keyProtect.replace(/::$/, ":key:11111111-1111-4111-8111-111111111111"),
      authorization: "policy-1",
    };
    const outputs = { keyStatus: "USABLE", kmsSchemeType: "BYOK", createdAt: MADE, href: "https://localhost/flags" };
    const prior = { ...bench.inputs(appConfigIntegration, inputs), ...outputs };
    const given = { ...inputs, authorization: "policy-2", allowReplace: true };
    expect(await carryOut(appConfigIntegration, prior, given)).toMatchObject({ unplanned: [], outputs });
  });
});
