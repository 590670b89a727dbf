import type { KeysmithError } from "../../../src/core/errors";
import type { IbmClient } from "../../../src/ibm/client";
import type { NewPolicy } from "../../../src/ibm/iam/api";
import { PolicyExistsError } from "../../../src/ibm/platform/errors";
import { rejection } from "../../http/searching";
import { clientOf, FakeIbm, json } from "../support";

const READER = "crn:v1:bluemix:public:iam::::serviceRole:Reader";

const wanted: NewPolicy = {
  subject: [{ key: "serviceName", value: "apprapp" }],
  resource: [
    { key: "serviceName", value: "kms" },
    { key: "resource", value: "true", operator: "stringExists" },
  ],
  roles: [READER],
  description: "d",
};

const sent = {
  type: "authorization",
  description: "d",
  subject: { attributes: [{ key: "serviceName", operator: "stringEquals", value: "apprapp" }] },
  resource: {
    attributes: [
      { key: "serviceName", operator: "stringEquals", value: "kms" },
      { key: "resource", operator: "stringExists", value: true },
    ],
  },
  control: { grant: { roles: [{ role_id: READER }] } },
};

const shown = { ...sent, id: "p-1", state: "active", href: "https://iam", created_at: "2026-01-01T00:00:00Z" };

const read = {
  createdAt: "2026-01-01T00:00:00Z",
  id: "p-1",
  state: "active",
  description: "d",
  subject: [{ key: "serviceName", operator: "stringEquals", value: "apprapp" }],
  resource: [
    { key: "serviceName", operator: "stringEquals", value: "kms" },
    { key: "resource", operator: "stringExists", value: "true" },
  ],
  roles: [READER],
};

function api(ibm: FakeIbm): IbmClient["policies"] {
  return clientOf(ibm, { maxTries: 1 }).policies;
}

const one = (status: number): FakeIbm => new FakeIbm(() => json(shown, status, { etag: "1-abc" }));

it("creates, reads, replaces and deletes a policy", async () => {
  const created = one(201);
  expect(await api(created).create(wanted)).toEqual({ ...read, etag: "1-abc" });
  expect(created.sent[0]).toMatchObject({ method: "POST" });
  expect(created.sent[0]?.url.href).toBe("https://iam.cloud.ibm.com/v2/policies");
  expect(JSON.parse(created.sent[0]?.body ?? "")).toEqual(sent);

  const got = one(200);
  expect(await api(got).get("p/1")).toEqual({ ...read, etag: "1-abc" });
  expect(got.sent[0]?.url.pathname).toBe("/v2/policies/p%2F1");

  const replaced = one(200);
  await api(replaced).replace("p-1", "1-old", { ...wanted, description: undefined });
  expect(replaced.sent[0]).toMatchObject({ method: "PUT", headers: { "if-match": "1-old" } });
  expect(JSON.parse(replaced.sent[0]?.body ?? "")).toEqual({ ...sent, description: undefined });

  const deleted = new FakeIbm(() => ({ status: 204 }));
  await api(deleted).delete("p-1");
  expect(deleted.sent[0]).toMatchObject({ method: "DELETE" });
});

