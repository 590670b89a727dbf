import { collection, keyProtectOther, policyType, useKeys } from "./support";

describe("the clock of the key service", () => {
  const keys = useKeys();
  const advance = (duration: string) => keys.emulator.clock.advance(duration);
  const remove = (id: string) => keys.ask("DELETE", `/keys/${id}`);
  const restore = (id: string) => keys.ask("POST", `/keys/${id}/restore`);

  it("shows when a deleted key can be restored and purged", async () => {
    const { id } = await keys.create();
    expect((await remove(id)).first).toMatchObject({
      state: 5,
      deleted: true,
      deletionDate: "2026-01-01T00:00:00Z",
      deletedBy: "IBMid-0000000001",
      restoreExpirationDate: "2026-01-31T00:00:00Z",
      restoreAllowed: true,
      purgeAllowed: false,
      purgeAllowedFrom: "2026-01-01T04:00:00Z",
      purgeScheduledOn: "2026-04-01T00:00:00Z",
    });
    await advance("P31D");
    expect(await keys.metadata(id)).toMatchObject({ restoreAllowed: false, purgeAllowed: true });
  });

  it.each([
    ["PT29S", 409, "REQ_TOO_EARLY_ERR"],
    ["PT30S", 201, undefined],
    ["P30D", 201, undefined],
    ["P30DT1S", 400, "KEY_RESTORE_EXPIRED"],
    ["P89D", 400, "KEY_RESTORE_EXPIRED"],
    ["P90D", 404, "KEY_NOT_FOUND_ERR"],
  ])("%s after the deletion, restoring is answered %d %s", async (wait, status, code) => {
    const { id } = await keys.create({ aliases: ["payments"] });
    await remove(id);
    await advance(wait);
    expect(await restore(id)).toMatchObject({ status, code });
  });

  it("brings a restored key back as it was", async () => {
    const before = await keys.create({ description: "of the shop", tags: ["shop"], aliases: ["payments"] });
    await remove(before.id);
    await advance("PT1H");
    await restore(before.id);
    const after = await keys.metadata(before.id);
    expect(after).toEqual({ ...before, lastUpdateDate: "2026-01-01T01:00:00Z" });
  });

  it("does not restore a key that has expired", async () => {
    const { id } = await keys.create({ expirationDate: "2026-01-02T00:00:00Z" });
    await remove(id);
    await advance("P1D");
    expect(await restore(id)).toMatchObject({ status: 400, code: "KEY_EXPIRED_ERR" });
  });

  it.each([
    ["PT3H59M59S", 409, "REQ_TOO_EARLY_ERR"],
    ["PT4H", 200, undefined],
    ["P90D", 404, "KEY_NOT_FOUND_ERR"],
  ])("%s after the deletion, purging is answered %d %s", async (wait, status, code) => {
    const { id } = await keys.create();
    await remove(id);
    await advance(wait);
    expect(await keys.ask("DELETE", `/keys/${id}/purge`)).toMatchObject({ status, code });
  });

  it("knows a purged key no longer, and gives its alias away again", async () => {
    const { id } = await keys.create({ aliases: ["payments"] });
    await remove(id);
    await advance("PT4H");
    const purge = { headers: { prefer: "return=minimal" } };
    expect((await keys.ask("DELETE", `/keys/${id}/purge`, undefined, purge)).status).toBe(204);
    for (const path of [`/keys/${id}`, "/keys/payments", `/keys/${id}/policies`]) {
      expect(await keys.ask("GET", path)).toMatchObject({ status: 404, code: "KEY_NOT_FOUND_ERR" });
    }
    expect((await keys.create({ aliases: ["payments"] })).aliases).toEqual(["payments"]);
  });

  it.each([
    ["PT29S", 409],
    ["PT30S", 204],
  ])("lets a key be enabled again after %s: %d", async (wait, status) => {
    const { id } = await keys.create();
    await keys.act(id, "disable");
    await advance(wait);
    expect((await keys.act(id, "enable")).status).toBe(status);
  });

  it.each([
    ["PT59M59S", 409, "KEY_ROTATION_NOT_PERMITTED"],
    ["PT1H", 204, undefined],
  ])("lets a key be rotated at once, and again after %s: %d", async (wait, status, code) => {
    const { id } = await keys.create();
    expect((await keys.act(id, "rotate")).status).toBe(204);
    await advance(wait);
    expect(await keys.act(id, "rotate")).toMatchObject({ status, code });
  });

  it("allows a sync an hour after any change", async () => {
    const { id } = await keys.create();
    expect(await keys.act(id, "sync")).toMatchObject({ status: 409, code: "REQ_TOO_EARLY_ERR" });
    await advance("PT1H");
    expect((await keys.act(id, "sync")).status).toBe(204);
  });

  it("drops fractions of a second from an expiration date", async () => {
    const { expirationDate } = await keys.create({ expirationDate: "2026-06-01T12:00:00.750+02:00" });
    expect(expirationDate).toBe("2026-06-01T10:00:00Z");
  });
});

