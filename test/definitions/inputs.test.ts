import fc from "fast-check";
import { alibaba } from "../../src/alibaba";
import type { Definition, Values } from "../../src/core/definition";
import { inWords } from "../../src/core/message";
import { UNKNOWN } from "../../src/core/unknown";
import { checkInputs } from "../../src/core/validate";
import { definitions, inputLeaves } from "../lifecycle/samples";
import { randomInputs } from "../support/describe-engine";

const find = (name: string): Definition => {
  const definition = alibaba.definitions.find((each) => each.name === name);
  if (!definition) throw new Error(name);
  return definition;
};

const REGION = { region: "cn-hangzhou" };
const RULE = { ...REGION, name: "office", sourcePrivateIps: ["10.0.0.0/8"] };
const POLICY = { ...REGION, name: "orders", kmsInstance: "kst-1", permissions: ["CryptoServiceKeyUser"], keys: ["*"] };
const POINT = { ...REGION, name: "orders-app", policies: ["orders"] };
const KEY = { ...REGION, accessPoint: "orders-app", label: "a/b/c" };
const addresses = (count: number): string[] => Array.from({ length: count }, (_, n) => `10.0.${n >> 8}.${n & 255}`);

describe("bad input", () => {
  it.each<[string, string, Values, string, string]>([
    [
      "a malformed address",
      "NetworkRule",
      { ...RULE, sourcePrivateIps: ["10.0.0"] },
      "sourcePrivateIps[0]",
      '"10.0.0" is not an IPv4',
    ],
    [
      "host bits",
      "NetworkRule",
      { ...RULE, sourcePrivateIps: ["10.1.2.3/8"] },
      "sourcePrivateIps[0]",
      "write 10.0.0.0/8",
    ],
    [
      "801 addresses",
      "NetworkRule",
      { ...RULE, sourcePrivateIps: addresses(801) },
      "sourcePrivateIps",
      "has 801 items: at most 800 are allowed",
    ],
    ["no address", "NetworkRule", { ...RULE, sourcePrivateIps: [] }, "sourcePrivateIps", "at least 1"],
    [
      "an address twice",
      "NetworkRule",
      { ...RULE, sourcePrivateIps: ["10.1.2.3", "10.1.2.3/32"] },
      "sourcePrivateIps[1]",
      "twice",
    ],
    ["a type for the console", "NetworkRule", { ...RULE, type: "VPC" }, "type", "only in the vendor's console"],
    [
      "an unknown permission",
      "Policy",
      { ...POLICY, permissions: ["CryptoServiceKeyUsr"] },
      "permissions[0]",
      "did you mean CryptoServiceKeyUser?",
    ],
    [
      "SecretUser on an instance",
      "Policy",
      { ...POLICY, permissions: ["SecretUser"] },
      "permissions",
      "not for an instance",
    ],
    [
      "an instance's permission on the gateway",
      "Policy",
      { ...POLICY, kmsInstance: "shared" },
      "permissions",
      "not for the shared gateway",
    ],
    ["nothing covered", "Policy", { ...POLICY, keys: [] }, "", "at least one of keys, secrets, resources"],
    ["a * in the middle", "Policy", { ...POLICY, secrets: ["or*ers"] }, "secrets[0]", "has a * before its end"],
    ["an instance of another form", "Policy", { ...POLICY, kmsInstance: "i-1" }, "kmsInstance", "kst-"],
    ["empty policies", "AccessPoint", { ...POINT, policies: [] }, "policies", "at least 1"],
    [
      "four policies",
      "AccessPoint",
      { ...POINT, policies: ["a", "b", "c", "d"] },
      "policies",
      "has 4 items: at most 3 are allowed",
    ],
    ["a policy twice", "AccessPoint", { ...POINT, policies: ["a", "a"] }, "policies[1]", "twice"],
    [
      "a password outside the set",
      "ClientKey",
      { ...KEY, password: "secret word 1" },
      "password",
      "the given value has a character",
    ],
    ["no duration", "ClientKey", { ...KEY, validity: "1 year" }, "validity", '"1 year" is not a duration'],
    [
      "renewal longer than validity",
      "ClientKey",
      { ...KEY, validity: "P30D" },
      "rotation.renewBefore",
      "must be shorter than the validity",
    ],
    [
      "what fits a long month only",
      "ClientKey",
      { ...KEY, validity: "P1M", rotation: { renewBefore: "P29D", overlap: "PT1H" } },
      "rotation.renewBefore",
      "must be shorter than the validity",
    ],
    ["more than five years", "ClientKey", { ...KEY, validity: "P6Y" }, "validity", "at most P5Y"],
    [
      "renewal in the last hours",
      "ClientKey",
      { ...KEY, rotation: { renewBefore: "PT1H" } },
      "rotation.renewBefore",
      "at least PT4H",
    ],
    ["an unknown field", "ClientKey", { ...KEY, acessPoint: "x" }, "acessPoint", "did you mean accessPoint?"],
    [
      "an unknown field inside",
      "ClientKey",
      { ...KEY, rotation: { renewBefor: "P1D" } },
      "rotation.renewBefor",
      "did you mean renewBefore?",
    ],
    [
      "a wrong type",
      "NetworkRule",
      { ...RULE, sourcePrivateIps: "10.0.0.0/8" },
      "sourcePrivateIps",
      "must be a list of strings",
    ],
    [
      "a wrong type inside",
      "NetworkRule",
      { ...RULE, sourcePrivateIps: [5] },
      "sourcePrivateIps[0]",
      "must be string, not 5",
    ],
    [
      "a wrong type for an object",
      "ClientKey",
      { ...KEY, rotation: "P30D" },
      "rotation",
      "must be an object with renewBefore",
    ],
    ["a missing field", "AccessPoint", { ...POINT, policies: undefined }, "policies", "is missing"],
    ["a missing region", "NetworkRule", { ...RULE, region: undefined }, "region", "ALIBABA_CLOUD_REGION_ID"],
    ["a name that breaks lists", "NetworkRule", { ...RULE, name: 'a",b' }, "name", "is not a name"],
  ])("%s is refused with the field and what is allowed", (_, name, given, field, reason) => {
    const { problems } = checkInputs(find(name), given);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.field).toBe(field);
    expect(String(problems[0]?.reason)).toContain(reason);
  });

  it("never repeats a secret", () => {
    const values = ["short", "secret word 1", "x".repeat(100), 5, ["hunter22-"], { a: "hunter22-" }];
    for (const password of values) {
      const { problems } = checkInputs(find("ClientKey"), { ...KEY, password });
      expect(problems).toMatchObject([{ field: "password", secret: true }]);
      expect(JSON.stringify(problems)).not.toMatch(/short"|secret word|xxx|hunter/);
    }
  });

  it("is all told at once", () => {
    const { problems } = checkInputs(find("NetworkRule"), {
      ...REGION,
      name: "",
      sourcePrivateIps: ["x", "y"],
      colour: "red",
    });
    expect(problems.map(({ field }) => field)).toEqual([
      "colour",
      "name",
      "sourcePrivateIps[0]",
      "sourcePrivateIps[1]",
    ]);
  });
});

