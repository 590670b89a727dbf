import { execFile } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Emulator, EmulatorOptions } from "../../src";
import { send } from "../raw-requests";
import { call, errorOf, useEmulator, withEmulator } from "../support";
import { callBy, plainWay, type Reply, type Way, ways } from "../vendor-clients";

const ARN = "acs:ram::2000000000000002:role/keysmith";
const PROVIDER = "acs:ram::1000000000000001:oidc-provider/ack";
const USER = { accessKeyId: "user", accessKeySecret: "user-secret" };
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const OPTIONS: EmulatorOptions = {
  clock: "2040-01-01T00:00:00Z",
  credentials: [
    { ...USER, actions: ["sts:AssumeRole"] },
    { accessKeyId: "other", accessKeySecret: "other-secret", actions: ["sts:AssumeRole"] },
    { accessKeyId: "nothing", accessKeySecret: "nothing-secret", actions: ["kms:*"] },
  ],
  roles: [
    {
      arn: ARN,
      trusts: ["user"],
      externalId: "platform",
      actions: ["kms:*"],
      maxSessionDuration: 7200,
      oidc: [
        {
          providerArn: PROVIDER,
          issuer: "https://issuer.example",
          audience: "sts.aliyuncs.com",
          subject: "system:serviceaccount:shop:keysmith",
          publicKey: publicKey.export({ type: "spki", format: "pem" }) as string,
        },
      ],
    },
  ],
};
const ASKED = { RoleArn: ARN, RoleSessionName: "pipeline", ExternalId: "platform" };
const CLAIMS = {
  iss: "https://issuer.example",
  aud: ["sts.aliyuncs.com"],
  sub: "system:serviceaccount:shop:keysmith",
  exp: Math.floor(Date.now() / 1000) + 600,
};

function token(claims: object, key = privateKey): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256" })}.${part(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}

function sessionOf(reply: Reply): { accessKeyId: string; accessKeySecret: string; securityToken: string } {
  const { AccessKeyId, AccessKeySecret, SecurityToken } = reply["Credentials"] as Record<string, string>;
  return {
    accessKeyId: AccessKeyId ?? "",
    accessKeySecret: AccessKeySecret ?? "",
    securityToken: SecurityToken ?? "",
  };
}

const assume = ({ url }: Emulator, more: object = {}, keys: object = USER, way: Way = plainWay): Promise<Reply> =>
  callBy(way, { url, ...keys }, "AssumeRole", { ...ASKED, ...more });

const byToken = ({ url }: Emulator, text: string, more: object = {}, way: Way = plainWay): Promise<Reply> =>
  callBy(way, { url }, "AssumeRoleWithOIDC", {
    RoleArn: ARN,
    RoleSessionName: "pipeline",
    OIDCProviderArn: PROVIDER,
    OIDCToken: text,
    ...more,
  });

describe.each(ways)("by the vendor's $client, $signature, parameters by $transport, a role", (way) => {
  const emulator = useEmulator(OPTIONS);

  it("is assumed, and its session acts in the role's account until it ends", async () => {
    const reply = await assume(emulator.it, { DurationSeconds: "900" }, USER, way);
    expect(reply).toMatchObject({
      Credentials: { AccessKeyId: expect.stringMatching(/^STS\./), Expiration: "2040-01-01T00:15:00Z" },
      AssumedRoleUser: { Arn: `${ARN}/pipeline` },
    });
    const target = { url: emulator.it.url, ...sessionOf(reply) };
    const made = await callBy(way, target, "CreateNetworkRule", { Name: "office", Type: "Private" });
    expect(made["Arn"]).toBe("acs:kms:cn-hangzhou:2000000000000002:network/office");
    expect(await callBy(way, target, "GetCallerIdentity")).toMatchObject({
      AccountId: "2000000000000002",
      Arn: "acs:ram::2000000000000002:assumed-role/keysmith/pipeline",
    });
    await emulator.it.clock.advance("PT15M");
    expect(await errorOf(callBy(way, target, "ListPolicies"))).toMatchObject({
      status: 400,
      code: "InvalidSecurityToken.Expired",
    });
  });

  it("is assumed by a token of an identity provider, which nobody signs", async () => {
    const target = { url: emulator.it.url, ...sessionOf(await byToken(emulator.it, token(CLAIMS), {}, way)) };
    expect(await callBy(way, target, "ListPolicies")).toMatchObject({ TotalCount: 0 });
  });
});

