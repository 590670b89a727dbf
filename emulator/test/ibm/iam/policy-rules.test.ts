import { useEmulator } from "../../support";
import { appConfigPolicy, attribute, callPolicies, home, kms, policyOf, reader } from "./support";

describe("the policy service", () => {
  const emulator = useEmulator();
  const create = (body: unknown) => callPolicies(emulator.it, "POST", "/v2/policies", body);
  const subject = [home, attribute("serviceName", "apprapp")];
  it.each([
    ["that is no JSON", "{", "no JSON"],
    ["of an unknown type", appConfigPolicy(undefined, { type: "other" }), "type"],
    ["without a role", appConfigPolicy(undefined, { control: { grant: { roles: [] } } }), "control.grant.roles"],
    ["whose subject has no account", policyOf([attribute("serviceName", "apprapp")], [home, kms]), "accountId"],
    ["whose subject has no service", policyOf([home], [home, kms]), "serviceName or resourceGroupId"],
    ["whose subject is a user", policyOf([...subject, attribute("iam_id", "IBMid-7")], [home, kms]), "iam_id"],
    ["whose resource has no account", policyOf(subject, [kms]), "accountId"],
    ["whose resource has no service", policyOf(subject, [home]), "serviceName"],
    ["with an attribute twice", policyOf(subject, [home, kms, kms]), "given twice"],
    ["with an empty value", policyOf(subject, [home, kms, attribute("resource", "")]), "resource.attributes.2.value"],
    ["with too long a value", policyOf(subject, [home, kms, attribute("resource", "x".repeat(1001))]), "value"],
    ["with an unknown operator", policyOf(subject, [home, kms, attribute("resource", "x", "is")]), "operator"],
    [
      "with a wildcard in its subject",
      policyOf([...subject, attribute("region", "us*", "stringMatch")], [home, kms]),
      "stringMatch",
    ],
    ["with a list for one value", policyOf(subject, [home, kms, attribute("resource", ["x"])]), "value"],
    ["with text for yes or no", policyOf(subject, [home, kms, attribute("resource", "x", "stringExists")]), "value"],
  ])("refuses a body %s", async (_, body, reason) => {
    const { status, json } = await create(body);
    expect([status, json.errors[0].code]).toEqual([400, "invalid_body"]);
    expect(json.errors[0].message).toContain(reason);
  });

  it("refuses a role that can't be granted there, naming those that can", async () => {
    const role = "crn:v1:bluemix:public:iam::::serviceRole:Wizard";
    const { status, json } = await create(
      appConfigPolicy(undefined, { control: { grant: { roles: [{ role_id: role }] } } }),
    );
    expect([status, json.errors[0].code]).toEqual([400, "role_not_found"]);
    expect(json.errors[0].message).toContain(reader);
  });

  it("grants nothing in another account", async () => {
    const { status, json } = await create(policyOf(subject, [attribute("accountId", "another"), kms]));
    expect([status, json.errors[0].code]).toEqual([403, "insufficent_permissions"]);
  });
});
