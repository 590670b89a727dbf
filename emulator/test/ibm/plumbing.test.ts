import { connectEmulator, defaultIbm } from "../../src";
import { startEmulator } from "../start";
import { ask, askToken, authorized, grantType } from "./iam/support";
import { collection, hpcs, icp, keyProtect, keyType, useKeys } from "./kms/support";

const newKey = (name: string) => collection(keyType, { name, extractable: false });
const resourceCrn = "crn:v1:bluemix:public:apprapp:us-south:a/1:2::";

describe.each(["in the same process", "over the admin routes"])("acting as somebody else at IBM, %s", (way) => {
  const keys = useKeys();
  const ibm = () => (way === "in the same process" ? keys.emulator.ibm : connectEmulator(keys.emulator.url).ibm);

  it("needs no token and is spared by faults, quotas and the journal", async () => {
    await keys.emulator.setFaults([{ operation: "*", kind: "500", times: 100 }]);
    await keys.emulator.setQuotas({ writesPerSecond: 0.001 });
    for (const name of ["one", "two"]) {
      const made = await ibm().request("POST", "/api/v2/keys", { body: newKey(name) });
      expect(made).toMatchObject({ status: 201, body: { resources: [{ name, createdBy: "IBMid-somebodyelse" }] } });
    }
    expect(await keys.emulator.calls()).toEqual([]);
  });

  it("chooses the instance: by GUID, by service, or by the path", async () => {
    const crnOf = async (path: string, options: object) => {
      const { body } = await ibm().request("POST", path, { ...options, body: newKey("ours") });
      const { crn, id } = (body as { resources: { crn?: string; id: string }[] }).resources[0] ?? {};
      return crn?.replace(`key:${id}`, ":");
    };
    expect(await crnOf("/api/v2/keys", {})).toBe(defaultIbm.keyProtect);
    expect(await crnOf("/api/v2/keys", { service: "hs-crypto" })).toBe(defaultIbm.hpcs);
    expect(await crnOf("/api/v2/keys", { instance: hpcs })).toBe(defaultIbm.hpcs);
    expect(await crnOf("/kms/api/v2/keys", {})).toBeUndefined();
    expect((await keys.ask("GET", "/keys", undefined, { instance: icp })).json.resources).toHaveLength(1);
  });

  it("answers errors like anything else, and replies without a body", async () => {
    const missing = await ibm().request("GET", "/api/v2/keys/none?x=1");
    expect(missing).toMatchObject({ status: 404, body: { resources: [{ reasons: [{ code: "KEY_NOT_FOUND_ERR" }] }] } });
    const { id } = await keys.create();
    const disabled = await ibm().request("POST", `/api/v2/keys/${id}/actions/disable`);
    expect(disabled).toEqual({ status: 204, headers: { "correlation-id": expect.any(String) } });
    expect((await keys.metadata(id)).state).toBe(2);
    expect((await ibm().request("GET", "/nothing")).status).toBe(404);
  });

  it("sends headers and ready-made bodies", async () => {
    await ibm().request("POST", "/api/v2/key_rings/team-a");
    const headers = { "X-Kms-Key-Ring": "team-a" };
    const body = JSON.stringify(newKey("ours"));
    const made = await ibm().request("POST", "/api/v2/keys", { headers, body });
    expect(made).toMatchObject({ status: 201, body: { resources: [{ keyRingID: "team-a" }] } });
  });

  it("is another than the users that there are, so that two can agree", async () => {
    const { id } = await keys.create();
    const policy = collection("application/vnd.ibm.kms.policy+json", { dualAuthDelete: { enabled: true } });
    await keys.ask("PUT", `/keys/${id}/policies`, policy);
    await ibm().request("POST", `/api/v2/keys/${id}/actions/setKeyForDeletion`);
    expect((await keys.ask("DELETE", `/keys/${id}`)).status).toBe(200);
  });

  it("registers and unregisters, in any instance", async () => {
    const { id } = await keys.create({}, { instance: hpcs });
    const registered = async () => {
      const { json } = await keys.ask("GET", `/keys/${id}/registrations`, undefined, { instance: hpcs });
      return json.resources.length;
    };
    await ibm().register({ instance: hpcs, key: id, resourceCrn });
    expect(await registered()).toBe(1);
    await ibm().unregister({ instance: hpcs, key: id, resourceCrn });
    expect(await registered()).toBe(0);
  });

  it("refuses what makes no sense", async () => {
    const wrong = { code: "EmulatorInput", status: 400 };
    await expect(ibm().setLags({ aliasDelete: "a while" })).rejects.toMatchObject(wrong);
    await expect(ibm().setLags({ keyRingMove: -1 })).rejects.toMatchObject(wrong);
    await expect(ibm().request("GET", "api/v2/keys")).rejects.toMatchObject(wrong);
    await expect(ibm().register({ key: "", resourceCrn: "" })).rejects.toMatchObject(wrong);
  });
});

