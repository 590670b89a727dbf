import { defaultIbm } from "../../../src";
import { ask } from "../iam/support";
import { collection, icp, keyType, useKeys } from "./support";

const asking = { instance: icp };
const bytes = (size: number): string => Buffer.alloc(size, 1).toString("base64");

describe("the key service of IBM Cloud Private", () => {
  const keys = useKeys();
  const create = (fields: Record<string, unknown> = {}) => keys.create(fields, asking);
  const request = (method: string, path: string, body?: unknown) => keys.ask(method, path, body, asking);
  const tryCreate = (fields: Record<string, unknown>) =>
    request("POST", "/keys", collection(keyType, { type: keyType, name: "payments", extractable: false, ...fields }));

  it("leads a key through its life", async () => {
    const { id } = await create({ description: "of the shop" });
    expect((await request("HEAD", "/keys")).headers.get("key-total")).toBe("1");
    expect((await request("GET", "/keys")).json.resources).toMatchObject([{ id, name: "payments", state: 1 }]);
    const wrapped = await request("POST", `/keys/${id}?action=wrap`, { aad: ["orders"] });
    expect(wrapped.json).toEqual({ plaintext: expect.any(String), ciphertext: expect.any(String) });
    expect((await request("POST", `/keys/${id}?action=rotate`)).status).toBe(204);
    const { ciphertext, plaintext } = wrapped.json;
    const opened = await request("POST", `/keys/${id}?action=unwrap`, { ciphertext, aad: ["orders"] });
    expect(opened.json).toEqual({ plaintext, ciphertext: expect.any(String) });
    expect((await request("GET", `/keys/${id}`)).first.lastRotateDate).toBe("2026-01-01T00:00:00Z");
    expect(await request("DELETE", `/keys/${id}`)).toMatchObject({ status: 200, first: { state: 5, deleted: true } });
    expect((await request("GET", `/keys/${id}`)).status).toBe(404);
    expect((await request("GET", "/keys?state=5")).json.resources).toEqual([]);
  });

  it("shows the fields of 2019", async () => {
    const { id } = await create();
    expect((await request("GET", `/keys/${id}`)).first).toEqual({
      type: keyType,
      id,
      name: "payments",
      state: 1,
      extractable: false,
      imported: false,
      createdBy: expect.any(String),
      creationDate: "2026-01-01T00:00:00Z",
      lastUpdateDate: "2026-01-01T00:00:00Z",
      algorithmType: "AES",
      algorithmMetadata: { bitLength: "256", mode: "CBC_PAD" },
      algorithmBitSize: 256,
      algorithmMode: "CBC_PAD",
    });
    const standard = await create({ extractable: true, payload: bytes(5) });
    expect((await request("GET", `/keys/${standard.id}`)).first.payload).toBe(bytes(5));
  });

  it.each([
    [16, 400],
    [24, 400],
    [32, 201],
    [48, 201],
    [64, 201],
  ])("takes root keys of 256, 384 and 512 bits: %d bytes are answered %d", async (size, status) => {
    expect((await tryCreate({ payload: bytes(size) })).status).toBe(status);
  });

  it.each([
    ["A good name 1", 201],
    ["x", 400],
    ["x".repeat(50), 201],
    ["x".repeat(51), 400],
    ["with-hyphen", 400],
    ["naïve", 400],
  ])("has a rule for names of its own: %j is answered %d", async (name, status) => {
    expect((await tryCreate({ name })).status).toBe(status);
  });

  it.each([{ aliases: ["payments"] }, { tags: ["shop"] }, { encryptedNonce: "AAAA" }])(
    "does not know %j",
    async (fields) => {
      expect(await tryCreate(fields)).toMatchObject({ status: 400, code: undefined });
    },
  );

  it("answers errors without reasons", async () => {
    for (const answer of [await request("GET", "/keys/none"), await tryCreate({ name: "x" })]) {
      expect(answer.json).toEqual({
        metadata: { collectionType: "application/vnd.ibm.kms.error+json", collectionTotal: 1 },
        resources: [{ errorMsg: expect.any(String) }],
      });
    }
  });

  it.each([
    ["GET", "/metadata"],
    ["GET", "/versions"],
    ["GET", "/policies"],
    ["GET", "/registrations"],
    ["POST", "/restore"],
    ["DELETE", "/purge"],
    ["POST", "/actions/wrap"],
    ["POST", "/aliases/payments"],
  ])("has no %s /keys/{id}%s", async (method, path) => {
    const { id } = await create();
    expect((await request(method, `/keys/${id}${path}`)).status).toBe(404);
  });

  it.each(["rewrap", "enable", "disable", "restore", "setKeyForDeletion"])("has no action %s", async (action) => {
    const { id } = await create();
    expect((await request("POST", `/keys/${id}?action=${action}`, {})).status).toBe(400);
  });

  it.each(["/key_rings", "/import_token", "/instance/policies", "/keys/registrations"])("has no %s", async (path) => {
    expect((await request("GET", path)).status).toBe(404);
  });

  it("moves no key, and knows neither rings nor Prefer nor force", async () => {
    const { id } = await create();
    expect((await request("PATCH", `/keys/${id}`, { keyRingID: "default" })).status).toBe(405);
    const headers = { prefer: "return=minimal", "x-kms-key-ring": "none" };
    const deleted = await keys.ask("DELETE", `/keys/${id}`, undefined, { ...asking, headers });
    expect(deleted.status).toBe(200);
  });

  it("still unwraps with a key that has expired", async () => {
    const { id } = await create({ expirationDate: "2026-01-02T00:00:00Z" });
    const { ciphertext, plaintext } = (await request("POST", `/keys/${id}?action=wrap`)).json;
    await keys.emulator.clock.advance("P2D");
    expect((await request("POST", `/keys/${id}?action=wrap`)).status).toBe(409);
    const opened = await request("POST", `/keys/${id}?action=unwrap`, { ciphertext });
    expect(opened.json).toEqual({ plaintext });
  });

  it("wants a token of its own identity service and the header icp-instance", async () => {
    const url = `${keys.emulator.url}/kms/api/v2/keys`;
    expect((await ask(url, "GET", undefined, { "icp-instance": icp })).status).toBe(401);
    const other = await keys.ask("GET", "/keys", undefined, { instance: defaultIbm.icpInstanceIdOther });
    expect(other.json.resources).toEqual([]);
    const none = await keys.ask("GET", "/keys", undefined, { ...asking, headers: { "icp-instance": "" } });
    expect(none.status).toBe(400);
  });
});
