import { accessPoint } from "../../src/alibaba/access-point";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import { networkRule } from "../../src/alibaba/network-rule";
import { policy } from "../../src/alibaba/policy";
import type { Definition, Values } from "../../src/core/definition";
import { Bench } from "../support/alibaba";
import { type CarriedOut, carryOutLater, withoutSecrets } from "../support/saved-plans";

const MADE = "2026-01-01T00:00:00Z";
const A_YEAR_LATER = "2028-01-01T00:00:00Z";
const KEY = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const TRIGGERED = { ...KEY, rotation: { trigger: "a" } };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
});

afterEach(() => bench.stop());

const carryOut = (definition: Definition, prior: Values, given: Values): Promise<CarriedOut> =>
  carryOutLater(
    { definition, prior, desired: bench.inputs(definition, given) },
    () => bench.context,
    () => bench.at(A_YEAR_LATER),
  );

const RULE = { name: "office", sourcePrivateIps: ["10.20.0.0/16"], label: "a/b" };
const POLICY = {
  name: "orders",
  kmsInstance: "kst-1",
  permissions: ["CryptoServiceKeyUser"],
  keys: ["*"],
  label: "a/b",
};
const POINT = { name: "orders-app", policies: ["orders"], label: "a/b" };

describe("a plan that is carried out a year later", () => {
  it.each<[string, Definition, Values, Values]>([
    ["rule", networkRule, RULE, { sourcePrivateIps: ["10.30.0.0/16"], description: "south", label: "a/c" }],
    ["policy", policy, POLICY, { keys: ["key-1"], secrets: ["orders/*"], networkRules: ["office"] }],
    ["access point", accessPoint, POINT, { policies: ["billing"], description: "other" }],
  ])("changes no output of a %s", async (_kind, definition, given, change) => {
    const state = await bench.create(definition, given);
    const { unplanned, outputs } = await carryOut(definition, state, { ...given, ...change });
    expect(unplanned).toEqual([]);
    expect(outputs).toEqual({ arn: state["arn"] });
  });
});

describe.each([
  ["whole", (state: Values) => state],
  ["without its secrets", (state: Values) => withoutSecrets(clientKey, state)],
])("a plan for a client key, carried out a year later, where the record is %s", (_what, record) => {
  let rotated: Values;

  beforeEach(async () => {
    await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
    const first = await bench.create(clientKey, KEY);
    rotated = (await bench.apply(clientKey, first, TRIGGERED)).state;
    await bench.calls();
  });

  const secretsOf = ({ password, clientKeyContent }: Values): unknown => ({ password, clientKeyContent });

  it.each<[string, Values]>([
    ["another validity", { validity: "P2Y" }],
    ["another label", { label: "shop/prod/other" }],
    ["another time to renew", { rotation: { trigger: "a", renewBefore: "P60D" } }],
    ["another overlap", { rotation: { trigger: "a", overlap: "P14D" } }],
  ])("deletes no key for %s, though the overlap is over by then", async (_change, change) => {
    const prior = record(rotated);
    const { codes, unplanned, outputs } = await carryOut(clientKey, prior, { ...TRIGGERED, ...change });
    expect(codes).toEqual(["changed"]);
    expect(unplanned).toEqual([]);
    expect(outputs["previous"]).toHaveLength(1);
    expect(secretsOf(outputs)).toEqual(secretsOf(prior));
    expect(await bench.calls()).toEqual([]);
  });

  it("deletes what it says it deletes, and makes nothing", async () => {
    await bench.at("2026-01-08T00:00:00Z");
    const prior = record(rotated);
    const retired = await carryOut(clientKey, prior, TRIGGERED);
    expect(retired).toMatchObject({ codes: ["retire"], unplanned: [], outputs: { previous: [] } });
    expect(secretsOf(retired.outputs)).toEqual(secretsOf(prior));
    expect(await bench.calls()).toEqual(["ListClientKeys", "DeleteClientKey"]);
  });

  it("revokes where it says so", async () => {
    const revoked = await carryOut(clientKey, record(rotated), { ...TRIGGERED, revokePrevious: true });
    expect(revoked).toMatchObject({ codes: ["changed", "revoke"], unplanned: [], outputs: { previous: [] } });
    expect(await bench.calls()).toEqual(["ListClientKeys", "DeleteClientKey"]);
  });

  it("rotates where it says so, with the times of the day on which it does", async () => {
    const given = { ...KEY, rotation: { trigger: "b" } };
    const again = await carryOut(clientKey, record(rotated), given);
    expect(again).toMatchObject({ codes: ["rekey"], unplanned: [] });
    // The overlap of the first one has ended since the plan: the next run deletes it.
    expect(again.outputs).toMatchObject({ version: 3, createdAt: A_YEAR_LATER, nextRunBy: "2026-01-08T00:00:00Z" });
    expect(await bench.calls()).not.toContain("DeleteClientKey");
    expect(again.outputs).toMatchObject({ password: expect.anything(), clientKeyContent: expect.anything() });
  });

  it("is deleted with all of its keys", async () => {
    await clientKey.delete(bench.context, record(rotated));
    expect(await bench.liveKeys("orders-app")).toEqual([]);
  });
});
