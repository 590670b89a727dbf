import { alibabaCredentials } from "../../../src/alibaba/api/credential-inputs";
import { givenStore } from "../../../src/alibaba/api/credentials";
import { credentialsLibrary } from "../../../src/alibaba/api/library";
import { checkCredentials } from "../../../src/core/credentials";
import { inWords } from "../../../src/core/message";
import type { Setting } from "../../../src/core/settings";
import { UNKNOWN } from "../../../src/core/unknown";

type Given = Readonly<Record<string, unknown>>;

const SECRET = "s3cr3t-k3y 0f-the-team";
const ROLE = { roleArn: "acs:ram::1000000000000001:role/keysmith" };
const OIDC = { ...ROLE, oidcProviderArn: "acs:ram::1000000000000001:oidc-provider/ack" };

function problemsOf(given: Given): string[] {
  const say = ({ config }: Setting): unknown =>
    config
      .split(".")
      .slice(1)
      .reduce<unknown>((parent, name) => (parent as Given | undefined)?.[name], given);
  const { problems } = checkCredentials(alibabaCredentials, say);
  return problems.map(({ field, reason }) => `${field}: ${inWords(reason)}`);
}

it.each<[string, Given]>([
  ["nothing", {}],
  ["an access key", { accessKey: "id", secretKey: "secret" }],
  ["a temporary one", { accessKey: "STS.id", secretKey: "secret", securityToken: "token" }],
  ["a profile", { profile: "production" }],
  ["the role of an ECS instance", { ecsRoleName: "pipeline" }],
  ["an address", { credentialsUri: "https://credentials.example.com/kms" }],
  ["an address on this machine", { credentialsUri: "http://127.0.0.1:6666" }],
  ["a role alone", { assumeRole: ROLE }],
  ["a role over a key", { accessKey: "id", secretKey: "secret", assumeRole: { ...ROLE, sessionExpiration: "900" } }],
  ["a role over a profile", { profile: "production", assumeRole: ROLE }],
  ["a role over an ECS role", { ecsRoleName: "pipeline", assumeRole: ROLE }],
  ["a role by a token", { assumeRoleWithOidc: { ...OIDC, oidcToken: "a.b.c" } }],
  [
    "a role by a token in a file, and another one over it",
    {
      assumeRoleWithOidc: { ...OIDC, oidcTokenFile: "/run/token" },
      assumeRole: ROLE,
    },
  ],
])("takes %s", (_what, given) => {
  expect(problemsOf(given)).toEqual([]);
});

it.each<[Given, string]>([
  [{ accessKey: "id" }, "secretKey: is missing: accessKey is given"],
  [{ secretKey: "secret" }, "accessKey: is missing: secretKey is given"],
  [{ securityToken: "token" }, "accessKey: is missing: securityToken is given"],
  [{ profile: "a", ecsRoleName: "b" }, "ecsRoleName: can't be given together with profile"],
  [{ accessKey: "id", secretKey: "s", credentialsUri: "https://a.example" }, "credentialsUri: can't be given together"],
  [
    { profile: "a", assumeRoleWithOidc: { ...OIDC, oidcToken: "a.b.c" } },
    "assumeRoleWithOidc: can't be given together",
  ],
  [{ credentialsUri: "http://credentials.example.com" }, "is not https: plain http is allowed only for this machine"],
  [{ credentialsUri: "no address" }, "is not https"],
  [{ accessKey: "id", secretKey: SECRET }, "secretKey: the given value holds a blank"],
  [{ assumeRole: { sessionName: "pipeline" } }, "assumeRole.roleArn: is missing"],
  [{ assumeRole: { roleArn: "acs:ram::1:user/me" } }, "assumeRole.roleArn:"],
  [{ assumeRole: { ...ROLE, sessionExpiration: 899 } }, "assumeRole.sessionExpiration:"],
  [{ assumeRole: { ...ROLE, sessionExpiration: "an hour" } }, "assumeRole.sessionExpiration:"],
  [{ assumeRole: { ...ROLE, sessionName: "a b" } }, "assumeRole.sessionName:"],
  [{ assumeRole: { ...ROLE, externalId: "a" } }, "assumeRole.externalId:"],
  [{ assumeRole: { ...ROLE, policy: "all" } }, "assumeRole.policy:"],
  [{ assumeRoleWithOidc: OIDC }, "assumeRoleWithOidc.oidcToken: is missing"],
  [
    { assumeRoleWithOidc: { ...OIDC, oidcToken: "a", oidcTokenFile: "b" } },
    "oidcTokenFile: can't be given together with",
  ],
])("refuses %j: %s", (given, words) => {
  const found = problemsOf(given);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(words);
  expect(found[0]).not.toContain("0f-the-team");
});

it("puts off what isn't known yet, and no more", () => {
  expect(problemsOf({ accessKey: UNKNOWN })).toEqual([]);
  expect(problemsOf({ accessKey: "id", secretKey: UNKNOWN, assumeRole: { roleArn: UNKNOWN } })).toEqual([]);
  expect(problemsOf({ accessKey: "id", profile: UNKNOWN })).toEqual([expect.stringContaining("secretKey")]);
});

it("asks the metadata of the instance for the role that is named", async () => {
  const names: string[] = [];
  const found = { getCredentials: async () => ({ accessKeyId: "id", accessKeySecret: "secret" }) };
  const builder = {
    withRoleName(name: string) {
      names.push(name);
      return { build: () => found };
    },
  };
  const spy = jest.spyOn(credentialsLibrary().ECSRAMRoleCredentialsProvider, "builder");
  spy.mockReturnValue(builder as never);
  await givenStore({ ecsRoleName: "pipeline" })?.get();
  spy.mockRestore();
  expect(names).toEqual(["pipeline"]);
});
