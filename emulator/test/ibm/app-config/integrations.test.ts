import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultIbm } from "../../../src";
import { useEmulator, withEmulator } from "../../support";
import { appConfigPolicy, ask, authorized } from "../iam/support";
import { authorize, call, collection, eventIntegration, integrationOf, makeKey } from "./support";

describe("an integration with a root key", () => {
  const emulator = useEmulator({ clock: "2026-06-01T00:00:00Z" });
  const registrations = async (key: string): Promise<unknown> => {
    const { body } = await emulator.it.ibm.request("GET", `/api/v2/keys/${key}/registrations`);
    return (body as { resources?: unknown }).resources ?? [];
  };

  it("is created, read and listed", async () => {
    await authorize(emulator.it);
    const key = await makeKey(emulator.it);
    const created = await call(emulator.it, "POST", "", integrationOf(key));
    expect(created.status).toBe(201);
    expect(created.json).toEqual({
      ...integrationOf(key),
      metadata: { ...integrationOf(key).metadata, key_status: "USABLE", kms_scheme_type: "BYOK" },
      created_time: "2026-06-01T00:00:00.000Z",
      updated_time: "2026-06-01T00:00:00.000Z",
      href: `${emulator.it.url}${collection}/flags`,
    });
    expect((await call(emulator.it, "GET", "/flags")).json).toEqual(created.json);
    expect((await call(emulator.it, "GET")).json).toMatchObject({ integrations: [created.json], total_count: 1 });
  });

  it("shows on the key as a registration that doesn't protect it, until it is deleted", async () => {
    await authorize(emulator.it);
    const key = await makeKey(emulator.it);
    await call(emulator.it, "POST", "", integrationOf(key));
    const resourceCrn = `crn:v1:bluemix:public:apprapp:us-south:a/${defaultIbm.account}:${defaultIbm.appConfig}::`;
    expect(await registrations(key)).toMatchObject([{ keyId: key, resourceCrn, preventKeyDeletion: false }]);
    const deleted = await call(emulator.it, "DELETE", "/flags");
    expect([deleted.status, deleted.json]).toEqual([204, undefined]);
    expect(await registrations(key)).toEqual([]);
    expect((await call(emulator.it, "GET", "/flags")).status).toBe(404);
    expect((await call(emulator.it, "DELETE", "/flags")).status).toBe(404);
  });

  it("fails without saying why when there is no authorization", async () => {
    const key = await makeKey(emulator.it);
    const { status, json } = await call(emulator.it, "POST", "", integrationOf(key));
    expect(status).toBe(500);
    expect(json.errors[0].message).toContain("could not be 'create'd");
    expect((await call(emulator.it, "GET")).json.integrations).toEqual([]);
    expect(await registrations(key)).toEqual([]);
  });

  it("fails when the authorization is for another key, or was deleted", async () => {
    const key = await makeKey(emulator.it);
    await authorize(emulator.it, appConfigPolicy("another-key"));
    expect((await call(emulator.it, "POST", "", integrationOf(key))).status).toBe(500);
    const policy = await authorize(emulator.it);
    await ask(`${emulator.it.url}/v2/policies/${policy}`, "DELETE", undefined, await authorized(emulator.it));
    expect((await call(emulator.it, "POST", "", integrationOf(key))).status).toBe(500);
  });

  it("fails with a key that isn't there, isn't a root key, or is disabled", async () => {
    await authorize(emulator.it);
    const disabled = await makeKey(emulator.it);
    await emulator.it.ibm.request("POST", `/api/v2/keys/${disabled}/actions/disable`);
    for (const key of ["no-such-key", await makeKey(emulator.it, { extractable: true }), disabled]) {
      expect((await call(emulator.it, "POST", "", integrationOf(key))).status).toBe(500);
    }
  });

  it("says what has become of the key", async () => {
    await authorize(emulator.it);
    const key = await makeKey(emulator.it);
    await call(emulator.it, "POST", "", integrationOf(key));
    const status = async () => (await call(emulator.it, "GET", "/flags")).json.metadata.key_status;
    await emulator.it.ibm.request("POST", `/api/v2/keys/${key}/actions/disable`);
    expect(await status()).toBe("NON_USABLE_DISABLE");
    await emulator.it.clock.advance("PT1M");
    await emulator.it.ibm.request("POST", `/api/v2/keys/${key}/actions/enable`);
    expect(await status()).toBe("USABLE");
    await emulator.it.clock.advance("PT1M");
    await emulator.it.ibm.request("DELETE", `/api/v2/keys/${key}?force=true`);
    expect(await status()).toBe("NON_USABLE_DELETE");
  });

  it("is the only one with a key, and the only one with its id", async () => {
    await authorize(emulator.it);
    const [key, other] = [await makeKey(emulator.it), await makeKey(emulator.it)];
    await call(emulator.it, "POST", "", integrationOf(key));
    for (const body of [integrationOf(other, { integration_id: "two" }), integrationOf(other)]) {
      expect((await call(emulator.it, "POST", "", body)).status).toBe(409);
    }
    expect(await registrations(other)).toEqual([]);
  });

  it.each([
    ["with a space in its id", { integration_id: "my flags" }, "integration_id"],
    ["of an unknown type", { integration_type: "OTHER" }, "integration_type"],
    ["without a key", { metadata: { kms_instance_crn: "x", kms_endpoint: "https://x" } }, "metadata.root_key_id"],
    [
      "with an endpoint that is no URL",
      { metadata: { ...integrationOf("k").metadata, kms_endpoint: "us-south" } },
      "metadata.kms_endpoint",
    ],
    [
      "with another service in place of a key service",
      { metadata: { ...integrationOf("k").metadata, kms_instance_crn: "crn:v1:bluemix:public:cos:us:a/x:y::" } },
      "kms_instance_crn",
    ],
  ])("is refused %s", async (_, more, reason) => {
    const { status, json } = await call(emulator.it, "POST", "", integrationOf("k", more));
    expect([status, json.errors[0].code]).toEqual([400, "bad_request"]);
    expect(json.errors[0].message).toContain(reason);
  });

  it("needs an instance of App Configuration that there is", async () => {
    const path = "/apprapp/feature/v1/instances/0a1b0000-0004-4000-8000-00000000ffff/integrations";
    for (const [method, body] of [["GET"], ["POST", integrationOf("k")]] as const) {
      const { status, json } = await call(emulator.it, method, path, body);
      expect([status, json.errors[0].code]).toEqual([404, "not_found"]);
    }
  });
});