it("lists all pages of the active policies of an account, of one type", async () => {
  const odd = {
    ...shown,
    id: "p-2",
    description: null,
    subject: undefined,
    resource: { attributes: [{ key: "k", operator: "o", value: ["a"] }] },
  };
  const ibm = new FakeIbm(({ url }) =>
    url.searchParams.has("start")
      ? json({ policies: [odd], next: null })
      : json({ policies: [shown], next: { href: "h", start: "s-2" }, limit: 100 }),
  );
  expect(await api(ibm).list("acc", "access")).toEqual([
    read,
    expect.objectContaining({ id: "p-2", subject: [], resource: [{ key: "k", operator: "o", value: '["a"]' }] }),
  ]);
  const first = { account_id: "acc", type: "access", state: "active", limit: "100" };
  expect(ibm.sent.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([first, { ...first, start: "s-2" }]);
});

it("does not follow pages that lead back to each other for ever", async () => {
  const ibm = new FakeIbm(() => json({ policies: [], next: { start: "again" } }));
  expect(await rejection(api(ibm).list("acc"))).toMatchObject({ code: "bad-reply" });
  expect(ibm.sent).toHaveLength(2);
});

it("lists the roles that a service may be granted on another", async () => {
  const role = (name: string): object => ({ display_name: name, crn: `crn:${name}`, actions: [] });
  const reply = {
    system_roles: [role("Viewer")],
    service_roles: [role("Reader")],
    custom_roles: [{ display_name: "No CRN" }],
  };
  const ibm = new FakeIbm(() => json(reply));
  expect(await api(ibm).roles("apprapp", "kms")).toEqual(["crn:Viewer", "crn:Reader"]);
  expect(ibm.sent[0]?.url.pathname).toBe("/v2/roles");
  expect(Object.fromEntries(ibm.sent[0]?.url.searchParams ?? [])).toEqual({
    service_name: "kms",
    source_service_name: "apprapp",
    policy_type: "authorization",
  });
});

function refusalOf(status: number, code: string | undefined, details?: object): ReturnType<typeof json> {
  return json(
    {
      trace: "4c467b38-3910-447d-87bc-ac049166f216",
      status_code: status,
      errors: code ? [{ code, message: "The words.", details }] : [],
    },
    status,
  );
}

type Act = (policies: IbmClient["policies"]) => Promise<unknown>;
const create: Act = (policies) => policies.create(wanted);
const replace: Act = (policies) => policies.replace("p-1", "1-old", wanted);
const get: Act = (policies) => policies.get("p-1");

async function refused(act: Act, reply: ReturnType<typeof json>): Promise<KeysmithError> {
  return (await rejection(act(api(new FakeIbm(() => reply))))) as KeysmithError;
}

it.each<[Act, number, string | undefined, string]>([
  [get, 404, "policy_not_found", "not-found"],
  [get, 404, "not_found", "not-found"],
  [get, 404, undefined, "service"],
  [create, 400, "invalid_body", "rejected"],
  [create, 400, "role_not_found", "rejected"],
  [create, 400, "request_not_processed", "rejected"],
  [create, 415, "unsupported_content_type", "rejected"],
  [create, 403, "insufficent_permissions", "permission"],
  [create, 403, undefined, "permission"],
  [create, 401, "invalid_token", "credentials"],
  [create, 401, undefined, "credentials"],
  [create, 429, "too_many_requests", "throttled"],
  [create, 503, "unable_to_process", "service"],
  [create, 409, "policy_conflict_error", "already-exists"],
  [replace, 409, "policy_conflict_error", "conflict"],
  [replace, 412, undefined, "conflict"],
])("IAM's refusal is an error of its class: %#", async (act, status, code, expected) => {
  const error = await refused(act, refusalOf(status, code));
  expect(error.code).toBe(expected);
  expect([error.vendorCode, error.httpStatus, error.requestId]).toEqual([
    code,
    status,
    "4c467b38-3910-447d-87bc-ac049166f216",
  ]);
  expect(error.remedy).toMatch(/^[A-Z].*\.$/);
  expect(error.message.includes("The words")).toBe(code !== undefined);
});

it.each<[Act, unknown]>([
  [create, "4c467b38-3910-447d-87bc-ac049166f216"],
  [create, { id: "4c467b38-3910-447d-87bc-ac049166f216", state: "active" }],
  [replace, "4c467b38-3910-447d-87bc-ac049166f216"],
])("an equal policy is named: %#", async (act, policy) => {
  const reply = refusalOf(409, "policy_conflict_error", { conflicts_with: { etag: "1-x", policy } });
  const error = await refused(act, reply);
  expect(error).toBeInstanceOf(PolicyExistsError);
  expect(error).toMatchObject({
    policy: "4c467b38-3910-447d-87bc-ac049166f216",
    code: "already-exists",
    remedy: expect.stringContaining("4c467b38-3910-447d-87bc-ac049166f216"),
  });
});

it("a policy's conflict with itself means that it has changed", async () => {
  for (const conflicts_with of [{ etag: "2-new" }, { etag: "2-new", policy: "p-1" }]) {
    const error = await refused(replace, refusalOf(409, "policy_conflict_error", { conflicts_with }));
    expect(error).toMatchObject({ code: "conflict", remedy: expect.stringContaining("changed") });
  }
});

it("a policy without an ETag, or of another form, is no policy", async () => {
  expect((await refused(get, json(shown))).message).toContain("headers.etag");
  expect((await refused(get, json({ ...shown, control: {} }, 200, { etag: "e" }))).message).toContain(
    "body.control.grant",
  );
});
