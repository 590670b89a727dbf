import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useEmulator, withEmulator } from "../../support";
import {
  type Answered,
  appConfigPolicy,
  attribute,
  callPolicies,
  home,
  keyProtectId,
  kms,
  policyOf,
  reader,
  writer,
} from "./support";

describe("policies of the second version", () => {
  const emulator = useEmulator({ clock: "2026-01-02T03:04:05Z" });
  const create = (body: unknown) => callPolicies(emulator.it, "POST", "/v2/policies", body);
  const at = (id: string, version = "v2") => `/${version}/policies/${id}`;

  it("are created with an ETag, and read as they were written", async () => {
    const created = await create(appConfigPolicy("key-1", { description: "flags" }));
    expect(created.status).toBe(201);
    expect(created.headers.get("etag")).toMatch(/^1-[0-9a-f]{32}$/);
    expect(created.json).toEqual({
      ...appConfigPolicy("key-1", { description: "flags" }),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      href: `${emulator.it.url}/v2/policies/${created.json.id}`,
      state: "active",
      created_at: "2026-01-02T03:04:05.000Z",
      created_by_id: "IBMid-0000000001",
      last_modified_at: "2026-01-02T03:04:05.000Z",
      last_modified_by_id: "IBMid-0000000001",
    });
    const read = await callPolicies(emulator.it, "GET", at(created.json.id));
    expect([read.status, read.headers.get("etag"), read.json]).toEqual([
      200,
      created.headers.get("etag"),
      created.json,
    ]);
  });

  it("are the same ones as those of the first version", async () => {
    const { json } = await create(appConfigPolicy("key-1"));
    const first = await callPolicies(emulator.it, "GET", at(json.id, "v1"));
    expect(first.json).toMatchObject({
      id: json.id,
      subjects: [{ attributes: expect.arrayContaining([{ name: "serviceName", value: "apprapp" }]) }],
      roles: [{ role_id: reader, display_name: "Reader" }],
      resources: [
        { attributes: expect.arrayContaining([{ name: "resource", operator: "stringEquals", value: "key-1" }]) },
      ],
    });
  });

  it("conflict with an equal one, whatever the order and the description, and the error shows it", async () => {
    const first = await create(appConfigPolicy("key-1"));
    const { subject, resource } = appConfigPolicy("key-1");
    const again = await create(
      policyOf(subject.attributes.toReversed(), resource.attributes.toReversed(), { description: "again" }),
    );
    expect(again.status).toBe(409);
    expect(again.json).toMatchObject({
      status_code: 409,
      trace: expect.any(String),
      errors: [
        {
          code: "policy_conflict_error",
          message: expect.stringContaining(first.json.id),
          details: { conflicts_with: { etag: first.headers.get("etag"), policy: first.json } },
        },
      ],
    });
  });

  it("don't conflict when a role, an attribute or an operator differs", async () => {
    await create(appConfigPolicy());
    const wide = [home, kms, attribute("serviceInstance", keyProtectId, "stringMatch")];
    const others = [
      appConfigPolicy("key-1"),
      appConfigPolicy(undefined, { control: { grant: { roles: [{ role_id: writer }] } } }),
      policyOf(appConfigPolicy().subject.attributes, wide),
      policyOf(appConfigPolicy().subject.attributes.slice(0, 2), appConfigPolicy().resource.attributes),
    ];
    for (const other of others) expect((await create(other)).status).toBe(201);
  });

  it("are replaced only with the ETag that they have now", async () => {
    const created = await create(appConfigPolicy());
    const body = appConfigPolicy(undefined, { control: { grant: { roles: [{ role_id: writer }] } } });
    const path = at(created.json.id);
    expect((await callPolicies(emulator.it, "PUT", path, body)).status).toBe(400);
    const etag = created.headers.get("etag") ?? "";
    await emulator.it.clock.advance("PT1H");
    const replaced = await callPolicies(emulator.it, "PUT", path, body, { "if-match": etag });
    expect([replaced.status, replaced.json.control, replaced.json.last_modified_at, replaced.json.created_at]).toEqual([
      200,
      body.control,
      "2026-01-02T04:04:05.000Z",
      "2026-01-02T03:04:05.000Z",
    ]);
    expect(replaced.headers.get("etag")).toMatch(/^2-/);
    const stale = await callPolicies(emulator.it, "PUT", path, appConfigPolicy(), { "if-match": etag });
    expect([stale.status, stale.json.errors[0].details]).toEqual([
      409,
      { conflicts_with: { etag: replaced.headers.get("etag") } },
    ]);
  });

  it("can't be replaced by the likeness of another, nor change their type", async () => {
    const { json: other } = await create(appConfigPolicy("key-1"));
    const { json, headers } = await create(appConfigPolicy("key-2"));
    const match = { "if-match": headers.get("etag") ?? "" };
    const twin = await callPolicies(emulator.it, "PUT", at(json.id), appConfigPolicy("key-1"), match);
    expect(twin.json.errors[0].details.conflicts_with.policy.id).toBe(other.id);
    const access = policyOf([attribute("iam_id", "IBMid-7")], [home, kms], { type: "access" });
    expect((await callPolicies(emulator.it, "PUT", at(json.id), access, match)).status).toBe(400);
    expect((await callPolicies(emulator.it, "GET", at(json.id))).headers.get("etag")).toBe(headers.get("etag"));
  });

  it("stay readable after they are deleted, but grant nothing and can be made anew", async () => {
    const { json } = await create(appConfigPolicy());
    expect((await callPolicies(emulator.it, "DELETE", at(json.id))).status).toBe(204);
    expect((await callPolicies(emulator.it, "GET", at(json.id))).json).toMatchObject({ id: json.id, state: "deleted" });
    expect((await callPolicies(emulator.it, "DELETE", at(json.id))).status).toBe(404);
    const { status } = await create(appConfigPolicy());
    expect(status).toBe(201);
  });

  it("are restored by the first version, unless an equal one was made", async () => {
    const { json } = await create(appConfigPolicy());
    await callPolicies(emulator.it, "DELETE", at(json.id));
    const etag = (await callPolicies(emulator.it, "GET", at(json.id))).headers.get("etag") ?? "";
    const restore = (match: string) =>
      callPolicies(emulator.it, "PATCH", at(json.id, "v1"), { state: "active" }, { "if-match": match });
    const restored = await restore(etag);
    expect([restored.status, restored.json.state]).toEqual([200, "active"]);
    await callPolicies(emulator.it, "DELETE", at(json.id));
    const newer = await create(appConfigPolicy());
    const now = (await callPolicies(emulator.it, "GET", at(json.id))).headers.get("etag") ?? "";
    expect((await restore(now)).json.errors[0].details.conflicts_with.policy.id).toBe(newer.json.id);
    expect((await restore(etag)).status).toBe(409);
  });

  it("are not there under an unknown id", async () => {
    for (const method of ["GET", "DELETE"]) {
      const { status, json } = await callPolicies(emulator.it, method, at("no-such-policy"));
      expect([status, json.errors[0].code]).toEqual([404, "policy_not_found"]);
    }
  });
});

it("keeps policies over a restart, with their revisions", async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), "policies-")), "state.json");
  let before: Answered | undefined;
  await withEmulator({ stateFile }, async (emulator) => {
    before = await callPolicies(emulator, "POST", "/v2/policies", appConfigPolicy());
  });
  await withEmulator({ stateFile }, async (emulator) => {
    const after = await callPolicies(emulator, "GET", `/v2/policies/${before?.json.id}`);
    expect(after.headers.get("etag")).toBe(before?.headers.get("etag"));
    expect(after.json.control).toEqual(before?.json.control);
  });
});