describe("integrations", () => {
  const emulator = useEmulator({ ibm: { apiKeys: [{ apiKey: "viewer", actions: ["apprapp.integrations.list"] }] } });

  it("can be with Event Notifications, and are listed in pages whose links lead on", async () => {
    for (const integration_id of ["a", "b", "c"]) {
      const { status } = await call(emulator.it, "POST", "", { ...eventIntegration, integration_id });
      expect(status).toBe(201);
    }
    const first = (await call(emulator.it, "GET", "?limit=2")).json;
    expect(first).toMatchObject({
      limit: 2,
      offset: 0,
      total_count: 3,
      last: { href: expect.stringMatching(/offset=2$/) },
    });
    expect(first.previous).toBeUndefined();
    const second = (await ask(first.next.href, "GET", undefined, await authorized(emulator.it))).json;
    const ids = [first, second].map(({ integrations }) =>
      integrations.map((one: { integration_id: string }) => one.integration_id),
    );
    expect(ids).toEqual([["a", "b"], ["c"]]);
    expect(second).toMatchObject({ offset: 2, previous: { href: first.first.href } });
    expect(second.next).toBeUndefined();
    expect((await call(emulator.it, "DELETE", "/b")).status).toBe(204);
    expect((await call(emulator.it, "GET", "?limit=2")).json).toMatchObject({
      last: { href: first.first.href },
      total_count: 2,
    });
  });

  it.each(["?limit=0", "?limit=101", "?limit=", "?offset=-1"])("refuse the page %s", async (search) => {
    expect((await call(emulator.it, "GET", search)).status).toBe(400);
  });

  it("can't be created by whoever may only see them", async () => {
    const headers = await authorized(emulator.it, "viewer");
    const url = `${emulator.it.url}${collection}`;
    expect((await ask(url, "GET", undefined, headers)).status).toBe(200);
    expect((await ask(url, "POST", eventIntegration, headers)).status).toBe(403);
    expect((await ask(url, "GET")).status).toBe(401);
  });

  it("say when to come back when there are too many calls", async () => {
    const headers = await authorized(emulator.it);
    await emulator.it.setFaults([{ operation: "listIntegrations", nth: 1, kind: "429", retryAfter: 7 }]);
    const { status, json, headers: answered } = await ask(`${emulator.it.url}${collection}`, "GET", undefined, headers);
    expect([status, answered.get("retry-after"), json.errors[0].code]).toEqual([429, "7", "too_many_requests"]);
    await emulator.it.setQuotas({ readsPerSecond: 0.001 });
    await ask(`${emulator.it.url}${collection}`, "GET", undefined, headers);
    const over = await ask(`${emulator.it.url}${collection}`, "GET", undefined, headers);
    expect([over.status, over.headers.get("retry-after")]).toEqual([429, "1"]);
  });
});

