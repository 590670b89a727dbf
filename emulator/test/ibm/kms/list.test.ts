import { keyProtectOther, useKeys } from "./support";

describe("the list of keys", () => {
  const keys = useKeys();
  const list = (query: string, headers?: Record<string, string>) =>
    keys.ask("GET", `/keys?${query}`, undefined, headers ? { headers } : {});
  const names = async (query: string): Promise<string[]> =>
    (await list(query)).json.resources.map(({ name }: { name: string }) => name);

  /** Four keys, made a day apart. */
  async function seed(): Promise<void> {
    const advance = () => keys.emulator.clock.advance("P1D");
    await keys.create({ name: "alpha", aliases: ["first", "not-alpha"] });
    await advance();
    await keys.create({ name: "Beta", expirationDate: "2027-01-01T00:00:00Z" });
    await advance();
    await keys.create({ name: "gamma ray", extractable: true });
    await advance();
    const { id } = await keys.create({ name: "delta", payload: Buffer.alloc(32).toString("base64") });
    await keys.act(id, "rotate", { payload: Buffer.alloc(32, 1).toString("base64") });
    await keys.act(id, "disable");
  }

  it("is empty at first, and each instance's own", async () => {
    expect((await list("")).json).toEqual({
      metadata: { collectionType: "application/vnd.ibm.kms.key+json", collectionTotal: 0 },
      resources: [],
    });
    await keys.create({}, { instance: keyProtectOther });
    expect(await names("")).toEqual([]);
  });

  it("is sorted by id and has neither payloads nor aliases that are not there", async () => {
    await seed();
    const { json } = await list("");
    const ids = json.resources.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...ids].sort());
    for (const key of json.resources) expect(Object.hasOwn(key, "payload")).toBe(false);
    const bare = json.resources.find(({ name }: { name: string }) => name === "gamma ray");
    for (const field of ["aliases", "tags", "expirationDate", "lastRotateDate", "keyVersion", "rotation"]) {
      expect(Object.hasOwn(bare, field)).toBe(false);
    }
  });

  it("comes in pages, and says how many there are", async () => {
    await seed();
    const answer = await list("limit=2&offset=1&sort=creationDate");
    expect(answer.json.resources.map(({ name }: { name: string }) => name)).toEqual(["Beta", "gamma ray"]);
    expect(answer.json.metadata.collectionTotal).toBe(2);
    expect(answer.headers.get("key-total")).toBe("4");
    expect(await names("offset=9")).toEqual([]);
  });

  it.each([
    ["sort=creationDate", ["alpha", "Beta", "gamma ray", "delta"]],
    ["sort=-creationDate", ["delta", "gamma ray", "Beta", "alpha"]],
    ["sort=-state,creationDate", ["delta", "alpha", "Beta", "gamma ray"]],
    ["sort=extractable,-creationDate", ["delta", "Beta", "alpha", "gamma ray"]],
    ["sort=-imported,creationDate", ["delta", "alpha", "Beta", "gamma ray"]],
    ["sort=-expirationDate,creationDate", ["Beta", "alpha", "gamma ray", "delta"]],
    ["sort=-lastRotateDate,creationDate", ["delta", "alpha", "Beta", "gamma ray"]],
    ["sort=creationDate&state=2", ["delta"]],
    ["sort=creationDate&state=1,2&extractable=false", ["alpha", "Beta", "delta"]],
    ["sort=creationDate&extractable=true", ["gamma ray"]],
    ["sort=creationDate&search=a", ["alpha", "Beta", "gamma ray", "delta"]],
    ["sort=creationDate&search=BET", ["Beta"]],
    ["sort=creationDate&search=first", ["alpha"]],
    ["sort=creationDate&search=name:first", []],
    ["sort=creationDate&search=alias:alpha", ["alpha"]],
    ["sort=creationDate&search=exact:gamma", []],
    ["sort=creationDate&search=exact:name:gamma ray", ["gamma ray"]],
    ["sort=creationDate&search=name:exact:gamma ray", ["gamma ray"]],
    ["sort=creationDate&search=not:alpha", ["Beta", "gamma ray", "delta"]],
    ["sort=creationDate&search=not:exact:alpha", ["Beta", "gamma ray", "delta"]],
    ["sort=creationDate&search=escape:not:alpha", []],
    ['sort=creationDate&filter=creationDate=gte:"2026-01-03T00:00:00Z"', ["gamma ray", "delta"]],
    ['sort=creationDate&filter=creationDate=lt:"2026-01-03T00:00:00Z"', ["alpha", "Beta"]],
    ['sort=creationDate&filter=creationDate="2026-01-02T00:00:00Z"', ["Beta"]],
    [
      'sort=creationDate&filter=creationDate=gt:"2026-01-01T00:00:00Z" creationDate=lte:"2026-01-03T00:00:00Z"',
      ["Beta", "gamma ray"],
    ],
    ["sort=creationDate&filter=expirationDate=none", ["alpha", "gamma ray", "delta"]],
    ["sort=creationDate&filter=lastRotateDate=none extractable=FALSE", ["alpha", "Beta"]],
    ["sort=creationDate&filter=state=2", ["delta"]],
    ["sort=creationDate&filter=state=1 extractable=true", ["gamma ray"]],
    ["sort=creationDate&filter=state=5", []],
    ["sort=creationDate&filter=extractable=false&state=2", ["delta"]],
  ])("answers %s", async (query, expected) => {
    await seed();
    expect(await names(query)).toEqual(expected);
  });

  it("tells how it understood a search", async () => {
    const { json } = await list("search=not:exact:alias:payments");
    expect(json.metadata.searchQuery).toEqual({ query: "payments", scopes: ["alias"], not: true, exact: true });
  });

  it("puts the key whose id or alias was searched for first", async () => {
    const { id } = await keys.create({ name: "target", aliases: ["zebra"] });
    await keys.create({ name: `about ${id}` });
    await keys.create({ name: "zebra crossing" });
    expect(await names(`search=${id}`)).toEqual(["target", `about ${id}`]);
    expect((await names("search=zebra"))[0]).toBe("target");
  });

  it("is not searched through beyond 5000 keys, only for an id or alias", async () => {
    const { ibm } = keys.emulator;
    const body = { metadata: { collectionType: "x", collectionTotal: 1 }, resources: [{ name: "many" }] };
    for (let i = 0; i < 5000; i += 1) await ibm.request("POST", "/api/v2/keys", { body });
    expect((await list("search=many&limit=1")).headers.get("key-total")).toBe("5000");
    const { id } = await keys.create({ aliases: ["needle"] });
    expect(await list("search=many")).toMatchObject({ status: 400, code: "KEY_SEARCH_TOO_BROAD" });
    const found = await list("search=needle");
    expect(found.json).toMatchObject({ metadata: { incompleteSearch: true }, resources: [{ id }] });
    expect((await list("search=many&extractable=false")).status).toBe(200);
    expect((await list("limit=5000")).json.resources).toHaveLength(5000);
  }, 60_000);

  it("can be of one ring", async () => {
    await keys.ask("POST", "/key_rings/team-a");
    const inRing = { headers: { "x-kms-key-ring": "team-a" } };
    await keys.create({ name: "ours" }, inRing);
    await keys.create({ name: "theirs" });
    const { json } = await list("", inRing.headers);
    expect(json.resources).toMatchObject([{ name: "ours", keyRingID: "team-a" }]);
    expect((await keys.ask("HEAD", "/keys", undefined, inRing)).headers.get("key-total")).toBe("1");
    expect(await list("", { "x-kms-key-ring": "none" })).toMatchObject({ status: 404, code: "KEY_RING_NOT_FOUND_ERR" });
  });

  it.each([
    "limit=0",
    "limit=5001",
    "limit=-1",
    "limit=two",
    "offset=-1",
    "state=6",
    "state=1, 2",
    "extractable=yes",
    "sort=name",
    "filter=name=alpha",
    "filter=creationDate=2026-01-01T00:00:00Z",
    'filter=creationDate=after:"2026-01-01T00:00:00Z"',
    'filter=creationDate="soon"',
    "filter=state=1&state=1",
    "filter=extractable=true&extractable=true",
    "filter=state=1 state=2 state=3 state=5",
  ])("is refused with %s", async (query) => {
    expect(await list(query)).toMatchObject({ status: 400, code: "INVALID_QUERY_PARAM_ERR" });
  });

  it("names the limits of a limit", async () => {
    const [reason] = (await list("limit=0")).first.reasons;
    expect(reason.message).toContain("an integer between 1 and 5000 (inclusive)");
    expect(reason.target).toEqual({ type: "query_param", name: "limit" });
  });
});
