import { defaultIbm } from "../../../src";
import { AccessTokens } from "../../../src/ibm/iam/access-tokens";
import type { Caller } from "../../../src/ibm/operation";
import { useEmulator } from "../../support";
import { ask, askToken, authorized, claimsIn, grantType } from "./support";

const caller: Caller = { iamId: "IBMid-1", account: "account", issuer: "iam" };

describe("access tokens", () => {
  it("end after their lifetime in real time", () => {
    let now = Date.parse("2026-01-01T00:00:00.700Z");
    const tokens = new AccessTokens(() => now);
    const { token, issuedAt, expiresAt } = tokens.issue(caller, {}, 3600);
    expect([issuedAt, expiresAt]).toEqual([1767225600, 1767229200]);
    expect(claimsIn(token)).toMatchObject({ iat: issuedAt, exp: expiresAt });
    now = expiresAt * 1000 - 1;
    expect(tokens.callerOf(token)).toBe(caller);
    now = expiresAt * 1000;
    expect(tokens.callerOf(token)).toBeUndefined();
  });

  it("can all be ended at once", () => {
    const tokens = new AccessTokens();
    const issued = [tokens.issue(caller, {}, 60), tokens.issueOpaque(caller, 60)];
    tokens.revokeAll();
    expect(issued.map(({ token }) => tokens.callerOf(token))).toEqual([undefined, undefined]);
  });

  it("are known only where they were made, and each is another", () => {
    const tokens = new AccessTokens();
    const [one, other] = [tokens.issue(caller, {}, 60).token, tokens.issue(caller, {}, 60).token];
    expect(one).not.toBe(other);
    expect(new AccessTokens().callerOf(one)).toBeUndefined();
    expect(tokens.callerOf(`${one.slice(0, -2)}xx`)).toBeUndefined();
  });
});

describe("the token services", () => {
  const emulator = useEmulator({
    ibm: { apiKeys: [{ apiKey: "reader", iamId: "iam-ServiceId-1", actions: ["iam.policy.read"] }] },
  });
  const policies = () => `${emulator.it.url}/v2/policies?account_id=${defaultIbm.account}`;

  it("answer as clients expect, under both paths", async () => {
    for (const path of ["/identity/token", "/oidc/token"]) {
      const { status, json } = await askToken(
        emulator.it,
        { grant_type: grantType("apikey"), apikey: "emulator" },
        path,
      );
      expect(status).toBe(200);
      expect(json).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        refresh_token: "not_supported",
        token_type: "Bearer",
        expires_in: 3600,
        expiration: claimsIn(json.access_token)["exp"],
        scope: "ibm openid",
      });
    }
  });

  it("know two users, so that two can agree", async () => {
    const of = async (apikey: string) =>
      claimsIn((await authorized(emulator.it, apikey))["authorization"]?.slice(7) ?? "")["iam_id"];
    expect(await of("emulator")).not.toBe(await of("emulator-2"));
  });

  it("keep a token valid however far the emulator's clock moves", async () => {
    const headers = await authorized(emulator.it);
    await emulator.it.clock.advance("P3Y");
    expect((await ask(policies(), "GET", undefined, headers)).status).toBe(200);
  });

  it("can be made to end all tokens", async () => {
    const headers = await authorized(emulator.it);
    await emulator.it.ibm.revokeTokens();
    expect((await ask(policies(), "GET", undefined, headers)).status).toBe(401);
    expect((await ask(policies(), "GET", undefined, await authorized(emulator.it))).status).toBe(200);
  });

  it("let an API key do only what its actions say", async () => {
    const headers = await authorized(emulator.it, "reader");
    expect((await ask(policies(), "GET", undefined, headers)).status).toBe(200);
    const refused = await ask(`${emulator.it.url}/v2/policies/any`, "DELETE", undefined, headers);
    expect(refused.status).toBe(403);
    expect(refused.json.errors[0].code).toBe("insufficent_permissions");
  });

  it.each([
    ["no grant type", {}, 400, "BXNIM0109E"],
    ["a grant type that there is not", { grant_type: "magic" }, 400, "BXNIM0106E"],
    ["no API key", { grant_type: grantType("apikey") }, 400, "BXNIM0109E"],
    ["an unknown API key", { grant_type: grantType("apikey"), apikey: "no" }, 400, "BXNIM0415E"],
    ["a compute token that is none", { grant_type: grantType("cr-token"), cr_token: "no" }, 400, "BXNIM0407E"],
    ["no profile", { grant_type: grantType("cr-token"), cr_token: "a.b.c" }, 400, "BXNIM0109E"],
    [
      "an unknown profile",
      { grant_type: grantType("cr-token"), cr_token: "a.b.c", profile_name: "no" },
      403,
      "BXNIM0513E",
    ],
    [
      "an access token that is none",
      { grant_type: grantType("assume"), access_token: "a.b.c", profile_id: "Profile-emulator" },
      400,
      "BXNIM0407E",
    ],
  ])("refuse %s", async (_, fields, status, code) => {
    const answer = await askToken(emulator.it, fields);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({
      errorCode: code,
      errorMessage: expect.any(String),
      context: { requestId: expect.any(String) },
    });
    expect((await emulator.it.calls()).at(-1)).toMatchObject({ operation: "getToken", errorCode: code });
  });

  it("refuse to assume a profile of another account by its name", async () => {
    const access_token = (await authorized(emulator.it))["authorization"]?.slice(7) ?? "";
    const asked = { grant_type: grantType("assume"), access_token, profile_name: "emulator", account: "another" };
    expect((await askToken(emulator.it, asked)).json.errorCode).toBe("BXNIM0513E");
  });

  it("never show a credential in the journal", async () => {
    await askToken(emulator.it, { grant_type: grantType("apikey"), apikey: "emulator-2" });
    const { authorization = "" } = await authorized(emulator.it);
    await ask(policies(), "GET", undefined, { authorization });
    const journal = JSON.stringify(await emulator.it.calls());
    expect(journal).toContain("getToken");
    expect(journal).not.toContain("emulator-2");
    expect(journal).not.toContain(authorization.slice(7));
  });

  it("refuse a call without a token, and one with a token of IBM Cloud Private", async () => {
    const asked = { grant_type: grantType("apikey"), apikey: "emulator" };
    const icp = (await askToken(emulator.it, asked, "/iam-token/oidc/token")).json.access_token;
    for (const headers of [{}, { authorization: "Bearer a.b.c" }, { authorization: `Bearer ${icp}` }]) {
      const { status, json } = await ask(policies(), "GET", undefined, headers as Record<string, string>);
      expect(status).toBe(401);
      expect(json).toMatchObject({ errors: [{ code: "invalid_token" }], status_code: 401, trace: expect.any(String) });
    }
  });
});

