import { defaultIbm } from "../../../src";
import { ask } from "../iam/support";
import { hpcs, icp, keyProtect, useKeys } from "./support";

const apiKeys = [
  { apiKey: "reader", actions: ["kms.secrets.list", "kms.secrets.head", "kms.secrets.readmetadata"] },
  { apiKey: "writer", actions: ["kms.secrets.*"] },
];
const more = "0a1b0000-0001-4000-8000-00000000e00f";

describe("access to the key service", () => {
  const keys = useKeys({ ibm: { apiKeys, instances: [{ service: "kms", id: more, region: "eu-de" }] } });
  const plain401 = {
    metadata: { collectionType: "application/vnd.ibm.kms.error+json", collectionTotal: 1 },
    resources: [{ errorMsg: expect.stringMatching(/^Unauthorized/) }],
  };

  it.each([{}, { authorization: "Bearer nonsense" }, { authorization: "Basic ZW11bGF0b3I6" }])(
    "needs a token: %j is answered 401 without reasons",
    async (headers) => {
      const url = `${keys.emulator.url}/api/v2/keys`;
      const answer = await ask(url, "GET", undefined, { "bluemix-instance": keyProtect, ...headers });
      expect(answer).toMatchObject({ status: 401, json: plain401 });
    },
  );

  it("is limited to what the caller may do", async () => {
    const { id } = await keys.create({ extractable: true });
    const by = (apiKey: string, method: string, path: string) => keys.ask(method, path, undefined, { apiKey });
    expect((await by("reader", "GET", "/keys")).status).toBe(200);
    expect((await by("reader", "HEAD", "/keys")).status).toBe(200);
    expect((await by("reader", "GET", `/keys/${id}/metadata`)).status).toBe(200);
    expect(await by("reader", "GET", `/keys/${id}`)).toMatchObject({ status: 401, json: plain401 });
    expect(await by("reader", "DELETE", `/keys/${id}`)).toMatchObject({ status: 401, json: plain401 });
    expect((await by("writer", "GET", `/keys/${id}`)).first.payload).toEqual(expect.any(String));
    expect((await by("writer", "GET", "/key_rings")).status).toBe(401);
    expect((await keys.ask("GET", `/keys/${id}`)).status).toBe(200);
  });

  it.each([
    ["none", 400],
    ["no-guid", 400],
    ["0a1b0000-0001-4000-8000-0000000000ff", 404],
    [defaultIbm.appConfig, 404],
  ])("needs an instance: %s is answered %d", async (instance, status) => {
    const asking = instance === "none" ? { headers: { "bluemix-instance": "" } } : { instance };
    const answer = await keys.ask("GET", "/keys", undefined, asking);
    expect(answer.status).toBe(status);
    expect(answer.first).toEqual({ errorMsg: expect.any(String) });
  });

  it("reaches an instance at the address of its service only", async () => {
    const wrong = (path: string, headers: Record<string, string>) => keys.ask("GET", path, undefined, { headers });
    expect((await wrong("/keys", { "bluemix-instance": icp })).status).toBe(404);
    const atIcp = await keys.ask("GET", "/keys", undefined, { instance: icp, headers: { "icp-instance": keyProtect } });
    expect(atIcp.status).toBe(404);
  });

  it("takes no token of the other identity service", async () => {
    const { json } = await ask(
      `${keys.emulator.url}/iam-token/oidc/token`,
      "POST",
      new URLSearchParams({ grant_type: "urn:ibm:params:oauth:grant-type:apikey", apikey: "emulator" }),
    );
    const headers = { authorization: `Bearer ${json.access_token}`, "bluemix-instance": keyProtect };
    expect((await ask(`${keys.emulator.url}/api/v2/keys`, "GET", undefined, headers)).status).toBe(401);
  });

  it("shows by a key's fields whose it is", async () => {
    const crn = (service: string, region: string, instance: string, id: string) =>
      `crn:v1:bluemix:public:${service}:${region}:a/${defaultIbm.account}:${instance}:key:${id}`;
    const own = await keys.create({}, { apiKey: "emulator-2" });
    expect(own).toMatchObject({
      crn: crn("kms", "us-south", keyProtect, own.id),
      createdBy: "IBMid-0000000002",
      algorithmType: "Deprecated",
      algorithmMetadata: { bitLength: "256", mode: "Deprecated" },
      algorithmMode: "Deprecated",
    });
    const crypto = await keys.create({}, { instance: hpcs });
    expect(crypto).toMatchObject({
      crn: crn("hs-crypto", "us-south", hpcs, crypto.id),
      algorithmType: "AES",
      algorithmMode: "CBC_PAD",
    });
    const elsewhere = await keys.create({}, { instance: more });
    expect(elsewhere.crn).toBe(crn("kms", "eu-de", more, elsewhere.id));
  });

  it("echoes the correlation id, also with errors", async () => {
    const headers = { "correlation-id": "5d1f6a0e-0000-4000-8000-000000000001" };
    for (const path of ["/keys", "/keys/none"]) {
      const answer = await keys.ask("GET", path, undefined, { headers });
      expect(answer.headers.get("correlation-id")).toBe(headers["correlation-id"]);
    }
  });
});
