import { collection, policyType, useKeys } from "./support";

const resourceCrn = "crn:v1:bluemix:public:cloud-object-storage:global:a/1:2:bucket:orders";

describe("deleting a key", () => {
  const keys = useKeys();
  const remove = (id: string, query = "", asking = {}) => keys.ask("DELETE", `/keys/${id}${query}`, undefined, asking);
  const dualAuth = (enabled: boolean) => collection(policyType, { type: policyType, dualAuthDelete: { enabled } });
  const setDualAuth = (id: string, enabled = true) =>
    keys.ask("PUT", `/keys/${id}/policies?policy=dualAuthDelete`, dualAuth(enabled));

  it("answers the key, or nothing when nothing is wanted", async () => {
    const [one, two] = [await keys.create(), await keys.create()];
    expect(await remove(one.id)).toMatchObject({ status: 200, first: { id: one.id, state: 5 } });
    const answer = await remove(two.id, "", { headers: { prefer: "return=minimal" } });
    expect(answer).toMatchObject({ status: 204, json: undefined });
  });

  it("is refused while services use the key, unless it is forced", async () => {
    const { id } = await keys.create();
    await keys.emulator.ibm.register({ key: id, resourceCrn, description: "orders" });
    const refused = await remove(id);
    expect(refused).toMatchObject({ status: 409, code: "PROTECTED_RESOURCE_ERR" });
    expect(refused.first.reasons[0].target).toEqual({ type: "query_param", name: "force" });
    expect((await keys.metadata(id)).state).toBe(1);
    expect((await remove(id, "?force=true")).status).toBe(200);
    const left = await keys.ask("GET", `/keys/${id}/registrations`);
    expect(left.json.resources).toEqual([]);
  });

  it("cannot be forced where a service forbids it, until that lets go", async () => {
    const { id } = await keys.create();
    await keys.emulator.ibm.register({ key: id, resourceCrn, preventKeyDeletion: true });
    expect(await remove(id)).toMatchObject({ status: 409, code: "PROTECTED_RESOURCE_ERR" });
    expect(await remove(id, "?force=true")).toMatchObject({ status: 409, code: "PREV_KEY_DEL_ERR" });
    await keys.emulator.ibm.unregister({ key: id, resourceCrn });
    expect((await remove(id)).status).toBe(200);
  });

  it("takes two where the key says so: another one within seven days", async () => {
    const { id } = await keys.create();
    await setDualAuth(id);
    const unmet = { status: 409, code: "AUTHORIZATIONS_NOT_MET" };
    expect(await remove(id)).toMatchObject(unmet);
    await keys.act(id, "setKeyForDeletion");
    expect((await keys.metadata(id)).dualAuthDelete).toEqual({
      enabled: true,
      keySetForDeletion: true,
      authExpiration: "2026-01-08T00:00:00Z",
    });
    expect(await remove(id)).toMatchObject(unmet);
    await keys.emulator.clock.advance("P7D");
    expect(await remove(id, "", { apiKey: "emulator-2" })).toMatchObject(unmet);
    await keys.act(id, "setKeyForDeletion");
    await keys.act(id, "unsetKeyForDeletion");
    expect(await remove(id, "", { apiKey: "emulator-2" })).toMatchObject(unmet);
    await keys.act(id, "setKeyForDeletion");
    expect((await remove(id, "", { apiKey: "emulator-2" })).status).toBe(200);
  });

  it("takes two for good: the policy cannot be switched off again", async () => {
    const { id } = await keys.create();
    expect((await setDualAuth(id, false)).status).toBe(200);
    expect((await setDualAuth(id)).status).toBe(200);
    expect((await setDualAuth(id, false)).status).toBe(409);
    expect((await keys.metadata(id)).dualAuthDelete).toEqual({ enabled: true });
  });

  it("takes two for all keys that are made under the instance's policy", async () => {
    const earlier = await keys.create();
    const policy = { policy_type: "dualAuthDelete", policy_data: { enabled: true } };
    await keys.ask("PUT", "/instance/policies", collection(policyType, policy));
    const later = await keys.create({ extractable: true });
    expect((await remove(earlier.id)).status).toBe(200);
    expect(await remove(later.id)).toMatchObject({ status: 409, code: "AUTHORIZATIONS_NOT_MET" });
  });

  it.each(["setKeyForDeletion", "unsetKeyForDeletion"])("%s means nothing without the policy", async (action) => {
    const { id } = await keys.create();
    for (const path of [`/keys/${id}/actions/${action}`, `/keys/${id}?action=${action}`]) {
      expect(await keys.ask("POST", path)).toMatchObject({ status: 409, code: "NOT_DUAL_AUTH_ERR" });
    }
  });
});