describe("a rotation policy", () => {
  const keys = useKeys();
  const rotation = (months: number, enabled?: boolean) =>
    collection(policyType, {
      type: policyType,
      rotation: { interval_month: months, ...(enabled === false && { enabled }) },
    });
  const put = (id: string, body: unknown) => keys.ask("PUT", `/keys/${id}/policies?policy=rotation`, body);
  const versions = async (id: string): Promise<string[]> => {
    const { json } = await keys.ask("GET", `/keys/${id}/versions?allKeyStates=true`);
    return json.resources.map(({ creationDate }: { creationDate: string }) => creationDate.slice(0, 10));
  };

  it("rotates a key every so many times 30 days, by itself", async () => {
    const { id } = await keys.create();
    await put(id, rotation(2));
    await keys.emulator.clock.advance("P59D");
    expect(await versions(id)).toEqual(["2026-01-01"]);
    await keys.emulator.clock.advance("P66D");
    expect(await versions(id)).toEqual(["2026-05-01", "2026-03-02", "2026-01-01"]);
    expect(await keys.metadata(id)).toMatchObject({
      lastRotateDate: "2026-05-01T00:00:00Z",
      rotation: { enabled: true },
    });
  });

  it("counts from the last rotation, also one by hand", async () => {
    const { id } = await keys.create();
    await put(id, rotation(1));
    await keys.emulator.clock.advance("P20D");
    await keys.act(id, "rotate");
    await keys.emulator.clock.advance("P29D");
    expect(await versions(id)).toHaveLength(2);
    await keys.emulator.clock.advance("P1D");
    expect(await versions(id)).toHaveLength(3);
  });

  it("rotates nothing while it is switched off, or the key disabled, deleted or expired", async () => {
    const off = await keys.create();
    await put(off.id, rotation(1, false));
    const disabled = await keys.create();
    await put(disabled.id, rotation(1));
    await keys.act(disabled.id, "disable");
    const deleted = await keys.create();
    await put(deleted.id, rotation(1));
    await keys.ask("DELETE", `/keys/${deleted.id}`);
    const expired = await keys.create({ expirationDate: "2026-01-15T00:00:00Z" });
    await put(expired.id, rotation(1));
    await keys.emulator.clock.advance("P80D");
    for (const { id } of [off, disabled, deleted, expired]) expect(await versions(id)).toEqual(["2026-01-01"]);
    await keys.act(disabled.id, "enable");
    expect(await versions(disabled.id)).toEqual(["2026-03-22", "2026-01-01"]);
  });

  it("is given by the instance to generated root keys that are made later", async () => {
    const earlier = await keys.create();
    const policy = { policy_type: "rotation", policy_data: { enabled: true, attributes: { interval_month: 3 } } };
    expect((await keys.ask("PUT", "/instance/policies", collection(policyType, policy))).status).toBe(204);
    const later = await keys.create();
    const imported = await keys.create({ payload: Buffer.alloc(32, 1).toString("base64") });
    const elsewhere = await keys.create({}, { instance: keyProtectOther });
    const body = collection("application/vnd.ibm.kms.key+json", {
      name: "own policy",
      extractable: false,
      rotation: { enabled: true, interval_month: 1 },
      dualAuthDelete: { enabled: true },
    });
    const own = await keys.ask("POST", "/keys_with_policy_overrides", body);
    expect(later.rotation).toEqual({ enabled: true, interval_month: 3 });
    expect(own.first).toMatchObject({ rotation: { interval_month: 1 }, dualAuthDelete: { enabled: true } });
    for (const key of [earlier, imported, elsewhere]) expect(key.rotation).toBeUndefined();
  });
});
