import { operations } from "../../../src/alibaba/access/operations";
import { definitionOf } from "../../../src/catalog";
import { accessChange } from "../../../src/core/access/change";
import { type AccessRequest, type Decision, decide } from "../../../src/core/access/decide";
import { grantsOf } from "../../../src/core/access/grants";
import { type AccessMap, type AccessSource, accessMap } from "../../../src/core/access/map";
import { UNKNOWN } from "../../../src/core/unknown";
import { APP, changed, KEY, OFFICE, ORDERS, type RecordedOne } from "../../cli/recorded-access";

const ENDED = changed(KEY, { notAfter: "2026-05-01T00:00:00Z", expiresAt: "2026-05-01T01:00:00Z" });
const NEXT = changed(KEY, { clientKeyId: "KAAP.2" });
const DELETED = changed(KEY, { state: "deleted" });

function sourceIn(stack: string): (one: RecordedOne) => AccessSource {
  return ({ type, name, values }) => ({
    title: `${type} "${name}"`,
    address: `${type}.${name}`,
    stack,
    definition: definitionOf(type),
    values,
  });
}

function mapOf(stacks: Readonly<Record<string, readonly RecordedOne[]>>): AccessMap {
  return accessMap(Object.entries(stacks).flatMap(([stack, all]) => all.map(sourceIn(stack))));
}

function asked(map: AccessMap, caller: AccessRequest["caller"]): Decision {
  return decide(map, {
    caller,
    operations: operations.filter(({ name }) => name === "GetSecretValue"),
    resource: "secret/orders/db",
    from: "10.20.1.7",
    time: new Date("2026-06-01T00:00:00Z"),
  });
}

function ofApplication(map: AccessMap, stack: string): Decision {
  const application = map.applications.find((each) => each.stack === stack);
  if (!application) throw new Error(`no application in ${stack}`);
  return asked(map, { application });
}

const RULES = [OFFICE, ORDERS] as const;

describe("decide", () => {
  // A bug: it was allowed, as without any credential on record.
  it("refuses where the only credential is recorded as deleted", () => {
    const map = mapOf({ a: [...RULES, APP, DELETED] });
    const refused = { verdict: "refused", reason: "KAAP.1 was deleted" };
    expect(ofApplication(map, "a")).toEqual(refused);
    const [credential] = map.deleted;
    expect(credential && asked(map, { credential })).toEqual({ ...refused, credential: "KAAP.1" });
    expect(map.credentials).toEqual([]);
  });

  it("counts on the one that is to be made in the place of a deleted one", () => {
    const coming = changed(DELETED, { clientKeyId: UNKNOWN, notAfter: UNKNOWN, state: UNKNOWN });
    expect(ofApplication(mapOf({ a: [...RULES, APP, coming] }), "a").verdict).toBe("allowed");
  });

  // A bug: only those of the application's own stack were looked at where it had one.
  it.each<readonly [string, RecordedOne]>([
    ["has ended", ENDED],
    ["was deleted", DELETED],
  ])("takes a valid credential of another stack where that of its own %s", (_what, own) => {
    const map = mapOf({ a: [...RULES, APP, own], b: [NEXT] });
    expect(ofApplication(map, "a")).toMatchObject({ verdict: "allowed", credential: "KAAP.2" });
    const [given] = grantsOf(map).grants;
    expect(given?.until).toBe(KEY.values["notAfter"]);
  });

  it("leaves credentials to the application of their own stack, as it may be of another account", () => {
    const map = mapOf({ dev: [...RULES, APP, NEXT], prod: [...RULES, APP, ENDED] });
    expect(ofApplication(map, "prod").verdict).toBe("refused");
    expect(ofApplication(map, "dev")).toMatchObject({ verdict: "allowed", credential: "KAAP.2" });
  });

  it("can't tell whose a credential is that could be of several stacks", () => {
    const map = mapOf({ dev: [...RULES, APP], prod: [...RULES, APP, ENDED], keys: [NEXT] });
    for (const stack of ["dev", "prod"]) {
      expect(ofApplication(map, stack)).toEqual({
        verdict: "unknown",
        reason: "it is not known whether KAAP.2 is one of its credentials",
      });
    }
  });

  // A bug: two places that nobody knows were taken for the same.
  it("never takes places that aren't known for the same", () => {
    const placed = changed(ORDERS, { region: UNKNOWN });
    for (const region of [UNKNOWN, "cn-hangzhou"]) {
      const map = mapOf({ a: [OFFICE, placed, changed(APP, { region }), changed(KEY, { region })] });
      expect(ofApplication(map, "a")).toMatchObject({
        verdict: "unknown",
        reason: expect.stringContaining('policy "orders" is one whose place isn\'t known yet'),
      });
    }
    const unplaced = mapOf({ a: [...RULES, APP, ENDED, changed(NEXT, { region: UNKNOWN })] });
    expect(ofApplication(unplaced, "a").verdict).toBe("unknown");
  });
});

describe("accessChange", () => {
  const OTHER: RecordedOne = { ...changed(APP, { name: "billing-app" }), name: "billing" };
  const change = (before: RecordedOne, after: RecordedOne) =>
    accessChange([...RULES, APP, OTHER, before].map(sourceIn("a")), [...RULES, APP, OTHER, after].map(sourceIn("a")));
  const made = { clientKeyId: UNKNOWN, notBefore: UNKNOWN, notAfter: UNKNOWN, previous: UNKNOWN, strays: UNKNOWN };

  // A bug: holders were told apart by their addresses alone, and nothing was said.
  it.each<readonly [string, object]>([
    ["as it is", {}],
    ["as it is replaced", made],
  ])("tells that a credential goes to another application, %s", (_how, more) => {
    expect(change(KEY, changed(KEY, { accessPoint: "billing-app", ...more })).credentials).toEqual([
      { to: "billing-app", gains: true },
      { to: "orders-app", gains: false },
    ]);
  });

  it("tells that it goes to another place, that it is deleted, and that it comes again", () => {
    const [gains, loses] = [true, false].map((each) => ({ to: "orders-app", gains: each }));
    expect(change(KEY, changed(KEY, { region: "cn-beijing" })).credentials).toEqual([gains, loses]);
    expect(change(KEY, DELETED).credentials).toEqual([loses]);
    expect(change(DELETED, KEY).credentials).toEqual([gains]);
    expect(change(KEY, changed(KEY, made)).credentials).toEqual([]);
  });

  it("says of a credential whose application isn't known that it can't be told", () => {
    const open = changed(KEY, { accessPoint: UNKNOWN });
    expect(change(KEY, open)).toMatchObject({
      credentials: [],
      unknown: ['ClientKey "key": the application that it belongs to is not known yet'],
    });
    expect(change(open, open).unknown).toEqual([]);
  });

  it("never says for certain what a policy closes whose place isn't known", () => {
    const policies = (region: unknown) => [OFFICE, changed(ORDERS, { region })].map(sourceIn("a"));
    const { opens, closes } = accessChange(policies("cn-hangzhou"), policies(UNKNOWN));
    expect([...opens, ...closes].map(({ isCertain }) => isCertain)).toEqual([false, false, false, false]);
  });
});
