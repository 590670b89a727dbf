import { collection, keyType, policyType, useKeys } from "./support";

describe("policies", () => {
  const keys = useKeys();
  const put = (path: string, ...resources: unknown[]) => keys.ask("PUT", path, collection(policyType, ...resources));
  const rotation = (months: unknown) => ({ type: policyType, rotation: { interval_month: months } });

  it("of a key are shown with who set them, and when", async () => {
    const { id, crn } = await keys.create();
    const none = await keys.ask("GET", `/keys/${id}/policies`);
    expect(none.json).toEqual({ metadata: { collectionType: policyType, collectionTotal: 0 }, resources: [] });
    const both = await put(`/keys/${id}/policies`, rotation(3), { dualAuthDelete: { enabled: true } });
    const stamp = { createdBy: "IBMid-0000000001", creationDate: "2026-01-01T00:00:00Z" };
    const shown = {
      id,
      crn,
      type: policyType,
      ...stamp,
      updatedBy: stamp.createdBy,
      lastUpdateDate: stamp.creationDate,
    };
    expect(both.json.resources).toEqual([
      { ...shown, rotation: { enabled: true, interval_month: 3 } },
      { ...shown, dualAuthDelete: { enabled: true } },
    ]);
    await keys.emulator.clock.advance("PT1H");
    const off = { type: policyType, rotation: { enabled: false } };
    const changed = await keys.ask("PUT", `/keys/${id}/policies?policy=rotation`, collection(policyType, off));
    expect(changed.json.resources).toEqual([
      { ...shown, rotation: { enabled: false, interval_month: 3 }, lastUpdateDate: "2026-01-01T01:00:00Z" },
    ]);
    const only = await keys.ask("GET", `/keys/${id}/policies?policy=dualAuthDelete`);
    expect(only.json.resources).toMatchObject([{ dualAuthDelete: { enabled: true } }]);
  });

  it.each<[string, unknown[], string]>([
    ["", [rotation(0)], "INVALID_FIELD_ERR"],
    ["", [rotation(13)], "INVALID_FIELD_ERR"],
    ["", [rotation(1.5)], "INVALID_FIELD_ERR"],
    ["", [{ rotation: { enabled: true } }], "INVALID_FIELD_ERR"],
    ["", [{ ...rotation(1), type: keyType }], "INVALID_FIELD_ERR"],
    ["", [rotation("1")], "BAD_BODY_ERR"],
    ["", [{ ...rotation(1), more: 1 }], "BAD_BODY_ERR"],
    ["", [{}], "BAD_BODY_ERR"],
    ["", [], "BAD_BODY_ERR"],
    ["?policy=rotation", [rotation(1), rotation(2)], "NUM_COLLECTION_RESOURCE_ERR"],
    ["?policy=dualAuthDelete", [rotation(1)], "BODY_QUERY_PARAM_MISMATCH_ERR"],
    ["?policy=colour", [rotation(1)], "INVALID_QUERY_PARAM_ERR"],
  ])("of a key%s are refused: %j", async (query, resources, code) => {
    const { id } = await keys.create();
    expect(await put(`/keys/${id}/policies${query}`, ...resources)).toMatchObject({ status: 400, code });
  });

  it("rotate neither standard nor imported keys", async () => {
    const standard = await keys.create({ extractable: true });
    expect(await put(`/keys/${standard.id}/policies`, rotation(1))).toMatchObject({ code: "KEY_ROOT_REQ_ERR" });
    const imported = await keys.create({ payload: Buffer.alloc(32).toString("base64") });
    expect(await put(`/keys/${imported.id}/policies`, rotation(1))).toMatchObject({ code: "INVALID_FIELD_ERR" });
  });

  it("of the instance are kept with their defaults", async () => {
    const attributes = { create_standard_key: false };
    const answer = await put(
      "/instance/policies",
      { policy_type: "keyCreateImportAccess", policy_data: { enabled: true, attributes } },
      { policy_type: "allowedIP", policy_data: { enabled: true, attributes: { allowed_ip: ["192.0.2.0/24"] } } },
      { policy_type: "metrics", policy_data: { enabled: true } },
    );
    expect(answer).toMatchObject({ status: 204, json: undefined });
    const { json } = await keys.ask("GET", "/instance/policies?policy=keyCreateImportAccess");
    expect(json.resources).toEqual([
      {
        policy_type: "keyCreateImportAccess",
        policy_data: {
          enabled: true,
          attributes: {
            create_root_key: true,
            create_standard_key: false,
            import_root_key: true,
            import_standard_key: true,
            enforce_token: false,
          },
        },
        createdBy: "IBMid-0000000001",
        creationDate: "2026-01-01T00:00:00Z",
        updatedBy: "IBMid-0000000001",
        lastUpdated: "2026-01-01T00:00:00Z",
      },
    ]);
    expect((await keys.ask("GET", "/instance/policies")).json.resources).toHaveLength(3);
    const port = await keys.ask("GET", "/instance/allowed_ip_port");
    expect(port.first).toEqual({ private_endpoint_port: expect.any(Number) });
  });

  it.each<[string, unknown[], string]>([
    ["", [{ policy_type: "colour", policy_data: { enabled: true } }], "INVALID_FIELD_ERR"],
    ["", [{ policy_type: "metrics", policy_data: { enabled: false, attributes: {} } }], "BAD_BODY_ERR"],
    ["", [{ policy_type: "metrics", policy_data: { enabled: true }, more: 1 }], "BAD_BODY_ERR"],
    ["", [{ policy_type: "rotation", policy_data: { enabled: true } }], "INVALID_FIELD_ERR"],
    ["", [{ policy_type: "allowedNetwork", policy_data: { enabled: false } }], "INVALID_FIELD_ERR"],
    ["", [{ policy_type: "metrics", policy_data: { enabled: true, attributes: { x: 1 } } }], "BAD_BODY_ERR"],
    [
      "?policy=metrics",
      [{ policy_type: "rotation", policy_data: { enabled: false } }],
      "BODY_QUERY_PARAM_MISMATCH_ERR",
    ],
  ])("of the instance%s are refused: %j", async (query, resources, code) => {
    expect(await put(`/instance/policies${query}`, ...resources)).toMatchObject({ status: 400, code });
    expect((await keys.ask("GET", "/instance/policies")).json.resources).toEqual([]);
  });

  it("have to be as many as they say", async () => {
    const metadata = { collectionType: policyType, collectionTotal: 2 };
    const resources = [{ policy_type: "metrics", policy_data: { enabled: true } }];
    const answer = await keys.ask("PUT", "/instance/policies", { metadata, resources });
    expect(answer).toMatchObject({ status: 400, code: "COLLECTION_TOTAL_MISMATCH_ERR" });
    const two = await put("/instance/policies?policy=metrics", ...resources, ...resources);
    expect(two).toMatchObject({ status: 400, code: "NUM_COLLECTION_RESOURCE_ERR" });
  });
});