describe("good input", () => {
  it.each<[string, Values]>([
    ["NetworkRule", { ...RULE, sourcePrivateIps: addresses(800) }],
    ["Policy", { ...POLICY, secrets: ["orders/*", "acs/ram/user/x"], resources: ["secret/*"] }],
    ["Policy", { ...POLICY, kmsInstance: "shared", permissions: ["SecretUser"] }],
    ["AccessPoint", { ...POINT, policies: ["a", "b", "c"] }],
    ["ClientKey", { ...KEY, validity: "P5Y", rotation: { renewBefore: "P60D" } }],
  ])("of a %s passes", (name, given) => {
    expect(checkInputs(find(name), given).problems).toEqual([]);
  });

  it("is filled up with defaults", () => {
    expect(checkInputs(find("ClientKey"), KEY).values).toEqual({
      ...KEY,
      validity: "P1Y",
      rotation: { renewBefore: "P30D", overlap: "P7D" },
      revokePrevious: false,
    });
  });

  it("may hold values that are not known yet, at any depth", () => {
    const given = { ...POLICY, keys: ["key-1", UNKNOWN], networkRules: UNKNOWN, kmsInstance: UNKNOWN };
    expect(checkInputs(find("Policy"), given)).toMatchObject({
      problems: [],
      values: { keys: ["key-1", UNKNOWN], networkRules: UNKNOWN },
    });
  });
});

// A bug: it passed for what isn't known yet, and the check of the URL ended in `text.includes is not a function`.
it.each([{ every: UNKNOWN }, ["https://a.test", UNKNOWN], [[UNKNOWN]]])("%p is no text, whatever comes out", (url) => {
  const ring = definitions.find(({ name }) => name === "KeyRing");
  if (!ring) throw new Error("KeyRing");
  const { problems } = checkInputs(ring, { name: "orders", instance: UNKNOWN, url });
  expect(problems.map(({ field, reason }) => `${field} ${inWords(reason)}`)).toEqual([
    expect.stringMatching(/^url must be a string, not /),
  ]);
});

describe.each(definitions)("whatever $name is given", (definition) => {
  const paths = inputLeaves(definition).map(({ name }) => name);
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("P1Y", "P30D", "10.0.0.0/8", "key/*", "*", "kst-1", "shared", "Private", "", "a b"),
  );
  const value = fc.oneof(
    text,
    fc.array(text),
    fc.jsonValue(),
    fc.boolean(),
    fc.constant(UNKNOWN),
    fc.constant(null),
    fc.array(fc.constantFrom("a", UNKNOWN)),
    fc.dictionary(text, fc.constantFrom("a", UNKNOWN)),
  );
  const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...paths) }, { weight: 1, arbitrary: fc.string() });

  it("answers with values or with problems", () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 10 }), (given) => {
        const { values, problems } = checkInputs(definition, given);
        expect(typeof values).toBe("object");
        for (const problem of problems)
          expect({ ...problem, reason: inWords(problem.reason) }).toEqual({
            field: expect.any(String),
            reason: expect.stringMatching(/./),
            secret: expect.any(Boolean),
          });
      }),
      { numRuns: randomInputs(3000) },
    );
  });
});
