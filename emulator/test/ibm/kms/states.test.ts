import { hpcs, useKeys } from "./support";

const states = ["active", "suspended", "deactivated", "destroyed"] as const;
type State = (typeof states)[number];

const numbers: Record<State, number> = { active: 1, suspended: 2, deactivated: 3, destroyed: 5 };

describe("the state of a key decides what can be done:", () => {
  const keys = useKeys();

  /** A root key in a state, at rest for long enough, and a ciphertext of it. */
  async function keyIn(state: State, instance?: string): Promise<{ id: string; ciphertext: string }> {
    const asking = instance === undefined ? {} : { instance };
    const tomorrow = new Date(Date.parse(await keys.emulator.clock.now()) + 86_400_000).toISOString();
    const expires = state === "deactivated" ? { expirationDate: tomorrow } : {};
    const { id } = await keys.create(expires, asking);
    const { json } = await keys.act(id, "wrap", {}, asking);
    if (state === "suspended") await keys.act(id, "disable", undefined, asking);
    if (state === "destroyed") await keys.ask("DELETE", `/keys/${id}`, undefined, asking);
    await keys.emulator.clock.advance("P1D");
    return { id, ciphertext: json.ciphertext };
  }

  const invalid = "409 KEY_ACTION_INVALID_STATE_ERR";
  const gone = "410 KEY_DELETED_ERR";
  const table: readonly (readonly [string, string, Record<State, string>])[] = [
    ["GET", "", { active: "200", suspended: "200", deactivated: "200", destroyed: "200" }],
    ["GET", "/metadata", { active: "200", suspended: "200", deactivated: "200", destroyed: "200" }],
    ["GET", "/policies", { active: "200", suspended: "200", deactivated: "200", destroyed: "200" }],
    ["GET", "/registrations", { active: "200", suspended: "200", deactivated: "200", destroyed: "200" }],
    ["GET", "/versions", { active: "200", suspended: invalid, deactivated: invalid, destroyed: invalid }],
    ["GET", "/versions?allKeyStates=true", { active: "200", suspended: "200", deactivated: "200", destroyed: "200" }],
    ["POST", "/actions/wrap", { active: "200", suspended: invalid, deactivated: invalid, destroyed: gone }],
    ["POST", "/actions/unwrap", { active: "200", suspended: invalid, deactivated: "200", destroyed: gone }],
    ["POST", "/actions/rewrap", { active: "200", suspended: invalid, deactivated: "200", destroyed: gone }],
    ["POST", "/actions/rotate", { active: "204", suspended: invalid, deactivated: "204", destroyed: gone }],
    ["POST", "/actions/disable", { active: "204", suspended: invalid, deactivated: invalid, destroyed: gone }],
    ["POST", "/actions/enable", { active: invalid, suspended: "204", deactivated: invalid, destroyed: gone }],
    ["POST", "/actions/sync", { active: "204", suspended: "204", deactivated: "204", destroyed: gone }],
    ["POST", "/aliases/other-name", { active: "201", suspended: "201", deactivated: "201", destroyed: gone }],
    ["DELETE", "", { active: "200", suspended: "200", deactivated: "200", destroyed: gone }],
    ["POST", "/restore", { active: invalid, suspended: invalid, deactivated: invalid, destroyed: "201" }],
    ["DELETE", "/purge", { active: invalid, suspended: invalid, deactivated: invalid, destroyed: "200" }],
  ];
  const cases = table.flatMap(([method, path, outcomes]) =>
    states.map((state) => [method, path, state, outcomes[state]] as const),
  );

  it.each(cases)("%s /keys/{id}%s of a key that is %s is answered %s", async (method, path, state, outcome) => {
    const { id, ciphertext } = await keyIn(state);
    expect((await keys.metadata(id)).state).toBe(numbers[state]);
    const body = path.endsWith("wrap") && path !== "/actions/wrap" ? { ciphertext } : undefined;
    const { status, code } = await keys.ask(method, `/keys/${id}${path}`, body);
    expect(code === undefined ? `${status}` : `${status} ${code}`).toBe(outcome);
  });

  it("what is destroyed is listed on demand only", async () => {
    const listed: string[] = [];
    for (const state of states) await keyIn(state);
    const { json } = await keys.ask("GET", "/keys?sort=state");
    for (const { state } of json.resources) listed.push(state);
    expect(listed).toEqual([1, 2, 3]);
    expect((await keys.ask("GET", "/keys?state=5")).json.resources).toMatchObject([{ state: 5, deleted: true }]);
    expect((await keys.ask("HEAD", "/keys")).headers.get("key-total")).toBe("3");
    expect((await keys.ask("HEAD", "/keys?state=1,5")).headers.get("key-total")).toBe("2");
  });

  it("a destroyed standard key no longer shows its payload", async () => {
    const { id } = await keys.create({ extractable: true });
    expect((await keys.ask("GET", `/keys/${id}`)).first.payload).toEqual(expect.any(String));
    await keys.ask("DELETE", `/keys/${id}`);
    expect((await keys.ask("GET", `/keys/${id}`)).first.payload).toBeUndefined();
  });

  it.each(["wrap", "rotate", "disable", "enable", "sync"])("a standard key is none to %s", async (action) => {
    const { id } = await keys.create({ extractable: true });
    await keys.emulator.clock.advance("PT2H");
    expect(await keys.act(id, action)).toMatchObject({ status: 400, code: "KEY_ROOT_REQ_ERR" });
  });

  it("an expired key of Hyper Protect Crypto Services cannot be rotated", async () => {
    const { id } = await keyIn("deactivated", hpcs);
    const answer = await keys.act(id, "rotate", undefined, { instance: hpcs });
    expect(answer).toMatchObject({ status: 409, code: "KEY_ACTION_INVALID_STATE_ERR" });
  });

  it("a rotated key that has expired stays deactivated", async () => {
    const { id } = await keyIn("deactivated");
    await keys.act(id, "rotate");
    expect(await keys.metadata(id)).toMatchObject({ state: 3, expirationDate: "2026-01-02T00:00:00Z" });
  });
});
