import type { Definition, Values } from "../../../../src/core/definition";
import { dueReasons } from "../../../../src/core/plan";
import type { Reason } from "../../../../src/core/reasons";
import type { Context } from "../../../../src/core/run";
import { keyRing } from "../../../../src/ibm/kms/key-ring/lifecycle";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { Bench } from "./bench";
import { MADE, OTHER_PAYLOAD, PAYLOAD } from "./samples";

const VERBS = ["create", "read", "update", "delete"] as const;
type Verb = (typeof VERBS)[number];

const KEY: Values = { name: "payments", label: "shop/prod/payments", aliases: ["payments"], keyRing: "orders" };
const CASES: readonly (readonly [string, Definition, Values, Values])[] = [
  [
    "RootKey",
    rootKey,
    { ...KEY, dualAuthDelete: false, rotation: { policyMonths: 1 } },
    { ...KEY, aliases: ["other"], keyRing: "default", rotation: { trigger: "audit" }, enabled: false },
  ],
  [
    "RootKey",
    rootKey,
    { ...KEY, payload: PAYLOAD, importToken: true },
    { ...KEY, payload: OTHER_PAYLOAD, importToken: true },
  ],
  ["StandardKey", standardKey, KEY, { ...KEY, aliases: ["other"], keyRing: "default" }],
  ["KeyRing", keyRing, { name: "payments" }, { name: "payments" }],
];

describe.each(CASES)("a %s", (_name, definition, given, changed) => {
  let bench: Bench;

  beforeEach(async () => {
    const apiKeys = VERBS.map((verb) => ({
      apiKey: verb,
      iamId: `iam-ServiceId-${verb}`,
      actions: definition.actions[verb],
    }));
    bench = await Bench.start(MADE, { apiKeys });
    await bench.behind("POST", "/api/v2/key_rings/orders");
  });

  afterEach(() => bench.stop());

  /** A run of somebody who may do what a verb needs, and nothing else. */
  const runOf = (verb: Verb): Context<unknown> => {
    bench.newRun();
    return { ...bench.context, client: bench.connect(verb) };
  };

  it("needs no other permissions than it says", async () => {
    const inputs = bench.inputs(definition, given);
    const state = { ...inputs, ...(await definition.create(runOf("create"), inputs)) };
    expect(await definition.read(runOf("read"), state)).toEqual(state);
    const desired = bench.inputs(definition, changed);
    const reasons: Reason[] = [{ code: "rekey", message: "", outputs: [] }];
    const updated = { ...desired, ...(await definition.update(runOf("update"), state, desired, reasons)) };
    await definition.delete(runOf("delete"), updated);
    if (definition === keyRing) return;
    const again = definition === rootKey ? { ...desired, enabled: true } : desired;
    await bench.pass("PT1M");
    expect(await definition.create(runOf("create"), again)).toMatchObject({ keyId: updated["keyId"] });
    await definition.delete(runOf("delete"), updated);
    const deleted = (await definition.read(runOf("read"), updated)) ?? {};
    expect(deleted).toMatchObject({ state: "destroyed" });
    await bench.pass("PT2H");
    const due = dueReasons(definition, deleted, again, bench.clock.now());
    expect(await definition.update(runOf("update"), deleted, again, due)).toMatchObject({
      restorableUntil: undefined,
    });
  });

  it("says which permission is missing", async () => {
    bench.newRun();
    const client = bench.connect("delete");
    const failure = definition.create({ ...bench.context, client }, bench.inputs(definition, given));
    await expect(failure).rejects.toMatchObject({ code: "permission" });
  });
});
