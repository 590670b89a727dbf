import { defaultIbm } from "keysmith-emulator";
import { planProblems } from "../../../../src/core/checks";
import type { Definition, Values } from "../../../../src/core/definition";
import { fieldsOf, leavesOf } from "../../../../src/core/fields";
import { plan } from "../../../../src/core/plan";
import { UNKNOWN } from "../../../../src/core/unknown";
import { checkInputs, requireInputs } from "../../../../src/core/validate";
import { keyRing } from "../../../../src/ibm/kms/key-ring/lifecycle";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { HPCS, ICP, KMS, material, PAYLOAD } from "./samples";

const UUID = "11111111-1111-4111-8111-111111111111";
const COS = defaultIbm.keyProtect.replace(":kms:", ":cos:");
const THIRTY_ONE = Array.from({ length: 31 }, (_, n) => `tag ${n}`);

type Case = [definition: Definition, given: Values, field: string, reason: string];

const titled = (cases: readonly Case[]): [string, ...Case][] =>
  cases.map((each) => [`${each[2] || "nothing"} of a ${each[0].name}, as it ${each[3]}`, ...each]);

const CASES: readonly Case[] = [
  [rootKey, { ...KMS, name: "x" }, "name", '"x" has 1 character: 2 to 90 are allowed'],
  [rootKey, { ...KMS, name: "x".repeat(91) }, "name", "has 91 characters"],
  // Before, both were sent to the service.
  [rootKey, { ...KMS, name: "pay\nments" }, "name", '"pay\\nments" has a line break'],
  [standardKey, { ...KMS, name: "pay\u2028ments" }, "name", "has a line break"],
  [rootKey, { ...KMS, name: "  " }, "name", "is blank"],
  [rootKey, { ...ICP, name: "pay-ments" }, "name", "has 2 to 50 letters, digits and spaces"],
  [standardKey, { ...ICP, name: "x".repeat(51) }, "name", "has 2 to 50 letters"],
  [rootKey, { ...KMS, description: "x".repeat(241) }, "description", "has 241 characters"],
  [rootKey, { ...KMS, description: "x".repeat(230), label: "a/b" }, "description", "has 246 characters together"],
  [standardKey, { ...KMS, description: "x" }, "description", "has 1 character: the service requires at least 2"],
  [rootKey, { ...KMS, label: "a(b)" }, "label", "no parentheses"],
  [rootKey, { ...KMS, tags: THIRTY_ONE }, "tags", "has 31 items: at most 30 are allowed"],
  [standardKey, { ...KMS, tags: ["a:b"] }, "tags[0]", "none of < > , : & |"],
  [rootKey, { ...KMS, tags: ["x".repeat(31)] }, "tags[0]", "has 31 characters: 2 to 30 are allowed"],
  [rootKey, { ...KMS, tags: ["aa", "aa"] }, "tags[1]", "is listed twice"],
  [rootKey, { ...KMS, aliases: ["a1", "a2", "a3", "a4", "a5", "a6"] }, "aliases", "has 6 items: at most 5 are allowed"],
  [rootKey, { ...KMS, aliases: ["a b"] }, "aliases[0]", "use letters, digits, _ and -"],
  [rootKey, { ...KMS, aliases: ["a"] }, "aliases[0]", "has 1 character: 2 to 90"],
  [rootKey, { ...KMS, aliases: [UUID] }, "aliases[0]", "is a UUID"],
  [standardKey, { ...KMS, aliases: ["metadata"] }, "aliases[0]", "is a word that the service keeps for itself"],
  [rootKey, { ...KMS, aliases: ["aa", "bb", "aa"] }, "aliases[2]", "is listed twice"],
  [rootKey, { ...KMS, keyRing: "a_b" }, "keyRing", "use letters, digits and -"],
  [keyRing, { ...KMS, name: "x".repeat(101) }, "name", "has 101 characters: 2 to 100"],
  [keyRing, { ...KMS, name: "default" }, "name", "is the ring that every instance has"],
  [rootKey, { ...KMS, expirationDate: "2036-01-31T09:00:00+02:00" }, "expirationDate", "offset of a time zone"],
  [standardKey, { ...KMS, expirationDate: "2036-01-31" }, "expirationDate", "write it as 2036-01-31T09:00:00Z"],
  [rootKey, { ...KMS, expirationDate: "2035-02-29T09:00:00Z" }, "expirationDate", "is not a date of the calendar"],
  [rootKey, { ...KMS, expirationDate: "2035-02-28T25:00:00Z" }, "expirationDate", "is not a date of the calendar"],
  [rootKey, { ...KMS, payload: "not base64!" }, "payload", "the given value is not base64"],
  [rootKey, { ...KMS, payload: PAYLOAD.replace("=", "") }, "payload", "the given value is not base64"],
  [standardKey, { ...KMS, payload: "" }, "payload", "the given value is not base64"],
  [rootKey, { ...KMS, payload: material(20) }, "payload", "has 20 bytes: 16, 24, 32 are allowed (128, 192, 256 bits)"],
  [rootKey, { ...HPCS, payload: material(48) }, "payload", "has 48 bytes: 16, 24, 32 are allowed"],
  [rootKey, { ...ICP, payload: material(16) }, "payload", "has 16 bytes: 32, 48, 64 are allowed (256, 384, 512 bits)"],
  [standardKey, { ...KMS, payload: material(7501) }, "payload", "has 7501 bytes: at most 7500"],
  [rootKey, { ...KMS, payload: PAYLOAD, generate: true }, "payload", "together with generate"],
  [standardKey, { ...KMS, payload: PAYLOAD, generate: true }, "payload", "together with generate"],
  [rootKey, { ...KMS, importToken: true }, "importToken", "has nothing to import"],
  [standardKey, { ...KMS, rotation: { every: "P90D" } }, "rotation", "the service rotates root keys only"],
  [rootKey, { ...KMS, payload: PAYLOAD, rotation: { every: "P90D" } }, "rotation.every", "giving another payload"],
  [rootKey, { ...KMS, payload: PAYLOAD, rotation: { trigger: "a" } }, "rotation.trigger", "giving another payload"],
  [rootKey, { ...KMS, payload: PAYLOAD, rotation: { policyMonths: 1 } }, "rotation.policyMonths", "giving another"],
  [rootKey, { ...KMS, rotation: { every: "PT30M" } }, "rotation.every", "at most once an hour"],
  [rootKey, { ...KMS, rotation: { every: "P90D", policyMonths: 3 } }, "rotation.policyMonths", "together with every"],
  [rootKey, { ...KMS, rotation: { policyMonths: 13 } }, "rotation.policyMonths", "a whole number from 1 to 12"],
  [rootKey, { ...KMS, rotation: { policyMonths: 1.5 } }, "rotation.policyMonths", "a whole number from 1 to 12"],
  [rootKey, { ...KMS, deletion: { mode: "purge" } }, "deletion.mode", "one of delete, disable, keep"],
  [standardKey, { ...KMS, restore: "always" }, "restore", "one of auto, never"],
  [rootKey, { name: "payments" }, "instance", "is missing"],
  [standardKey, { ...KMS, instance: COS }, "instance", "is of the service cos"],
];

