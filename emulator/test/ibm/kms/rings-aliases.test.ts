import { keyProtectOther, useKeys } from "./support";

describe("key rings", () => {
  const keys = useKeys();
  const make = (ring: string) => keys.ask("POST", `/key_rings/${ring}`);
  const remove = (ring: string, query = "") => keys.ask("DELETE", `/key_rings/${ring}${query}`);
  const move = (id: string, from: string, keyRingID: unknown) =>
    keys.ask("PATCH", `/keys/${id}`, { keyRingID }, { headers: { "x-kms-key-ring": from } });

  it("are the default one and those that were made", async () => {
    expect(await make("team-a")).toMatchObject({ status: 201, json: undefined });
    const { json } = await keys.ask("GET", "/key_rings?totalCount=true");
    expect(json).toEqual({
      metadata: { collectionType: "application/vnd.ibm.kms.key_ring+json", collectionTotal: 2, totalCount: 2 },
      resources: [
        { id: "default" },
        { id: "team-a", creationDate: "2026-01-01T00:00:00Z", createdBy: "IBMid-0000000001" },
      ],
    });
    const second = await keys.ask("GET", "/key_rings?limit=1&offset=1");
    expect(second.json.resources).toMatchObject([{ id: "team-a" }]);
    expect((await make("team-a")).status).toBe(409);
    expect((await make("default")).status).toBe(409);
  });

  it.each(["x", "team_a", "team a", "x".repeat(101)])("cannot be called %j", async (ring) => {
    expect(await make(encodeURIComponent(ring))).toMatchObject({ status: 400, code: "INVALID_FIELD_ERR" });
  });

  it("are 50 at the most, besides the default one", async () => {
    for (let i = 0; i < 50; i += 1) expect((await make(`ring-${i}`)).status).toBe(201);
    expect((await make("ring-50")).status).toBe(409);
    expect((await keys.ask("GET", "/key_rings")).json.resources).toHaveLength(51);
  });

  it("go when they are empty, or, forced, when all their keys are destroyed", async () => {
    await make("team-a");
    const inRing = { headers: { "x-kms-key-ring": "team-a" } };
    const { id } = await keys.create({}, inRing);
    expect(await remove("team-a")).toMatchObject({ status: 409, code: "KEY_RING_NOT_EMPTY_ERR" });
    expect(await remove("team-a", "?force=true")).toMatchObject({ status: 409, code: "KEY_RING_KEYS_NOT_DELETED_ERR" });
    await keys.ask("DELETE", `/keys/${id}`);
    expect(await remove("team-a")).toMatchObject({ status: 409, code: "KEY_RING_NOT_EMPTY_ERR" });
    expect(await remove("team-a", "?force=true")).toMatchObject({ status: 204, json: undefined });
    expect(await keys.metadata(id)).toMatchObject({ state: 5, keyRingID: "default" });
    expect(await remove("team-a")).toMatchObject({ status: 404, code: "KEY_RING_NOT_FOUND_ERR" });
    expect(await remove("default")).toMatchObject({ status: 409, code: "KEY_RING_NOT_EMPTY_ERR" });
  });

  it("take a key over from each other", async () => {
    await make("team-a");
    const { id } = await keys.create();
    expect(await move(id, "default", "team-a")).toMatchObject({ status: 200, first: { keyRingID: "team-a" } });
    expect(await move(id, "default", "team-a")).toMatchObject({ status: 404, code: "KEY_NOT_FOUND_ERR" });
    expect(await move(id, "team-a", "none")).toMatchObject({ status: 404, code: "KEY_RING_NOT_FOUND_ERR" });
    expect(await move(id, "team-a", undefined)).toMatchObject({ status: 400, code: "INVALID_FIELD_ERR" });
    const more = await keys.ask("PATCH", `/keys/${id}`, { keyRingID: "default", name: "new" });
    expect(more).toMatchObject({ status: 400, code: "BAD_BODY_ERR" });
    const missing = await keys.ask("POST", "/keys", {}, { headers: { "x-kms-key-ring": "none" } });
    expect(missing.status).toBe(400);
  });

  it("show a moved key late where the service is slow", async () => {
    await keys.emulator.ibm.setLags({ keyRingMove: "PT10M" });
    await make("team-a");
    const { id } = await keys.create();
    await move(id, "default", "team-a");
    expect((await keys.metadata(id)).keyRingID).toBe("default");
    await keys.emulator.clock.advance("PT5M");
    await move(id, "default", "team-a");
    expect((await keys.metadata(id)).keyRingID).toBe("default");
    await keys.emulator.clock.advance("PT5M");
    expect((await keys.metadata(id)).keyRingID).toBe("team-a");
  });
});

