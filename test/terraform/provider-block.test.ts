import { vendors } from "../../src/catalog";
import { UNKNOWN } from "../../src/core/unknown";
import type { SchemaAttribute } from "../../src/terraform/protocol/schema";
import { credentialProblems, providerSchema } from "../../src/terraform/provider-block";

function attributes(...path: readonly string[]): readonly SchemaAttribute[] {
  return path.reduce<readonly SchemaAttribute[]>((all, name) => {
    const found = all.find((each) => each.name === name);
    if (!found || !("nesting" in found)) throw new Error(`${name} is no block`);
    return found.attributes;
  }, providerSchema(vendors).attributes);
}

const sensitive = (...path: readonly string[]): string[] =>
  attributes(...path).flatMap((each) => (each.sensitive ? [each.name] : []));

it("marks what is secret in it, at each depth", () => {
  expect(sensitive("alibaba")).toEqual(["access_key", "secret_key", "security_token", "credentials_uri"]);
  expect(sensitive("alibaba", "assume_role")).toEqual([]);
  expect(sensitive("alibaba", "assume_role_with_oidc")).toEqual(["oidc_token"]);
  const ofIbm = ["api_key", "bearer_token", "cr_token", "icp_api_key", "icp_password", "icp_token"];
  expect(sensitive("ibm")).toEqual(ofIbm);
});

it("has roles as blocks, with what a role can't be without", () => {
  const required = (block: string) =>
    attributes("alibaba", block).flatMap(({ name, required }) => (required ? [name] : []));
  expect(required("assume_role")).toEqual(["role_arn"]);
  expect(required("assume_role_with_oidc")).toEqual(["oidc_provider_arn", "role_arn"]);
  const [expiration] = attributes("alibaba", "assume_role").filter(({ name }) => name === "session_expiration");
  expect(expiration).toMatchObject({ type: "number", optional: true });
});

const problems = (alibaba: object) =>
  credentialProblems(vendors, { alibaba: { access_key: null, secret_key: null, ...alibaba } } as never);

it("says what is wrong with credentials in the engine's words, and points at no line of the program", () => {
  expect(problems({ access_key: "id" })).toEqual([
    { severity: "error", summary: "alibaba.secret_key: is missing: access_key is given", detail: "Nothing was sent." },
  ]);
});

it("puts off what the engine knows later", () => {
  expect(problems({ access_key: "id", secret_key: UNKNOWN })).toEqual([]);
  expect(credentialProblems(vendors, { alibaba: UNKNOWN, ibm: null } as never)).toEqual([]);
  expect(credentialProblems(vendors, {})).toEqual([]);
});

// A bug: calls were made by whatever the environment gave.
it("refuses a credential that is an empty text, and takes null for what is left out", () => {
  const role = { role_arn: null, session_name: null };
  expect(problems({ access_key: "", secret_key: "s", assume_role: role })).toEqual([
    {
      severity: "error",
      summary: "alibaba.access_key: is given as an empty text: give a value, or leave it out",
      detail: "Nothing was sent.",
    },
  ]);
  expect(problems({ assume_role: { ...role, role_arn: "" } })).toEqual([
    expect.objectContaining({ summary: expect.stringContaining("alibaba.assume_role.role_arn: is given as an empty") }),
  ]);
  expect(problems({ assume_role: role })).toEqual([]);
  expect(problems({ access_key: "id", secret_key: "s", security_token: "" })).toEqual([]);
  expect(problems({ assume_role: { role_arn: "acs:ram::1:role/a", session_name: "", policy: "" } })).toEqual([]);
});