const LACKING: readonly Case[] = [
  [rootKey, { aliases: ["payments"] }, "aliases", "has no aliases"],
  [standardKey, { keyRing: "orders" }, "keyRing", "has no key rings"],
  [standardKey, { tags: ["pci"] }, "tags", "has no tags on keys"],
  [rootKey, { rotation: { policyMonths: 1 } }, "rotation.policyMonths", "has no policies"],
  [rootKey, { dualAuthDelete: true }, "dualAuthDelete", "has no deletions that two people must agree to"],
  [rootKey, { enabled: false }, "enabled", "can't disable"],
  [rootKey, { deletion: { mode: "disable" } }, "deletion.mode", "can't disable"],
  [rootKey, { deletion: { force: true } }, "deletion.force", "has no forced deletion"],
  [rootKey, { payload: PAYLOAD, importToken: true }, "importToken", "has no import tokens"],
  [keyRing, {}, "", "has no key rings"],
];

describe("bad input", () => {
  it.each(titled(CASES))("refuses %s", (_title, definition, given, field, reason) => {
    const { problems } = checkInputs(definition, given);
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(String(problems[0]?.reason)).toContain(reason);
    const { payload } = given;
    if (payload) expect(JSON.stringify(problems)).not.toContain(payload);
  });

  it.each(titled(LACKING))("refuses on IBM Cloud Private %s", (_title, definition, given, field, reason) => {
    const { problems } = checkInputs(definition, { ...ICP, ...given });
    expect(problems).toEqual([
      { field, reason: expect.stringContaining(`IBM Cloud Private ${reason}`), secret: false },
    ]);
  });
});

