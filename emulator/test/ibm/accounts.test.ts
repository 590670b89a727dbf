import { defaultIbm } from "../../src";
import { useEmulator } from "../support";
import { collection } from "./app-config/support";
import { type Answered, appConfigPolicy, ask, authorized, claimsIn, keyProtectId } from "./iam/support";

const THEIRS = "f".repeat(32);
const POLICIES = `/v2/policies?account_id=${defaultIbm.account}`;

describe("a caller of another account", () => {
  const emulator = useEmulator({
    ibm: {
      apiKeys: [
        { apiKey: "other", iamId: "iam-ServiceId-1", account: THEIRS },
        { apiKey: "member", iamId: "IBMid-1", account: THEIRS, memberOf: [defaultIbm.account] },
      ],
    },
  });
  const by = async (apiKey: string, path: string, method = "GET", body?: unknown): Promise<Answered> => {
    const headers = { ...(await authorized(emulator.it, apiKey)), "bluemix-instance": keyProtectId };
    return ask(`${emulator.it.url}${path}`, method, body, headers);
  };

  it("has tokens that tell the account", async () => {
    const { authorization = "" } = await authorized(emulator.it, "other");
    expect(claimsIn(authorization)).toMatchObject({ account: { bss: THEIRS }, sub_type: "ServiceId" });
  });

  it("finds no policy, no instance and no key, and changes nothing", async () => {
    const { json } = await by("emulator", "/v2/policies", "POST", appConfigPolicy("key-1"));
    const path = `/v2/policies/${json.id}`;
    expect([(await by("other", path)).status, (await by("other", path, "DELETE")).status]).toEqual([404, 404]);
    expect((await by("other", POLICIES)).json.policies).toEqual([]);
    expect((await by("other", "/v2/policies", "POST", appConfigPolicy("key-2"))).status).toBe(403);
    expect((await by("other", "/api/v2/keys")).status).toBe(401);
    expect((await by("other", collection)).status).toBe(404);
    expect((await by("emulator", path)).json).toEqual(json);
  });

  it("finds everything as a person who is a member here", async () => {
    const { json } = await by("member", "/v2/policies", "POST", appConfigPolicy("key-3"));
    expect((await by("member", `/v2/policies/${json.id}`)).json).toEqual(json);
    expect((await by("member", POLICIES)).json.policies).toContainEqual(json);
    for (const path of ["/api/v2/keys", collection]) expect((await by("member", path)).status).toBe(200);
  });
});