describe("aliases", () => {
  const keys = useKeys();
  const add = (id: string, alias: string) => keys.ask("POST", `/keys/${id}/aliases/${alias}`);
  const remove = (id: string, alias: string) => keys.ask("DELETE", `/keys/${id}/aliases/${alias}`);
  const taken = { status: 409, code: "KEY_ALIAS_NOT_UNIQUE_ERR" };

  it("are added to a key and find it", async () => {
    const { id } = await keys.create({ aliases: ["payments"] });
    expect((await add("payments", "shop")).first).toEqual({
      keyId: id,
      alias: "shop",
      createdBy: "IBMid-0000000001",
      creationDate: "2026-01-01T00:00:00Z",
    });
    expect((await keys.metadata("shop")).aliases).toEqual(["payments", "shop"]);
    expect(await remove(id, "shop")).toMatchObject({ status: 204, json: undefined });
    expect(await keys.ask("GET", "/keys/shop/metadata")).toMatchObject({ status: 404, code: "KEY_NOT_FOUND_ERR" });
    expect(await remove(id, "shop")).toMatchObject({ status: 404, code: "KEY_NOT_FOUND_ERR" });
  });

  it("are one key's only, in one instance, also when that is destroyed", async () => {
    const [one, two] = [await keys.create({ aliases: ["payments"] }), await keys.create()];
    expect(await add(two.id, "payments")).toMatchObject(taken);
    expect(await add(one.id, "payments")).toMatchObject(taken);
    await expect(keys.create({ aliases: ["payments"] })).rejects.toThrow("KEY_ALIAS_NOT_UNIQUE_ERR");
    await keys.ask("DELETE", `/keys/${one.id}`);
    expect(await add(two.id, "payments")).toMatchObject(taken);
    expect((await add(two.id, "Payments")).status).toBe(201);
    expect((await keys.create({ aliases: ["payments"] }, { instance: keyProtectOther })).aliases).toEqual(["payments"]);
    expect((await keys.ask("HEAD", "/keys?state=1,5")).headers.get("key-total")).toBe("2");
  });

  it("are five to a key at the most", async () => {
    const { id } = await keys.create({ aliases: ["a1", "a2", "a3", "a4"] });
    expect((await add(id, "a5")).status).toBe(201);
    expect(await add(id, "a6")).toMatchObject({ status: 409, code: "KEY_ALIAS_QUOTA_ERR" });
    await expect(keys.create({ aliases: ["b1", "b2", "b3", "b4", "b5", "b6"] })).rejects.toThrow("KEY_ALIAS_QUOTA_ERR");
  });

  it.each(["x", "a b", "rotate", "0a1b0000-0009-4000-8000-00000000e009"])("cannot be %j", async (alias) => {
    const { id } = await keys.create();
    expect(await add(id, encodeURIComponent(alias))).toMatchObject({ status: 400, code: "INVALID_FIELD_ERR" });
  });

  it("linger where the service is slow: found, and taken, until it has noticed", async () => {
    await keys.emulator.ibm.setLags({ aliasDelete: 300_000 });
    const [one, two] = [await keys.create({ aliases: ["payments"] }), await keys.create()];
    await remove(one.id, "payments");
    expect((await keys.metadata("payments")).id).toBe(one.id);
    expect(await add(two.id, "payments")).toMatchObject(taken);
    await keys.emulator.clock.advance("PT5M");
    expect((await keys.ask("GET", "/keys/payments")).status).toBe(404);
    expect((await add(two.id, "payments")).status).toBe(201);
    expect((await add(one.id, "other")).status).toBe(201);
  });
});