describe("a role is refused", () => {
  const emulator = useEmulator(OPTIONS);

  it.each<[string, object, object, number, string]>([
    ["where it isn't there", { RoleArn: `${ARN}-2` }, USER, 404, "EntityNotExist.Role"],
    ["to whom it doesn't trust", {}, { accessKeyId: "other", accessKeySecret: "other-secret" }, 403, "NoPermission"],
    [
      "to who may not assume any",
      {},
      { accessKeyId: "nothing", accessKeySecret: "nothing-secret" },
      403,
      "NoPermission",
    ],
    ["to the account itself", {}, {}, 403, "NoPermission"],
    ["without its external id", { ExternalId: "other" }, USER, 403, "NoPermission"],
    ["for longer than it allows", { DurationSeconds: "7201" }, USER, 400, "InvalidParameter.DurationSeconds"],
    ["for less than a quarter of an hour", { DurationSeconds: "60" }, USER, 400, "InvalidParameter.DurationSeconds"],
    ["to a session without a good name", { RoleSessionName: "x" }, USER, 400, "InvalidParameter.RoleSessionName"],
    ["with a policy that is none", { Policy: "{}" }, USER, 400, "InvalidParameter.PolicyGrammar"],
  ])("%s", async (_when, more, keys, status, code) => {
    expect(await errorOf(assume(emulator.it, more, keys))).toMatchObject({ status, code });
  });

  it.each<[string, string, object, string]>([
    ["that has ended", token({ ...CLAIMS, exp: 1 }), {}, "OIDCToken.Expired"],
    ["of another issuer", token({ ...CLAIMS, iss: "https://other.example" }), {}, "OIDCToken.IssuerNotMatch"],
    ["for another audience", token({ ...CLAIMS, aud: "other" }), {}, "OIDCToken.AudienceNotMatch"],
    ["of another subject", token({ ...CLAIMS, sub: "other" }), {}, "NoPermission"],
    ["of an unknown provider", token(CLAIMS), { OIDCProviderArn: `${PROVIDER}-2` }, "NoPermission"],
    ["that is none", "no token", {}, "OIDCToken.Invalid"],
    [
      "that somebody else signed",
      token(CLAIMS, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
      {},
      "OIDCToken.Invalid",
    ],
  ])("by a token %s", async (_which, text, more, code) => {
    expect((await errorOf(byToken(emulator.it, text, more))).code).toBe(`AuthenticationFail.${code}`);
  });
});

it("a session may do no more than its role, and than its own policy", () =>
  withEmulator(OPTIONS, async (emulator) => {
    const Policy = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: ["kms:List*", "sts:*"] }] });
    const target = { url: emulator.url, ...sessionOf(await assume(emulator, { Policy })) };
    expect(await callBy(plainWay, target, "ListPolicies")).toMatchObject({ TotalCount: 0 });
    const beyondPolicy = callBy(plainWay, target, "CreateNetworkRule", { Name: "office", Type: "Private" });
    expect((await errorOf(beyondPolicy)).code).toBe("Forbidden.NoPermission");
    expect((await errorOf(assume(emulator, {}, sessionOf(await assume(emulator))))).code).toBe("NoPermission");
  }));

