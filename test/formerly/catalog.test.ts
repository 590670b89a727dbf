import fc from "fast-check";
import type { Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { definitions } from "../lifecycle/samples";
import { randomInputs } from "../support/describe-engine";

/** What other tools call the objects that can be taken over from their records. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  NetworkRule: ["alicloud_kms_network_rule"],
  Policy: ["alicloud_kms_policy"],
  AccessPoint: ["alicloud_kms_application_access_point"],
  ClientKey: ["alicloud_kms_client_key"],
  KmsKey: ["alicloud_kms_key"],
  KmsAlias: ["alicloud_kms_alias"],
  KmsSecret: ["alicloud_kms_secret"],
  RootKey: ["ibm_kms_key", "ibm_kms_key_with_policy_overrides"],
  StandardKey: ["ibm_kms_key", "ibm_kms_key_with_policy_overrides"],
  KeyRing: ["ibm_kms_key_rings"],
  ServiceAuthorization: ["ibm_iam_authorization_policy"],
  AppConfigIntegration: ["ibm_app_config_integration_kms"],
  // The vendors' providers have no such kind.
  KmsWrappedKey: [],
  WrappedKey: [],
};

const UUID = "11111111-1111-4111-8111-111111111111";
const INSTANCE = `crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:${UUID}::`;
const known = fc.constantFrom(
  UUID,
  INSTANCE,
  INSTANCE.replace(/::$/, `:key:${UUID}`),
  "KAAP.1",
  "orders",
  "cn-hangzhou",
  "alias",
  "secret",
  "https:",
  "",
  ":keyRing:",
);
const part = fc.oneof(fc.string(), known);
const id = fc.oneof(
  fc.string(),
  fc.array(part, { maxLength: 5 }).map((parts) => parts.join("/")),
);
/** One of the forms in a text that names some, with something in its places. */
const filled = (forms = ""): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...forms.split(/, | or /)), fc.array(known, { minLength: 5, maxLength: 5 }))
    .map(([form, parts]) => form.replaceAll(/<[^>]*>/g, () => parts.shift() ?? ""));
const ATTRIBUTES = [
  "id",
  "crn",
  "standard_key",
  "force_delete",
  "aap_name",
  "policy_name",
  "network_rule_name",
  "alias_name",
  "secret_name",
  "pending_window_in_days",
];
const record = fc.dictionary(fc.constantFrom(...ATTRIBUTES), fc.oneof(id, fc.jsonValue()));

it("is for every kind", () => {
  expect(definitions.flatMap(({ name, adopt }) => (adopt ? [] : [name]))).toEqual([]);
});

describe.each(definitions.filter(({ adopt }) => adopt))("taking over a $name", (definition) => {
  const names = new Set([...fieldsOf(definition.inputs), ...fieldsOf(definition.outputs)].map(({ name }) => name));
  const strangers = (told: Values | undefined): readonly string[] =>
    Object.keys(told ?? {}).filter((name) => !names.has(name));

  it("is told by an id, and people are told of which form", () => {
    expect(definition.adopt?.form).toMatch(/^<\w.*>$/);
    expect(definition.adopt?.doc).toMatch(/^[A-Z].*\.$/);
  });

  it("is told by the records of the vendor's provider", () => {
    expect(Object.keys(definition.adopt?.records ?? {})).toEqual(KINDS[definition.name]);
  });

  it("answers any id with what finds an object, or with nothing", () => {
    let told = 0;
    fc.assert(
      fc.property(fc.oneof(id, filled(definition.adopt?.form)), (text) => {
        const state = definition.adopt?.place(text);
        told += state === undefined ? 0 : 1;
        expect(strangers(state)).toEqual([]);
      }),
      { numRuns: randomInputs(2000) },
    );
    expect(told).toBeGreaterThan(0);
  });

  it("answers any record with what finds an object, or with nothing", () => {
    fc.assert(
      fc.property(record, (entries) => {
        for (const tell of Object.values(definition.adopt?.records ?? {})) expect(strangers(tell(entries))).toEqual([]);
      }),
      { numRuns: randomInputs(2000) },
    );
  });
});