describe("the token services, with options", () => {
  const emulator = useEmulator({
    ibm: {
      tokenLifetime: 1200,
      computeTokens: ["known.compute.token"],
      profiles: [{ id: "Profile-deployer", name: "deployer", actions: ["iam.policy.read"] }],
      apiKeys: [{ apiKey: "emulator", iamId: "IBMid-9", actions: [] }, { apiKey: "other" }],
    },
  });
  const grant = (fields: Record<string, string>) =>
    askToken(emulator.it, { grant_type: grantType("cr-token"), cr_token: "known.compute.token", ...fields });

  it("accept only the compute tokens that are known", async () => {
    expect((await grant({ profile_name: "deployer" })).status).toBe(200);
    const unknown = await grant({ profile_name: "deployer", cr_token: "some.other.token" });
    expect(unknown.json.errorCode).toBe("BXNIM0407E");
  });

  it("know the profiles, by either form of their ids, and what they may do", async () => {
    for (const profile_id of ["Profile-deployer", "iam-Profile-deployer"]) {
      const { json } = await grant({ profile_id });
      expect(claimsIn(json.access_token)["iam_id"]).toBe("iam-Profile-deployer");
      const headers = { authorization: `Bearer ${json.access_token}` };
      const url = `${emulator.it.url}/v2/policies`;
      expect((await ask(`${url}?account_id=x`, "GET", undefined, headers)).status).toBe(200);
      expect((await ask(url, "POST", {}, headers)).status).toBe(403);
    }
    expect((await grant({ profile_id: "Profile-deployer", profile_name: "emulator" })).status).toBe(403);
  });

  it("give tokens of the set lifetime, and keys in place of the emulator's own", async () => {
    const { json } = await askToken(emulator.it, { grant_type: grantType("apikey"), apikey: "emulator" });
    const { iam_id, iat, exp } = claimsIn(json.access_token);
    expect([json.expires_in, Number(exp) - Number(iat), iam_id]).toEqual([1200, 1200, "IBMid-9"]);
    const other = await askToken(emulator.it, { grant_type: grantType("apikey"), apikey: "other" });
    expect(claimsIn(other.json.access_token)["iam_id"]).toBe("IBMid-0000000004");
  });
});
