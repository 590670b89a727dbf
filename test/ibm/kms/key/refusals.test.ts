import { planProblems } from "../../../../src/core/checks";
import type { Definition, Values } from "../../../../src/core/definition";
import type { Reason } from "../../../../src/core/reasons";
import { requireInputs } from "../../../../src/core/validate";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { Bench } from "./bench";
import { ALIASED, KMS, MADE, OTHER_PAYLOAD, PAYLOAD } from "./samples";

const NOW = new Date(MADE);
const OVER = { expirationDate: "2025-12-31T23:59:59Z" };
const SOON = { expirationDate: "2026-01-31T00:00:00Z" };
const IMPORTED = { payload: PAYLOAD };
const QUARTERLY = { rotation: { every: "P90D" } };
const LATE = { ...SOON, ...QUARTERLY };
const DISABLED = { enabled: false };

const checked = (definition: Definition, given: Values): Values =>
  requireInputs(definition, "key", { ...KMS, ...given });
const refused = (definition: Definition, prior: Values | undefined, given: Values): string[] =>
  planProblems(definition, prior && checked(definition, prior), checked(definition, given), NOW).map(
    ({ field, reason }) => `${field}: ${reason}`,
  );

describe("what can't work is refused with the reason:", () => {
  it.each<[string, Definition, Values | undefined, Values]>([
    ["expirationDate: 2025-12-31T23:59:59Z is in the past", rootKey, undefined, OVER],
    ["expirationDate: 2025-12-31T23:59:59Z is in the past", standardKey, undefined, OVER],
    ["expirationDate: 2025-12-31T23:59:59Z is in the past", rootKey, SOON, OVER],
    [
      "rotation.every: a rotation every P90D never comes: the key expires before that, on 2026-01-31",
      rootKey,
      undefined,
      { ...SOON, ...QUARTERLY },
    ],
    ["rotation.every: a rotation every P30D never comes", rootKey, undefined, { ...SOON, rotation: { every: "P30D" } }],
    // Before, only a new key was asked about it.
    ["rotation.every: P90D is longer than the key has left: it expires on 2026-01-31", rootKey, SOON, LATE],
    ["rotation.every: P90D is longer than the key has left", rootKey, { ...SOON, rotation: { every: "P7D" } }, LATE],
    ["payload: can't be given to a key whose material the service has made", rootKey, { generate: true }, IMPORTED],
    ["generate: can't be set for a key whose material was imported", rootKey, IMPORTED, { generate: true }],
    ["rotation.every: is not available for a key whose material was imported", rootKey, IMPORTED, QUARTERLY],
    ["dualAuthDelete: can't be switched off", rootKey, { dualAuthDelete: true }, { dualAuthDelete: false }],
    ["rotation.trigger: can't be changed while", rootKey, DISABLED, { ...DISABLED, rotation: { trigger: "now" } }],
    ["payload: can't be changed while", rootKey, { ...DISABLED, ...IMPORTED }, { ...DISABLED, payload: OTHER_PAYLOAD }],
  ])("%s", (reason, definition, prior, given) => {
    const found = refused(definition, prior, given);
    expect(found).toEqual([expect.stringContaining(reason)]);
    expect(found.join()).not.toContain(PAYLOAD);
  });
});

describe("what can work isn't refused:", () => {
  it.each<[string, Definition, Values | undefined, Values]>([
    ["a recorded date that is over", rootKey, OVER, { expirationDate: "2025-12-31T23:59:59.9Z" }],
    ["a change of an expired key", standardKey, OVER, { ...OVER, aliases: ["aa"] }],
    ["a recorded rotation that comes to nothing by now", rootKey, LATE, { ...LATE, aliases: ["aa"] }],
    ["a rotation that still comes", rootKey, LATE, { ...SOON, rotation: { every: "P7D" } }],
    ["a late rotation left out", rootKey, LATE, SOON],
    ["a rotation before the end", rootKey, undefined, { ...SOON, rotation: { every: "P29D" } }],
    ["a payload left out", rootKey, IMPORTED, {}],
    ["another payload", rootKey, IMPORTED, { payload: OTHER_PAYLOAD }],
    [
      "another payload of a key that is enabled with it",
      rootKey,
      { ...DISABLED, ...IMPORTED },
      { payload: OTHER_PAYLOAD },
    ],
    ["a payload of a key by another name", rootKey, { generate: true }, { ...IMPORTED, name: "other" }],
    ["dual authorization left out", rootKey, { dualAuthDelete: true }, {}],
  ])("%s", (_what, definition, prior, given) => {
    expect(refused(definition, prior, given)).toEqual([]);
  });
});

it("A payload for a key that was generated without saying so is refused by its record, before any write", async () => {
  const bench = await Bench.start(MADE);
  try {
    const state = await bench.create(rootKey, ALIASED);
    await bench.calls();
    const failure = bench.apply(rootKey, state, { ...ALIASED, payload: PAYLOAD });
    await expect(failure).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ field: "payload", secret: true }],
    });
    const { generate: _, ...older } = state;
    const desired = bench.inputs(rootKey, { ...ALIASED, payload: PAYLOAD });
    const reasons: Reason[] = [{ code: "rekey", field: "payload", message: "", outputs: [] }];
    await expect(rootKey.update(bench.context, older, desired, reasons)).rejects.toThrow("make another key");
    expect(await bench.calls()).toEqual([]);
  } finally {
    await bench.stop();
  }
});