// Once, what was generated for an imported key was refused, as it has no payload.
it("A key without a payload can't be made with generate: false, but one that is there may say so", () => {
  const given = requireInputs(rootKey, "RootKey", { ...KMS, generate: false });
  const problems = (prior: Values | undefined, desired: Values = given): readonly string[] =>
    planProblems(rootKey, prior, desired, new Date()).map(({ field, reason }) => `${field} ${reason}`);
  const refused = [expect.stringContaining("generate is false, and no payload is given")];
  expect(problems(undefined)).toEqual(refused);
  expect(problems(given)).toEqual([]);
  expect(problems(given, { ...given, name: "other" })).toEqual(refused);
  expect(problems(undefined, { ...given, adopt: UUID })).toEqual([]);
});

it("Deleting isn't said to be undone on IBM Cloud Private, which can't", () => {
  const mode = leavesOf(fieldsOf(rootKey.inputs)).find(({ path }) => path === "deletion.mode");
  expect(mode?.meta.doc).toMatch(/undo for 30 days and IBM Cloud Private can't/);
});

describe("good input", () => {
  const tidy = { aliases: ["a-b", "a_b", "Key"], tags: ["pci"], keyRing: "default", restore: "auto" };
  const rotating = { generate: true, rotation: { every: "PT1H" }, expirationDate: "2036-02-29T23:59:59.5Z" };

  it.each<[string, Definition, Values]>([
    ["of Key Protect", rootKey, { ...KMS, ...tidy }],
    ["that is imported", rootKey, { ...HPCS, payload: material(24), importToken: true, dualAuthDelete: true }],
    ["of IBM Cloud Private", rootKey, { ...ICP, payload: material(64), keyRing: "default", dualAuthDelete: false }],
    ["with generate", rootKey, { ...ICP, ...rotating }],
    ["of a standard key", standardKey, { ...KMS, payload: material(7500) }],
    ["of a ring", keyRing, { ...HPCS, name: "0-A" }],
  ])("%s passes", (_what, definition, given) => {
    expect(checkInputs(definition, given).problems).toEqual([]);
  });

  it("may hold what isn't known yet, as far as it goes", () => {
    const given = { ...KMS, instance: UNKNOWN, payload: UNKNOWN, aliases: [UNKNOWN], expirationDate: UNKNOWN };
    const { problems, values } = checkInputs(rootKey, given);
    expect(problems).toEqual([]);
    expect(planProblems(rootKey, undefined, values, new Date())).toEqual([]);
  });

  it("is the same in another order, another spelling of a date and another name of the default ring", () => {
    const one = { tags: ["aa", "bb"], aliases: ["aa", "bb"], expirationDate: "2036-01-31T09:00:00.999Z" };
    const other = {
      tags: ["bb", "aa"],
      aliases: ["bb", "aa"],
      expirationDate: "2036-01-31T09:00:00Z",
      keyRing: "default",
    };
    const checked = (given: Values): Values => requireInputs(rootKey, "RootKey", { ...KMS, ...given });
    expect(plan(rootKey, checked(one), checked(other), new Date()).action).toBe("none");
  });
});
