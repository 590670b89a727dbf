import { ask } from "../iam/support";
import { collection, keyProtect, keyType, policyType, useKeys } from "./support";

const dataKey = Buffer.alloc(32, 7).toString("base64");

/** As IBM's client for Go writes and reads bodies: with Go's encoding/json, which the service's own errors show too. */
describe("what the key service reads from a request", () => {
  const keys = useKeys();

  it("takes field names in upper and lower case alike, at every depth", async () => {
    const body = {
      Metadata: { COLLECTIONTYPE: keyType, collectiontotal: 1 },
      resources: [{ Name: "payments", EXTRACTABLE: false, Tags: ["shop"], Aliases: ["pay"] }],
    };
    const { status, first } = await keys.ask("POST", "/keys", body);
    expect({ status, ...first }).toMatchObject({ status: 201, name: "payments", extractable: false, tags: ["shop"] });
    const moved = await keys.ask("PATCH", `/keys/${first.id}`, { KeyRingID: "default" });
    expect(moved).toMatchObject({ status: 200, first: { keyRingID: "default" } });
    const rotation = collection(policyType, { Type: policyType, Rotation: { Interval_Month: 3 } });
    expect(await keys.ask("PUT", `/keys/${first.id}/policies`, rotation)).toMatchObject({ status: 200 });
    const data = { Enabled: true, Attributes: { Allowed_IP: ["10.0.0.0/8"] } };
    const instance = collection(policyType, { Policy_Type: "allowedIP", Policy_Data: data });
    expect(await keys.ask("PUT", "/instance/policies", instance)).toMatchObject({ status: 204 });
  });

  it("takes null for a field that is left out", async () => {
    const id = (
      await keys.create({ description: null, tags: null, aliases: null, payload: null, expirationDate: null })
    ).id;
    expect(await keys.act(id, "wrap", { plaintext: null, aad: null })).toMatchObject({ status: 200 });
    const data = { enabled: false, attributes: null };
    const instance = collection(policyType, { policy_type: "metrics", policy_data: data });
    expect(await keys.ask("PUT", "/instance/policies", instance)).toMatchObject({ status: 204 });
    const nameless = await keys.ask("POST", "/keys", collection(keyType, { name: null }));
    expect(nameless).toMatchObject({ status: 400, code: "INVALID_FIELD_ERR" });
  });

  it("takes null for no body", async () => {
    const { id } = await keys.create();
    expect(await keys.act(id, "rotate", "null")).toMatchObject({ status: 204 });
    expect(await keys.ask("POST", "/import_token", "null")).toMatchObject({ status: 200 });
    expect(await keys.act(id, "unwrap", "null")).toMatchObject({ status: 400, code: "NO_BODY_ERR" });
  });

  it("refuses a field that it doesn't know, also with null", async () => {
    const answer = await keys.ask("POST", "/keys", collection(keyType, { name: "payments", Colour: null }));
    expect(answer).toMatchObject({ status: 400, code: "BAD_BODY_ERR" });
    expect(answer.first.reasons[0].message).toContain('json: unknown field "Colour"');
  });

  it("takes an empty query parameter for one that is left out, as IBM's client for Python sends it", async () => {
    const { id } = await keys.create();
    const query = "state=&extractable=&search=&sort=&filter=&limit=&offset=&totalCount=";
    const listed = await keys.ask("GET", `/keys?${query}`);
    expect(listed).toMatchObject({ status: 200, first: { id } });
    expect((await keys.ask("HEAD", "/keys?state=")).headers.get("key-total")).toBe("1");
    expect(await keys.ask("GET", `/keys/${id}/policies?policy=`)).toMatchObject({ status: 200 });
    expect(await keys.ask("GET", "/instance/policies?policy=")).toMatchObject({ status: 200 });
    const registrations = "/keys/registrations?urlEncodedResourceCRNQuery=&preventKeyDeletion=";
    await keys.emulator.ibm.register({ key: id, resourceCrn: "crn:v1:bluemix:public:apprapp:us-south:a/1:2::" });
    expect((await keys.ask("GET", registrations)).json.resources).toHaveLength(1);
  });

  it("makes a data key where the plaintext is empty", async () => {
    const { id } = await keys.create();
    const made = await keys.act(id, "wrap", { plaintext: "" });
    expect(Buffer.from(made.json.plaintext, "base64")).toHaveLength(32);
    const opened = await keys.act(id, "unwrap", { ciphertext: made.json.ciphertext });
    expect(opened.json.plaintext).toBe(made.json.plaintext);
    expect((await keys.act(id, "wrap", { plaintext: dataKey })).json).not.toHaveProperty("plaintext");
  });
});

describe("what the key service answers beside the body", () => {
  const keys = useKeys();
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const bare = (path: string, headers: Record<string, string> = {}) =>
    ask(`${keys.emulator.url}${path}`, "GET", undefined, headers);

  it("has a correlation id in every answer: the caller's, or one of its own", async () => {
    await keys.emulator.setFaults([{ operation: "listKeys", kind: "503", nth: 3 }]);
    const paths = ["/keys", "/keys/none", "/keys?limit=0", "/keys", "/nothing"];
    for (const path of paths) {
      const own = await keys.ask("GET", path);
      const given = await keys.ask("GET", path, undefined, { headers: { "correlation-id": "c-1" } });
      expect([own.status, own.headers.get("correlation-id")]).toEqual([own.status, expect.stringMatching(uuid)]);
      expect([given.status, given.headers.get("correlation-id")]).toEqual([given.status, "c-1"]);
    }
    expect(await keys.emulator.faults()).toMatchObject([{ hits: 1 }]);
  });

  it.each(["/api/v2/keys", "/kms/api/v2/keys"])("tells at %s how to authenticate", async (path) => {
    const { status, headers } = await bare(path, { "bluemix-instance": keyProtect });
    expect([status, headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(headers.get("correlation-id")).toMatch(uuid);
  });

  it("lets nobody but a service acknowledge an event", async () => {
    expect(await keys.ask("POST", "/event_ack", {})).toMatchObject({ status: 403, code: "SERVICE_ONLY_ERR" });
  });
});