describe("keys of Hyper Protect Crypto Services", () => {
  const hpcs = integrationOf("", {}).metadata;
  const policy = () => {
    const { resource } = appConfigPolicy();
    const [account] = resource.attributes;
    return appConfigPolicy(undefined, {
      resource: { attributes: [account, { key: "serviceName", operator: "stringEquals", value: "hs-crypto" }] },
    });
  };
  const emulator = useEmulator({ clock: "2026-03-16T23:59:59Z" });
  const create = async (integration_id: string) => {
    const root_key_id = await makeKey(emulator.it, { service: "hs-crypto" });
    const metadata = { ...hpcs, kms_instance_crn: defaultIbm.hpcs, root_key_id };
    return call(emulator.it, "POST", "", integrationOf("", { integration_id, metadata }));
  };

  it("are taken until 2026-03-17, and stay", async () => {
    await authorize(emulator.it, policy());
    const created = await create("old");
    expect([created.status, created.json.metadata.kms_scheme_type]).toEqual([201, "KYOK"]);
    await emulator.it.clock.advance("PT1S");
    expect((await call(emulator.it, "GET", "/old")).json.metadata.key_status).toBe("USABLE");
  });

  it("are refused since", async () => {
    await authorize(emulator.it, policy());
    await emulator.it.clock.advance("PT1S");
    const { status, json } = await create("new");
    expect(status).toBe(400);
    expect(json.errors[0].message).toContain("2026-03-17");
  });
});

it("waits for a new authorization where the cloud is slow", async () => {
  await withEmulator({ ibm: { lags: { policy: { checks: 2 } } } }, async (emulator) => {
    const body = integrationOf(await makeKey(emulator));
    await authorize(emulator);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await call(emulator, "POST", "", body)).status);
    expect(statuses).toEqual([500, 500, 201]);
  });
});

it("refuses to end the encryption where it is set so", async () => {
  await withEmulator({ ibm: { refuseIntegrationDelete: true } }, async (emulator) => {
    await authorize(emulator);
    await call(emulator, "POST", "", integrationOf(await makeKey(emulator)));
    await call(emulator, "POST", "", eventIntegration);
    expect((await call(emulator, "DELETE", "/flags")).status).toBe(409);
    expect((await call(emulator, "GET", "/flags")).status).toBe(200);
    expect((await call(emulator, "DELETE", "/events")).status).toBe(204);
  });
});

it("keeps integrations over a restart", async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), "integrations-")), "state.json");
  await withEmulator({ stateFile }, async (emulator) => {
    await authorize(emulator);
    await call(emulator, "POST", "", integrationOf(await makeKey(emulator)));
  });
  await withEmulator({ stateFile }, async (emulator) => {
    expect((await call(emulator, "GET", "/flags")).json.metadata).toMatchObject({ key_status: "USABLE" });
    expect((await call(emulator, "DELETE", "/flags")).status).toBe(204);
  });
});
