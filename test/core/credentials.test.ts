import { z } from "zod";
import {
  configurationProblems,
  declareCredentials,
  needs,
  oneOf,
  requireCredentials,
} from "../../src/core/credentials";
import { ConfigurationError } from "../../src/core/errors";
import { field, secretText } from "../../src/core/fields";
import { Secret } from "../../src/core/secret";
import { type Configuration, settingValue } from "../../src/core/settings";
import { UNKNOWN } from "../../src/core/unknown";

const EXAMPLES = ["a", "b"] as const;
const text = () => z.string().min(1);

const credentials = declareCredentials("toy", {
  inputs: z.object({
    key: field(secretText(text()).optional(), { doc: "The key.", examples: EXAMPLES, secret: true }),
    lock: field(text().optional(), { doc: "Its lock.", examples: EXAMPLES }),
    token: field(text().optional(), { doc: "A token.", examples: EXAMPLES }),
    pin: field(text().optional(), { doc: "A pin.", examples: EXAMPLES }),
    note: field(text().optional(), { doc: "A note.", examples: EXAMPLES }),
    role: field(
      z
        .object({
          name: field(text(), { doc: "Its name.", examples: EXAMPLES }),
          seconds: field(z.coerce.number().optional(), { doc: "How long.", examples: [1, 2] }),
          pass: field(secretText(), { doc: "By a pass.", examples: EXAMPLES, secret: true }),
          passFile: field(text().optional(), { doc: "In a file.", examples: EXAMPLES, insteadOf: "pass" }),
        })
        .optional(),
      { doc: "A role." },
    ),
  }),
  sources: [{ names: ["key", "token"], parts: ["lock"] }],
  keys: [["key", "lock"], ["pin"]],
  checks: [needs("key", "lock"), oneOf("key", "token")],
  env: { token: { env: "TOY_TOKEN", unless: ["toy.key"] } },
});
const endpoint = { config: "toy.endpoint", doc: "Where it is." };
const vendor = { settings: [...Object.values(credentials.settings), endpoint], credentials };

const of =
  (values: Readonly<Record<string, unknown>>): Configuration =>
  (key) =>
    values[key];
const problemsOf = (values: Readonly<Record<string, unknown>>) => configurationProblems(vendor, of(values));

it("are settings, of which the schema says name, kind, and what is secret or needed", () => {
  const { key, token, role } = credentials.settings;
  expect(key).toEqual({ config: "toy.key", doc: "The key.", secret: true, emptyBeside: ["toy.token"] });
  expect(token).toEqual({
    config: "toy.token",
    doc: "A token.",
    env: "TOY_TOKEN",
    unless: ["toy.key"],
    emptyBeside: ["toy.key"],
  });
  expect(role).toEqual({
    config: "toy.role",
    doc: "A role.",
    type: "object",
    members: [
      { config: "toy.role.name", doc: "Its name.", required: true },
      { config: "toy.role.seconds", doc: "How long.", type: "number" },
      { config: "toy.role.pass", doc: "By a pass.", secret: true },
      { config: "toy.role.passFile", doc: "In a file." },
    ],
  });
});

it("have examples", () => {
  const inputs = z.object({ key: field(z.string(), { doc: "The key." }) });
  expect(() => declareCredentials("toy", { inputs, sources: [], keys: [] })).toThrow("toy.key has no examples");
});

it.each<[string, Readonly<Record<string, unknown>>]>([
  ["nothing", {}],
  ["each by its path", { "toy.key": "k", "toy.lock": "l", "toy.role.name": "n", "toy.role.passFile": "f" }],
  ["an object", { toy: { key: "k", lock: "l", role: { name: "n", pass: "p", seconds: 5 } } }],
  ["an object as text", { toy: JSON.stringify({ role: { name: "n", pass: "p" } }) }],
  ["an object within as text", { toy: { role: '{"name":"n","pass":"p"}' } }],
  ["an object within by its path", { "toy.role": { name: "n", pass: "p" } }],
  ["an object with something else", { toy: { endpoint: "x" } }],
  ["what is given, beside what is named and not", { toy: { key: "k", lock: "l", token: null } }],
  ["another credential, beside empty texts", { toy: { key: "", lock: "", token: "t" } }],
  ["a credential with an empty text that decides nothing", { toy: { key: "k", lock: "l", note: "", token: "" } }],
  ["a role with an empty text that decides nothing", { toy: { role: { name: "n", pass: "", passFile: "f" } } }],
  ["only an optional argument that isn't there", { toy: { token: null } }],
  ["that beside something else", { toy: { token: null, endpoint: "x" } }],
  ["an argument that isn't there and is a key by itself, beside something else", { toy: { pin: null, endpoint: "x" } }],
  ["an empty object", { toy: {} }],
  ["an empty object as text", { toy: "{}" }],
  ["an empty text for an object", { toy: "" }],
  ["what isn't known yet, beside what is named and not", { toy: { key: UNKNOWN, lock: null } }],
])("may be given as %s", (_how, values) => {
  expect(problemsOf(values)).toEqual([]);
});