it("neither the journal nor the state has a token or a session's secret", () =>
  withEmulator(OPTIONS, async (emulator) => {
    const { accessKeySecret, securityToken } = sessionOf(await byToken(emulator, token(CLAIMS)));
    const kept = JSON.stringify([await emulator.calls(), await send(`${emulator.url}/_emulator/state`, "GET", {})]);
    for (const secret of [accessKeySecret, securityToken, token(CLAIMS).slice(0, 60)])
      expect(kept).not.toContain(secret);
    expect(await call(emulator, "ListPolicies")).toMatchObject({ TotalCount: 0 });
  }));

describe("the metadata of an instance", () => {
  const emulator = useEmulator(OPTIONS);
  const roles = "/latest/meta-data/ram/security-credentials/";
  const get = (path: string, headers: Record<string, string> = {}) => send(`${emulator.it.url}${path}`, "GET", headers);

  it("names the roles, and gives sessions of them, with a token or without", async () => {
    const ttl = { "x-aliyun-ecs-metadata-token-ttl-seconds": "21600" };
    const { body: text } = await send(`${emulator.it.url}/latest/api/token`, "PUT", ttl);
    const headers = { "x-aliyun-ecs-metadata-token": text };
    expect(await get(roles, headers)).toMatchObject({ status: 200, body: "keysmith" });
    const answer = JSON.parse((await get(`${roles}keysmith`, headers)).body) as Record<string, string>;
    expect(answer).toMatchObject({ Code: "Success", Expiration: "2040-01-01T06:00:00Z" });
    const target = { url: emulator.it.url, ...sessionOf({ Credentials: answer }) };
    expect(await callBy(plainWay, target, "ListPolicies")).toMatchObject({ TotalCount: 0 });
    expect((await get(`${roles}keysmith`)).status).toBe(200);
  });

  it("refuses a token that it hasn't given, one for too long, and a role that isn't there", async () => {
    expect((await get(roles, { "x-aliyun-ecs-metadata-token": "mine" })).status).toBe(401);
    const ttl = { "x-aliyun-ecs-metadata-token-ttl-seconds": "21601" };
    expect((await send(`${emulator.it.url}/latest/api/token`, "PUT", ttl)).status).toBe(400);
    expect((await get(`${roles}other`)).status).toBe(404);
  });
});

const SCRIPT = `
const library = require("@alicloud/credentials");
const [host, uri, tokenFile] = process.argv.slice(1);
const key = library.StaticAKCredentialsProvider.builder().withAccessKeyId("user").withAccessKeySecret("user-secret").build();
const role = library.RAMRoleARNCredentialsProvider.builder().withCredentialsProvider(key).withRoleArn("${ARN}")
  .withExternalId("platform").withStsEndpoint(host).build();
const oidc = library.OIDCRoleArnCredentialsProvider.builder().withOIDCProviderArn("${PROVIDER}").withRoleArn("${ARN}")
  .withOIDCTokenFilePath(tokenFile).withStsEndpoint(host).build();
const address = library.URICredentialsProvider.builder().withCredentialsURI(uri).build();
Promise.all([role, oidc, address].map((each) => each.getCredentials())).then((all) => console.log(JSON.stringify(all)));
`;

it("gives sessions to the vendor's credentials library as it is: by a key, by a token, by an address", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keysmith-emulator-"));
  try {
    await withEmulator({ ...OPTIONS, tls: true }, async (emulator) => {
      writeFileSync(join(folder, "ca.pem"), emulator.ca ?? "");
      writeFileSync(join(folder, "token"), token(CLAIMS));
      const uri = `${emulator.url}/latest/meta-data/ram/security-credentials/keysmith`;
      const args = ["-e", SCRIPT, new URL(emulator.url).host, uri, join(folder, "token")];
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") };
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      const found = JSON.parse(stdout) as Record<string, string>[];
      expect(found).toHaveLength(3);
      for (const each of found) {
        expect(each["accessKeyId"]).toMatch(/^STS\./);
        expect(each["securityToken"]).toBeTruthy();
      }
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
