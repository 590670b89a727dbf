import { defaultIbm } from "keysmith-emulator";
import { addressOf } from "../../../../src/core/address";
import { planProblems } from "../../../../src/core/checks";
import { plan } from "../../../../src/core/plan";
import { Secret } from "../../../../src/core/secret";
import { UNKNOWN } from "../../../../src/core/unknown";
import { appConfigIntegration } from "../../../../src/ibm/app-config/lifecycle";
import { keyRing } from "../../../../src/ibm/kms/key-ring/lifecycle";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { parseCrn } from "../../../../src/ibm/platform/crn";
import { Bench } from "./bench";

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start("2026-01-01T00:00:00Z");
});
afterAll(() => bench.stop());

const GUID = parseCrn(defaultIbm.keyProtect)?.serviceInstance ?? "";

describe.each([rootKey, standardKey, keyRing].map((definition) => [definition.name, definition] as const))(
  "%s, whose instance is told in other words",
  (_name, definition) => {
    const byCrn = { name: `told-${definition.name}`, instance: defaultIbm.keyProtect };
    const byGuid = () => ({
      name: byCrn.name,
      instanceId: GUID.toUpperCase(),
      service: "kms",
      url: bench.emulator.url,
    });

    // A bug: the CRN in place of the GUID, or the other way round, replaced the object and so destroyed a key.
    it("is the same object", async () => {
      const made = await bench.create(definition, byCrn);
      await bench.calls();
      const retold = await bench.apply(definition, made, byGuid());
      expect(retold.action).toBe("update");
      expect(retold.state).toMatchObject({ instance: undefined, instanceId: byGuid().instanceId });
      expect((await bench.apply(definition, retold.state, byGuid())).action).toBe("none");
      const back = await bench.apply(definition, retold.state, byCrn);
      expect(back.state).toEqual({
        ...made,
        caFile: undefined,
        instanceId: undefined,
        service: undefined,
        url: undefined,
      });
      expect(await bench.calls()).toEqual([]);
      expect(addressOf(definition, retold.state)).toEqual(addressOf(definition, made));
    });

    it("is another one in another instance", async () => {
      const prior = bench.inputs(definition, byCrn);
      const elsewhere = { ...byGuid(), instanceId: "0a1b0000-0009-4000-8000-00000000e009" };
      const { action } = plan(definition, prior, bench.inputs(definition, elsewhere), bench.clock.now());
      expect(action).toBe("replace");
    });

    it("isn't replaced for an instance that isn't known yet", () => {
      const prior = bench.inputs(definition, byCrn);
      const desired = { ...prior, instance: UNKNOWN };
      expect(plan(definition, prior, desired, bench.clock.now())).toMatchObject({ action: "update" });
      expect(addressOf(definition, desired)).toBeUndefined();
    });
  },
);

// As nothing is replaced, what can't be done to a key is refused, and what is asked of a new key isn't.
it("is refused what the key can't do, whatever the words for its instance", async () => {
  const given = { name: "retold", instance: defaultIbm.keyProtect, expirationDate: "2026-02-01T00:00:00Z" };
  const made = await bench.create(rootKey, given);
  const retold = bench.inputs(rootKey, {
    ...given,
    instance: undefined,
    instanceId: GUID,
    service: "kms",
    url: bench.emulator.url,
  });
  const late = new Date("2026-03-01T00:00:00Z");
  expect(planProblems(rootKey, made, retold, late)).toEqual([]);
  const brought = { ...retold, payload: new Secret("MDEyMzQ1Njc4OWFiY2RlZg==") };
  expect(planProblems(rootKey, made, brought, late)).toEqual([expect.objectContaining({ field: "payload" })]);
});

// A bug: what must go first was told by its spelling, so with the CRN in place of the GUID App Configuration would have
// refused a second integration.
it("deletes an integration first where the same instance is told in other words", () => {
  const crn = `crn:v1:bluemix:public:apprapp:us-south:a/${"0".repeat(32)}:0a1b0000-0004-4000-8000-00000000e001::`;
  const given = {
    appConfig: crn,
    integrationId: "flags",
    rootKey: `${defaultIbm.keyProtect.replace(/::$/, "")}:key:11111111-1111-4111-8111-111111111111`,
    authorization: "33333333-3333-4333-8333-333333333333",
    region: "us-south",
    allowReplace: true,
  };
  const order = (appConfig: unknown): unknown => {
    const { action, deleteFirst } = plan(
      appConfigIntegration,
      given,
      { ...given, appConfig, integrationId: "segments" },
      bench.clock.now(),
    );
    return { action, deleteFirst };
  };
  expect(order("0A1B0000-0004-4000-8000-00000000e001")).toEqual({ action: "replace", deleteFirst: true });
  expect(order("0a1b0000-0004-4000-8000-00000000e002")).toEqual({ action: "replace", deleteFirst: false });
});
