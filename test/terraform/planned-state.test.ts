import { definitionOf } from "../../src/catalog";
import { requireInputs } from "../../src/core/validate";
import { plannedAttributes } from "../../src/terraform/planned-state";

const definition = definitionOf("ServiceAuthorization");

const [ACCOUNT, GUID, KEY] = [
  "e0a1b2c3d4e5f60718293a4b5c6d7e8f",
  "0a1b0000-0001-4000-8000-00000000e001",
  "11111111-1111-4111-8111-111111111111",
];
const INSTANCE = `crn:v1:bluemix:public:kms:us-south:a/${ACCOUNT}:${GUID}::`;

/** As an import tells it, in the service's words. */
const found = { service: "kms", account: ACCOUNT, instance: GUID, key: KEY };
const outputs = { policyId: "p1", etag: "1", state: "active" };

function planned(target: Record<string, string>): unknown {
  const inputs = { source: { service: "apprapp" }, roles: ["Reader"], label: "shop/prod/flags" };
  const prior = { ...inputs, target: found, adopt: false, ...outputs };
  const desired = requireInputs(definition, "authorization", { ...inputs, target });
  return plannedAttributes(definition, prior, desired, [], {})["target"];
}

const spelled = (values: Record<string, string>) => expect.objectContaining(values);

it("spells an object as it is recorded where the program says all of it", () => {
  expect(planned({ ...found, key: INSTANCE.replace("::", `:key:${KEY}`) })).toEqual(spelled(found));
});

it("spells it as the program does where the program leaves out what its words say", () => {
  const target = { instance: INSTANCE, key: KEY };
  expect(planned(target)).toEqual(spelled(target));
  expect(planned(target)).toMatchObject({ account: null, service: null });
});