describe("the journal of IBM's services", () => {
  const keys = useKeys();

  it("has operation, caller, parameters of path and query, and nothing of bodies", async () => {
    const secret = Buffer.alloc(32, "secret").toString("base64");
    const { id } = await keys.create({ payload: secret });
    await keys.emulator.clearCalls();
    await keys.ask("GET", "/keys?limit=5&state=1", undefined, { apiKey: "emulator-2" });
    await keys.act(id, "wrap", { plaintext: secret });
    await keys.ask("POST", "/keys", collection(keyType, { name: "ours", payload: secret, extractable: false }));
    await keys.ask("GET", "/keys/none");
    await keys.ask("GET", "/nothing");
    const calls = await keys.emulator.calls();
    const user = "IBMid-0000000001";
    expect(calls.filter(({ operation }) => operation !== "getToken")).toMatchObject([
      {
        vendor: "ibm",
        operation: "listKeys",
        method: "GET",
        status: 200,
        accessKeyId: "IBMid-0000000002",
        parameters: { limit: "5", state: "1" },
        transport: { query: ["limit", "state"], form: [] },
      },
      { operation: "wrapKey", method: "POST", accessKeyId: user, parameters: { id } },
      { operation: "createKey", status: 201, accessKeyId: user, parameters: {} },
      { operation: "getKey", status: 404, errorCode: "KEY_NOT_FOUND_ERR", parameters: { id: "none" } },
      { operation: "", status: 404, errorCode: "NOT_FOUND" },
    ]);
    expect(JSON.stringify(calls)).not.toContain(secret.slice(0, 20));
  });

  it("hides what strays into the query of a token request", async () => {
    const form = { grant_type: grantType("apikey"), apikey: "emulator" };
    await askToken(keys.emulator, form, "/identity/token?apikey=very-secret");
    const calls = await keys.emulator.calls();
    expect(calls).toMatchObject([{ operation: "getToken", parameters: { apikey: "***" } }]);
    expect(JSON.stringify(calls)).not.toContain("very-secret");
  });
});

describe("faults and quotas at IBM", () => {
  const keys = useKeys();
  const fault = (kind: "429" | "500" | "503") =>
    keys.emulator.setFaults([{ operation: "*", kind, retryAfter: 7, times: 9 }]);

  it.each([
    ["429", 429],
    ["500", 500],
    ["503", 503],
  ] as const)("answer %s in each service's own words", async (kind, status) => {
    const headers = await authorized(keys.emulator);
    // The tokens are fetched before anything is faulty.
    await keys.ask("GET", "/keys");
    await keys.ask("GET", "/keys", undefined, { instance: icp });
    await fault(kind);
    const modern = await keys.ask("GET", "/keys");
    expect(modern).toMatchObject({ status, first: { errorMsg: expect.any(String), reasons: [{ status }] } });
    expect(modern.headers.get("retry-after")).toBe("7");
    const private2019 = await keys.ask("GET", "/keys", undefined, { instance: icp });
    expect(private2019).toMatchObject({ status, first: { errorMsg: expect.any(String) }, code: undefined });
    const token = await askToken(keys.emulator, {});
    expect(token).toMatchObject({ status, json: { errorCode: expect.any(String), errorMessage: expect.any(String) } });
    const policies = await ask(`${keys.emulator.url}/v2/policies`, "GET", undefined, headers);
    expect(policies).toMatchObject({ status, json: { trace: expect.any(String), status_code: status } });
    const path = `/apprapp/feature/v1/instances/${defaultIbm.appConfig}/integrations`;
    expect((await ask(keys.emulator.url + path, "GET", undefined, headers)).status).toBe(status);
  });

  it("name the operation, and lose an answer after the key was made", async () => {
    await keys.emulator.setFaults([{ operation: "createKey", nth: 2, kind: "reset-after" }]);
    await keys.create();
    await expect(keys.create()).rejects.toThrow("fetch failed");
    expect((await keys.ask("HEAD", "/keys")).headers.get("key-total")).toBe("2");
  });

  it("count reads and writes apart", async () => {
    await keys.create();
    await keys.emulator.setQuotas({ writesPerSecond: 0.001 });
    expect((await keys.ask("POST", "/keys", newKey("one"))).status).toBe(201);
    expect((await keys.ask("POST", "/keys", newKey("two"))).status).toBe(429);
    expect((await keys.ask("GET", "/keys")).status).toBe(200);
  });
});

describe("an emulator with instances of one's own", () => {
  const id = "0a1b0000-0005-4000-8000-00000000e001";
  const keys = useKeys({ ibm: { instances: [{ service: "hs-crypto", id, region: "eu-gb" }] } });

  it("serves them as well as the default ones", async () => {
    const key = await keys.create({}, { instance: id });
    expect(key.crn).toContain(`hs-crypto:eu-gb:a/${defaultIbm.account}:${id}:key:`);
    expect((await keys.create({}, { instance: keyProtect })).crn).toContain(keyProtect);
  });

  it("wants their ids to be UUIDs", async () => {
    const wrong = startEmulator({ ibm: { instances: [{ service: "kms", id: "mine" }] } });
    await expect(wrong).rejects.toMatchObject({ code: "EmulatorInput" });
  });
});
