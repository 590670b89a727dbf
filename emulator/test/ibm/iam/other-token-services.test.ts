import { defaultIbm } from "../../../src";
import { useEmulator } from "../../support";
import { ask, askToken, authorized, claimsIn, grantType } from "./support";

describe("the metadata service of a virtual server", () => {
  const emulator = useEmulator();
  const flavor = { "metadata-flavor": "ibm" };
  const identify = (body?: unknown, headers: Record<string, string> = flavor) =>
    ask(`${emulator.it.url}/instance_identity/v1/token?version=2022-03-01`, "PUT", body, headers);
  const exchange = (authorization: string, headers: Record<string, string> = flavor) =>
    ask(`${emulator.it.url}/instance_identity/v1/iam_token?version=2022-03-01`, "POST", undefined, {
      ...headers,
      authorization,
    });

  it("gives a token of the asked lifetime, which opens no other service", async () => {
    const { json } = await identify({ expires_in: 60 });
    expect(json).toEqual({
      access_token: expect.any(String),
      created_at: expect.any(String),
      expires_at: expect.any(String),
      expires_in: 60,
    });
    expect(Date.parse(json.expires_at) - Date.parse(json.created_at)).toBe(60_000);
    expect((await identify()).json.expires_in).toBe(300);
    const headers = { authorization: `Bearer ${json.access_token}` };
    const url = `${emulator.it.url}/v2/policies?account_id=${defaultIbm.account}`;
    expect((await ask(url, "GET", undefined, headers)).status).toBe(401);
  });

  it("exchanges only its own tokens", async () => {
    const { json } = await identify();
    expect((await exchange(`Bearer ${json.access_token}`)).status).toBe(200);
    for (const authorization of ["Bearer a.b.c", "", (await authorized(emulator.it))["authorization"] ?? ""]) {
      expect((await exchange(authorization)).status).toBe(401);
    }
  });

  it("answers only those who name its flavor, and no lifetime beyond an hour", async () => {
    const { json } = await identify();
    expect((await identify({}, {})).status).toBe(400);
    expect((await exchange(`Bearer ${json.access_token}`, {})).status).toBe(400);
    expect((await identify({ expires_in: 3601 })).status).toBe(400);
  });
});

describe("IBM Cloud Private", () => {
  const emulator = useEmulator();

  it("gives a token for an API key", async () => {
    const asked = { grant_type: grantType("apikey"), apikey: "emulator", response_type: "cloud_iam" };
    const { status, json } = await askToken(emulator.it, asked, "/iam-token/oidc/token");
    expect(status).toBe(200);
    expect(json).toMatchObject({ token_type: "Bearer", expires_in: 3600, expiration: expect.any(Number) });
    expect(claimsIn(json.access_token)["iss"]).not.toContain("iam.cloud.ibm.com");
  });

  it("gives an opaque access token and an ID token for user and password", async () => {
    const asked = { grant_type: "password", username: "emulator", password: "emulator", scope: "openid" };
    const { status, json } = await askToken(emulator.it, asked, "/idprovider/v1/auth/identitytoken");
    expect(status).toBe(200);
    expect(json).toMatchObject({ token_type: "Bearer", expires_in: 3600, scope: "openid" });
    expect(json.access_token).toMatch(/^[0-9a-f]{48}$/);
    expect(claimsIn(json.id_token)["sub"]).toBe("emulator@users.example");
  });

  it("refuses a wrong password without repeating it", async () => {
    const asked = { grant_type: "password", username: "emulator", password: "guess-4711" };
    const { status, json } = await askToken(emulator.it, asked, "/idprovider/v1/auth/identitytoken");
    expect(status).toBe(401);
    expect(JSON.stringify(json)).not.toContain("guess-4711");
  });
});