describe("registrations", () => {
  const keys = useKeys();

  it("are listed by key and by instance, and can be searched", async () => {
    const [one, two] = [await keys.create({ name: "one" }), await keys.create({ name: "two" })];
    const other = resourceCrn.replace("orders", "invoices");
    await keys.emulator.ibm.register({ key: one.id, resourceCrn, preventKeyDeletion: true });
    await keys.emulator.ibm.register({ key: two.id, resourceCrn: other, description: "invoices" });
    expect((await keys.ask("GET", `/keys/${one.id}/registrations`)).json.resources).toEqual([
      {
        keyId: one.id,
        keyName: "one",
        resourceCrn,
        description: "",
        preventKeyDeletion: true,
        createdBy: expect.any(String),
        updatedBy: expect.any(String),
        creationDate: "2026-01-01T00:00:00Z",
        lastUpdated: "2026-01-01T00:00:00Z",
        keyVersion: { id: one.id, creationDate: "2026-01-01T00:00:00Z" },
      },
    ]);
    const found = async (query: string) => {
      const { json } = await keys.ask("GET", `/keys/registrations?${query}`);
      return json.resources.map(({ keyName }: { keyName: string }) => keyName);
    };
    expect(await found("")).toEqual(["one", "two"]);
    expect(await found("limit=1&offset=1")).toEqual(["two"]);
    expect(await found("preventKeyDeletion=true")).toEqual(["one"]);
    const encoded = (crn: string) => encodeURIComponent(encodeURIComponent(crn));
    expect(await found(`urlEncodedResourceCRNQuery=${encoded(other)}`)).toEqual(["two"]);
    expect(await found(`urlEncodedResourceCRNQuery=${encoded(resourceCrn.replace("orders", "*"))}`)).toHaveLength(2);
    expect(await found(`urlEncodedResourceCRNQuery=${encoded(resourceCrn.replace("bucket", "volume"))}`)).toEqual([]);
  });

  const account = "crn:v1:bluemix:public:cloud-object-storage:global:a/1";
  const asked = async (path: string, crn: string) => {
    const answer = await keys.ask("GET", `${path}?urlEncodedResourceCRNQuery=${encodeURIComponent(crn)}`);
    return answer.status === 200
      ? answer.json.resources.map((one: { resourceCrn: string }) => one.resourceCrn.split(":").slice(9).join(":"))
      : [answer.status, answer.code, answer.first.reasons[0].target.name];
  };
  const refused = [400, "INVALID_QUERY_PARAM_ERR", "urlEncodedResourceCRNQuery"];

  // What IBM documents: integrations/view-protected-resources, "CRN query examples".
  it.each<[string, unknown, unknown]>([
    [`${account}:2:bucket:prod*`, ["prod-a", "prod:b"], ["prod-a", "prod:b"]],
    [`${account}:2:*:prod*`, ["prod-a", "prod:b", "prod-v"], ["prod-a", "prod:b", "prod-v"]],
    [`${account}:2:*:*`, ["prod-a", "prod:b", "prod-v", "test"], ["prod-a", "prod:b", "prod-v", "test"]],
    [`${account}:*:bucket:prod*`, ["prod-a", "prod:b"], refused],
    [`${account}:2:bucket:prod`, [], []],
    [`${account}:2:buck*:prod-a`, refused, refused],
    [`${account}:2:bucket:*a`, refused, refused],
    [`${account}:2:bucket:p*a`, refused, refused],
    [`${account}:2*:bucket:prod-a`, refused, refused],
    [`${account}:*`, refused, refused],
    ["*", refused, refused],
    ["prod-a", refused, refused],
  ])("are found by %s as it is documented, and refused elsewhere", async (crn, ofKey, ofInstance) => {
    const { id } = await keys.create();
    for (const resource of ["bucket:prod-a", "bucket:prod:b", "volume:prod-v", "bucket:test"]) {
      await keys.emulator.ibm.register({ key: id, resourceCrn: `${account}:2:${resource}` });
    }
    await keys.emulator.ibm.register({ key: id, resourceCrn: `${account}:2:bucket` });
    expect(await asked(`/keys/${id}/registrations`, crn)).toEqual(ofKey);
    expect(await asked("/keys/registrations", crn)).toEqual(ofInstance);
  });

  it("are listed for the keys of one ring", async () => {
    await keys.ask("POST", "/key_rings/team-a");
    const [one, two] = [await keys.create({}, { headers: { "x-kms-key-ring": "team-a" } }), await keys.create()];
    for (const { id: key } of [one, two]) await keys.emulator.ibm.register({ key, resourceCrn });
    const inRing = (ring: string) =>
      keys.ask("GET", "/keys/registrations", undefined, { headers: { "x-kms-key-ring": ring } });
    expect((await inRing("team-a")).json.resources).toMatchObject([{ keyId: one.id }]);
    expect(await inRing("none")).toMatchObject({ status: 404, code: "KEY_RING_NOT_FOUND_ERR" });
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("are no business of people: %s", async (method) => {
    const { id } = await keys.create();
    const path = `/keys/${id}/registrations/${encodeURIComponent(resourceCrn)}`;
    expect(await keys.ask(method, path)).toMatchObject({ status: 403, code: "SERVICE_ONLY_ERR" });
  });

  it("are replaced when made again, and need a key", async () => {
    const { id } = await keys.create();
    await keys.emulator.ibm.register({ key: id, resourceCrn });
    await keys.emulator.ibm.register({ key: id, resourceCrn, description: "again" });
    const { json } = await keys.ask("GET", `/keys/${id}/registrations`);
    expect(json.resources).toMatchObject([{ description: "again" }]);
    const unknown = keys.emulator.ibm.register({ key: "none", resourceCrn });
    await expect(unknown).rejects.toMatchObject({ code: "EmulatorInput" });
  });
});