const EMPTY = "is given as an empty text: give a value, or leave it out";

// A bug: calls were made by whatever the environment gave, as somebody else, and nobody could see it.
it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ["empty texts", { toy: { key: "", lock: "" } }, [`keysmith:toy.key: ${EMPTY}`, `keysmith:toy.lock: ${EMPTY}`]],
  ["empty texts beside what decides nothing", { toy: { token: "", note: "n" } }, [`keysmith:toy.token: ${EMPTY}`]],
  ["one empty text", { toy: { key: "", lock: "l" } }, [`keysmith:toy.key: ${EMPTY}`]],
  ["an empty text by its path", { "toy.token": "" }, [`keysmith:toy.token: ${EMPTY}`]],
  ["an empty text in an object", { toy: { role: { name: "n", pass: "" } } }, [`keysmith:toy.role.pass: ${EMPTY}`]],
  ["names without values", { toy: { key: null, lock: null } }, ["keysmith:toy names key, lock, but gives no value"]],
  [
    "a key beside others",
    { toy: { key: null, lock: null, endpoint: "x" } },
    ["keysmith:toy names key, lock, but gives"],
  ],
  ["a key by itself", { toy: { pin: null } }, ["keysmith:toy names pin, but gives no value"]],
  [
    "an empty role",
    { toy: { role: {} } },
    ["keysmith:toy.role.name: is missing", "keysmith:toy.role.pass: is missing"],
  ],
  ["a role without a value", { toy: { role: { name: null, passFile: "f" } } }, ["keysmith:toy.role.name: is missing"]],
])("are refused where the configuration has %s", (_what, values, words) => {
  expect(problemsOf(values)).toEqual(words.map((each) => expect.stringContaining(each)));
});

it("are refused where they turn out to be empty only when they are needed", () => {
  const configuration = of({ toy: { key: "", lock: "" } });
  const refused = () => requireCredentials(credentials, (setting) => settingValue(setting, configuration, {}));
  expect(refused).toThrow(ConfigurationError);
  expect(refused).toThrow(`toy.key: ${EMPTY}`);
});

it.each<[Readonly<Record<string, unknown>>, string]>([
  [{ toy: { kee: "k" } }, "keysmith:toy.kee is not a setting; did you mean keysmith:toy.key?"],
  [{ toy: { role: { nam: "n" } } }, "keysmith:toy.role.nam is not a setting; did you mean keysmith:toy.role.name?"],
  [{ "toy.role": { nam: "n" } }, "keysmith:toy.role.nam is not a setting; did you mean keysmith:toy.role.name?"],
  [{ toy: "key=k" }, "keysmith:toy has to be an object with key, lock, token, pin, note, role, endpoint"],
  [{ toy: { role: "admin" } }, "keysmith:toy.role has to be an object with name, seconds, pass, passFile"],
  [{ toy: { key: "k" } }, "keysmith:toy.lock: is missing: key is given"],
  [{ toy: { key: "k", lock: "l", token: "t" } }, "keysmith:toy.token: can't be given together with key"],
  [{ toy: { role: { pass: "p" } } }, "keysmith:toy.role.name: is missing"],
  [{ toy: { role: { name: "n" } } }, "keysmith:toy.role.pass: is missing"],
  [{ toy: { role: { name: "n", pass: "p", passFile: "f" } } }, "keysmith:toy.role.passFile: can't be given together"],
])("are refused: %j", (values, words) => {
  expect(problemsOf(values)).toEqual([expect.stringContaining(words)]);
});

it.each<Readonly<Record<string, unknown>>>([
  { toy: UNKNOWN },
  { toy: { key: UNKNOWN, token: "t" } },
  { toy: { role: UNKNOWN } },
  { "toy.role": UNKNOWN },
])("are put off while they aren't known: %j", (values) => {
  expect(problemsOf(values)).toEqual([]);
});

it("are had as they were checked, with secrets wrapped", () => {
  const configuration = of({ toy: { key: "k", lock: "l", role: { name: "n", pass: "p", seconds: "5" } } });
  const { key, role } = requireCredentials(credentials, (setting) => settingValue(setting, configuration, {}));
  expect([key, role]).toEqual([new Secret("k"), { name: "n", pass: new Secret("p"), seconds: 5 }]);
  const bad = of({ toy: { key: "k" } });
  const refused = () => requireCredentials(credentials, (setting) => settingValue(setting, bad, {}));
  expect(refused).toThrow(ConfigurationError);
  expect(refused).toThrow("toy.lock: is missing: key is given");
});

// A key in the configuration lost against a token that the environment happened to have.
it("of the environment don't count where the configuration gives others in their place", () => {
  const env = { TOY_TOKEN: "t" };
  const { token } = credentials.settings;
  expect(settingValue(token, of({}), env)).toBe("t");
  expect(settingValue(token, of({ toy: { key: "k" } }), env)).toBeUndefined();
  expect(settingValue(token, of({ toy: { key: "", lock: "l" } }), env)).toBe("t");
  expect(settingValue(token, of({ toy: { key: "k", token: "own" } }), env)).toBe("own");
});
