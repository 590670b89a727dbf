import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ContainerAuthenticator,
  IamAssumeAuthenticator,
  IamAuthenticator,
  VpcInstanceAuthenticator,
} from "ibm-cloud-sdk-core/auth";
import { defaultIbm } from "../../../src";
import { useEmulator } from "../../support";
import { ask, claimsIn } from "./support";

/** The header that an authenticator puts on a request, and what the token in it says. */
async function headerOf(authenticator: { authenticate(request: { headers?: object }): Promise<void> }) {
  const request: { headers?: { Authorization?: string } } = { headers: {} };
  await authenticator.authenticate(request);
  const authorization = request.headers?.Authorization ?? "";
  return { authorization, claims: claimsIn(authorization.replace("Bearer ", "")) };
}

describe("IBM's own authenticators", () => {
  const emulator = useEmulator();
  const opens = async (authorization: string): Promise<number> => {
    const url = `${emulator.it.url}/v2/policies?account_id=${defaultIbm.account}`;
    return (await ask(url, "GET", undefined, { authorization })).status;
  };

  it("get a token for an API key", async () => {
    const { url } = emulator.it;
    const { authorization, claims } = await headerOf(new IamAuthenticator({ apikey: "emulator", url }));
    expect(await opens(authorization)).toBe(200);
    expect(claims).toMatchObject({ iam_id: "IBMid-0000000001", account: { bss: defaultIbm.account } });
    expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(3600);
    expect(Math.abs(Number(claims["iat"]) - Date.now() / 1000)).toBeLessThan(10);
  });

  it("use one token for many requests", async () => {
    const authenticator = new IamAuthenticator({ apikey: "emulator", url: emulator.it.url });
    const headers = await Promise.all([headerOf(authenticator), headerOf(authenticator), headerOf(authenticator)]);
    headers.push(await headerOf(authenticator));
    expect(new Set(headers.map(({ authorization }) => authorization)).size).toBe(1);
    expect((await emulator.it.calls()).filter(({ operation }) => operation === "getToken")).toHaveLength(1);
  });

  it("show the error for an unknown API key", async () => {
    const authenticator = new IamAuthenticator({ apikey: "wrong", url: emulator.it.url });
    await expect(headerOf(authenticator)).rejects.toMatchObject({
      status: 400,
      message: "There is no such API key.",
      result: { errorCode: "BXNIM0415E", context: { requestId: expect.any(String) } },
    });
  });

  it("get a token for a trusted profile with the token of a compute resource", async () => {
    const crTokenFilename = join(mkdtempSync(join(tmpdir(), "cr-token-")), "token");
    writeFileSync(crTokenFilename, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln");
    const { url } = emulator.it;
    const byName = await headerOf(new ContainerAuthenticator({ crTokenFilename, iamProfileName: "emulator", url }));
    const byId = await headerOf(new ContainerAuthenticator({ crTokenFilename, iamProfileId: "Profile-emulator", url }));
    expect([byName, byId].map(({ claims }) => claims["iam_id"])).toEqual(Array(2).fill("iam-Profile-emulator"));
    expect(await opens(byName.authorization)).toBe(200);
  });

  it("assume a trusted profile with a user's token", async () => {
    const common = { apikey: "emulator", url: emulator.it.url };
    const byId = await headerOf(new IamAssumeAuthenticator({ ...common, iamProfileId: "Profile-emulator" }));
    const iamProfileCrn = `crn:v1:bluemix:public:iam-identity::a/${defaultIbm.account}::profile:Profile-emulator`;
    const byCrn = await headerOf(new IamAssumeAuthenticator({ ...common, iamProfileCrn }));
    const named = { ...common, iamProfileName: "emulator", iamAccountId: defaultIbm.account };
    const byName = await headerOf(new IamAssumeAuthenticator(named));
    for (const { authorization, claims } of [byId, byCrn, byName]) {
      expect(claims).toMatchObject({ iam_id: "iam-Profile-emulator", sub: "Profile-emulator", sub_type: "Profile" });
      expect(await opens(authorization)).toBe(200);
    }
  });

  it.each(["2022-03-01", "2025-08-26"])("get a token on a virtual server, by the interface of %s", async (version) => {
    const { url } = emulator.it;
    const linked = await headerOf(new VpcInstanceAuthenticator({ url, serviceVersion: version }));
    const named = await headerOf(
      new VpcInstanceAuthenticator({ url, serviceVersion: version, iamProfileId: "Profile-emulator" }),
    );
    expect([linked, named].map(({ claims }) => claims["iam_id"])).toEqual(Array(2).fill("iam-Profile-emulator"));
    expect(await opens(linked.authorization)).toBe(200);
    const stranger = new VpcInstanceAuthenticator({ url, serviceVersion: version, iamProfileId: "Profile-other" });
    await expect(headerOf(stranger)).rejects.toMatchObject({ status: 403 });
  });
});
