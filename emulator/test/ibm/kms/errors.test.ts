import { collection, keyType, useKeys } from "./support";

const bytes = (size: number): string => Buffer.alloc(size, 1).toString("base64");
const uuid = "0a1b0000-0009-4000-8000-00000000e009";

describe("bad input for the key service", () => {
  const keys = useKeys();
  const create = (fields: Record<string, unknown>) =>
    keys.ask("POST", "/keys", collection(keyType, { name: "payments", extractable: false, ...fields }));

  it.each<[Record<string, unknown>, string]>([
    [{ name: undefined }, "name"],
    [{ name: "x" }, "name"],
    [{ name: "x".repeat(91) }, "name"],
    [{ description: "x" }, "description"],
    [{ description: "x".repeat(241) }, "description"],
    [{ tags: ["x"] }, "tags"],
    [{ tags: ["x".repeat(31)] }, "tags"],
    [{ tags: ["team:shop"] }, "tags"],
    [{ tags: Array.from({ length: 31 }, (_, i) => `tag ${i}`) }, "tags"],
    [{ aliases: ["x"] }, "alias"],
    [{ aliases: ["x".repeat(91)] }, "alias"],
    [{ aliases: ["a b"] }, "alias"],
    [{ aliases: ["keys"] }, "alias"],
    [{ aliases: ["policies"] }, "alias"],
    [{ aliases: [uuid] }, "alias"],
    [{ aliases: ["same", "same"] }, "aliases"],
    [{ expirationDate: "2025-12-31T00:00:00Z" }, "expirationDate"],
    [{ expirationDate: "2026-02-01" }, "expirationDate"],
    [{ expirationDate: "tomorrow" }, "expirationDate"],
    [{ payload: "no base64!" }, "payload"],
    [{ payload: bytes(31) }, "payload"],
    [{ payload: bytes(48) }, "payload"],
    [{ payload: bytes(7501), extractable: true }, "payload"],
    [{ payload: "", extractable: true }, "payload"],
    [{ type: "application/json" }, "type"],
  ])("a key with %j is refused for its %s", async (fields, field) => {
    const { status, code, first } = await create(fields);
    expect({ status, code }).toEqual({ status: 400, code: "INVALID_FIELD_ERR" });
    expect(first.reasons[0].target).toEqual({ type: "field", name: field });
    expect((await keys.ask("HEAD", "/keys")).headers.get("key-total")).toBe("0");
  });

  it.each<[Record<string, unknown>]>([
    [{ name: "xy" }],
    [{ name: "ключ".repeat(20) }],
    [{ description: "xy", tags: Array.from({ length: 30 }, (_, i) => `tag ${i}`) }],
    [{ aliases: ["a1", "KEYS", "x".repeat(90), "-_-", "rotates"] }],
    [{ payload: bytes(7500), extractable: true }],
    [{ payload: bytes(1), extractable: true }],
    [{ extractable: undefined }],
  ])("a key with %j is made", async (fields) => {
    expect((await create(fields)).status).toBe(201);
  });

  it("words an error as the service does", async () => {
    const { json } = await create({ name: "x" });
    expect(json).toEqual({
      metadata: { collectionType: "application/vnd.ibm.kms.error+json", collectionTotal: 1 },
      resources: [
        {
          errorMsg: "Bad Request: Key could not be created: Please see `reasons` for more details (INVALID_FIELD_ERR)",
          reasons: [
            {
              code: "INVALID_FIELD_ERR",
              message: "The field `name` must be: 2 to 90 characters",
              status: 400,
              moreInfo: "https://cloud.ibm.com/apidocs/key-protect",
              target: { type: "field", name: "name" },
            },
          ],
        },
      ],
    });
  });

  it.each([
    ["an unknown field", collection(keyType, { name: "payments", colour: "red" }), 'json: unknown field "colour"'],
    ["another type", collection(keyType, { name: 5 }), "resources.0.name"],
    ["two keys", collection(keyType, { name: "one" }, { name: "two" }), "Only creation of one key"],
    ["no key", collection(keyType), "Only creation of one key"],
    [
      "a wrong total",
      { metadata: { collectionType: keyType, collectionTotal: 2 }, resources: [{ name: "one" }] },
      "Total",
    ],
    ["empty metadata", { metadata: {}, resources: [{ name: "one" }] }, "CollectionMetadata is empty"],
    ["no metadata", { resources: [{ name: "one" }] }, "CollectionMetadata is empty"],
    ["no resources", { metadata: { collectionType: keyType, collectionTotal: 1 } }, "resources"],
    ["policies where there are none", collection(keyType, { name: "payments", rotation: {} }), "rotation"],
  ])("a body with %s is refused", async (_, body, reason) => {
    const { status, code, first } = await keys.ask("POST", "/keys", body);
    expect({ status, code }).toEqual({ status: 400, code: "BAD_BODY_ERR" });
    expect(first.reasons[0].message).toContain(reason);
  });

  it("a missing body and one that is no JSON are told apart", async () => {
    expect(await keys.ask("POST", "/keys")).toMatchObject({ status: 400, code: "NO_BODY_ERR" });
    const { id } = await keys.create();
    expect(await keys.act(id, "unwrap")).toMatchObject({ status: 400, code: "NO_BODY_ERR" });
    const answer = await keys.act(id, "unwrap", new URLSearchParams("ciphertext=abc"));
    expect(answer).toMatchObject({ status: 400, code: "BAD_BODY_ERR" });
  });

  it.each<[string, unknown, string]>([
    ["wrap", { plaintext: "no base64!" }, "plaintext"],
    ["wrap", { plaintext: bytes(4097) }, "plaintext"],
    ["wrap", { aad: Array.from({ length: 127 }, () => "x") }, "aad"],
    ["wrap", { aad: ["x".repeat(256)] }, "aad"],
    ["unwrap", {}, "ciphertext"],
    ["unwrap", { ciphertext: "no base64!" }, "ciphertext"],
    ["rewrap", { ciphertext: "", aad: ["x".repeat(256)] }, "aad"],
  ])("%s is refused for a wrong field", async (action, body, field) => {
    const { id } = await keys.create();
    const { status, code, first } = await keys.act(id, action, body);
    expect({ status, code }).toEqual({ status: 400, code: "INVALID_FIELD_ERR" });
    expect(first.reasons[0].target.name).toBe(field);
  });

  it("the largest plaintext and additional data are taken", async () => {
    const { id } = await keys.create();
    const aad = Array.from({ length: 126 }, () => "x".repeat(255));
    expect((await keys.act(id, "wrap", { plaintext: bytes(4096), aad })).status).toBe(200);
  });

  it("never repeats what may be secret", async () => {
    const secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
    const { id } = await keys.create();
    const answers = [
      await create({ payload: secret }),
      await create({ payload: `${secret}!` }),
      await keys.act(id, "wrap", { plaintext: `${secret}!` }),
      await keys.act(id, "wrap", { plaintext: [secret] }),
      await keys.act(id, "rotate", { payload: secret }),
    ];
    for (const { status, json } of answers) {
      expect(status).toBe(400);
      expect(JSON.stringify(json)).not.toContain("c2VjcmV0");
    }
  });

  it("rotates with material just where the key was imported", async () => {
    const [generated, imported] = [await keys.create(), await keys.create({ payload: bytes(32) })];
    const withPayload = await keys.act(generated.id, "rotate", { payload: bytes(32) });
    expect(withPayload).toMatchObject({ status: 400, code: "INVALID_QUERY_PARAM_ERR" });
    const without = await keys.act(imported.id, "rotate");
    expect(without).toMatchObject({ status: 400, code: "KEY_PAYLOAD_REQ_ERR" });
    expect(without.first.reasons[0].target).toEqual({ type: "field", name: "payload" });
    expect((await keys.act(imported.id, "rotate", { payload: bytes(16) })).status).toBe(204);
    expect(await keys.metadata(imported.id)).toMatchObject({ algorithmBitSize: 128 });
  });

  it.each([
    ["GET", "/keys/none", 404, "KEY_NOT_FOUND_ERR"],
    ["POST", "/keys/none/actions/wrap", 404, "KEY_NOT_FOUND_ERR"],
    ["DELETE", "/keys/none", 404, "KEY_NOT_FOUND_ERR"],
    ["POST", "/keys/none?action=dance", 400, "INVALID_QUERY_PARAM_ERR"],
    ["POST", "/keys/none", 400, "INVALID_QUERY_PARAM_ERR"],
    ["POST", "/keys/none/actions/dance", 404, undefined],
    ["PUT", "/keys", 405, undefined],
    ["GET", "/nothing", 404, undefined],
  ])("%s %s is answered %d %s", async (method, path, status, code) => {
    const { status: got, code: why } = await keys.ask(method, path);
    expect([got, why]).toEqual([status, code]);
  });

  it("a key is found in the ring that is named only", async () => {
    const { id } = await keys.create();
    await keys.ask("POST", "/key_rings/team-a");
    const inRing = (ring: string) =>
      keys.ask("GET", `/keys/${id}/metadata`, undefined, { headers: { "x-kms-key-ring": ring } });
    expect((await inRing("default")).status).toBe(200);
    expect(await inRing("team-a")).toMatchObject({ status: 404, code: "KEY_NOT_FOUND_ERR" });
    expect(await inRing("none")).toMatchObject({ status: 404, code: "KEY_RING_NOT_FOUND_ERR" });
  });

  it("a rotation policy of a standard key is refused when the key is made", async () => {
    const body = collection(keyType, { name: "tokens", extractable: true, rotation: { interval_month: 1 } });
    const answer = await keys.ask("POST", "/keys_with_policy_overrides", body);
    expect(answer).toMatchObject({ status: 400, code: "KEY_ROOT_REQ_ERR" });
  });
});
