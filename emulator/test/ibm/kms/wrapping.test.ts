import { hpcs, icp, useKeys } from "./support";

const dek = Buffer.from("thirty-two bytes of a secret key").toString("base64");

describe("wrapping", () => {
  const keys = useKeys();
  const partsOf = (ciphertext: string) => JSON.parse(Buffer.from(ciphertext, "base64").toString("utf8"));
  const rotate = async (id: string): Promise<void> => {
    await keys.emulator.clock.advance("PT1H");
    expect((await keys.act(id, "rotate")).status).toBe(204);
  };

  it("encrypts a given key, without giving it back", async () => {
    const { id } = await keys.create();
    const { json } = await keys.act(id, "wrap", { plaintext: dek });
    expect(json).toEqual({ ciphertext: expect.any(String), keyVersion: { id } });
    expect(partsOf(json.ciphertext)).toEqual({
      ciphertext: expect.any(String),
      iv: expect.any(String),
      version: "4.0.0",
      handle: id,
    });
    const opened = await keys.act(id, "unwrap", { ciphertext: json.ciphertext });
    expect(opened.json).toEqual({ plaintext: dek, keyVersion: { id } });
  });

  it("makes a key of 32 bytes where none is given", async () => {
    const { id } = await keys.create();
    for (const body of [undefined, {}]) {
      const { json } = await keys.act(id, "wrap", body);
      expect(Buffer.from(json.plaintext, "base64")).toHaveLength(32);
      expect((await keys.act(id, "unwrap", { ciphertext: json.ciphertext })).json.plaintext).toBe(json.plaintext);
    }
  });

  it("opens what an earlier version wrapped, and gives it wrapped by the present one", async () => {
    const { id } = await keys.create();
    const { ciphertext } = (await keys.act(id, "wrap", { plaintext: dek, aad: ["orders"] })).json;
    await rotate(id);
    await rotate(id);
    const current = (await keys.metadata(id)).keyVersion.id;
    const opened = (await keys.act(id, "unwrap", { ciphertext, aad: ["orders"] })).json;
    expect(opened).toEqual({
      plaintext: dek,
      keyVersion: { id },
      ciphertext: expect.any(String),
      rewrappedKeyVersion: { id: current },
    });
    expect(partsOf(opened.ciphertext).handle).toBe(current);
    const again = await keys.act(id, "unwrap", { ciphertext: opened.ciphertext, aad: ["orders"] });
    expect(again.json).toEqual({ plaintext: dek, keyVersion: { id: current } });
  });

  it("rewraps without showing the plaintext", async () => {
    const { id } = await keys.create();
    const { ciphertext } = (await keys.act(id, "wrap", { plaintext: dek })).json;
    await rotate(id);
    const current = (await keys.metadata(id)).keyVersion.id;
    const { json } = await keys.act(id, "rewrap", { ciphertext });
    expect(json).toEqual({
      ciphertext: expect.any(String),
      keyVersion: { id },
      rewrappedKeyVersion: { id: current },
    });
    expect((await keys.act(id, "unwrap", { ciphertext: json.ciphertext })).json.plaintext).toBe(dek);
  });

  it.each([
    ["other data", ["invoices"]],
    ["none", []],
    ["the same in other pieces", ["or", "ders"]],
    ["more", ["orders", ""]],
  ])("does not open what was wrapped with additional data when given %s", async (_, aad) => {
    const { id } = await keys.create();
    const { ciphertext } = (await keys.act(id, "wrap", { aad: ["orders"] })).json;
    for (const action of ["unwrap", "rewrap"]) {
      const answer = await keys.act(id, action, { ciphertext, aad });
      expect(answer).toMatchObject({ status: 422, code: "UNPROCESSABLE_CIPHERTEXT_ERR" });
    }
  });

  it("does not open what another key wrapped, nor what was tampered with", async () => {
    const { id } = await keys.create();
    const other = await keys.create();
    const { ciphertext } = (await keys.act(other.id, "wrap", {})).json;
    const parts = partsOf(ciphertext);
    const changed = Buffer.from(parts.ciphertext, "base64");
    changed[0] = (changed[0] ?? 0) ^ 1;
    const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
    const tampered = base64({ ...parts, ciphertext: changed.toString("base64") });
    const cases = [
      [id, ciphertext],
      [id, base64({ ...parts, handle: id })],
      [other.id, tampered],
      [other.id, base64({ ...parts, ciphertext: "" })],
      [other.id, base64({ ...parts, version: "3.0.0" })],
      [other.id, base64("text")],
      [other.id, ""],
    ];
    for (const [key = "", wrapped] of cases) {
      const answer = await keys.act(key, "unwrap", { ciphertext: wrapped });
      expect(answer).toMatchObject({ status: 422, code: "UNPROCESSABLE_CIPHERTEXT_ERR" });
    }
  });

  it.each([
    [16, undefined],
    [24, undefined],
    [32, hpcs],
    [32, icp],
    [48, icp],
    [64, icp],
  ])("works with imported material of %d bytes", async (size, instance) => {
    const asking = instance === undefined ? {} : { instance };
    const { id } = await keys.create({ payload: Buffer.alloc(size, 3).toString("base64") }, asking);
    const act = (action: string, body: unknown) => keys.ask("POST", `/keys/${id}?action=${action}`, body, asking);
    const { ciphertext } = (await act("wrap", { plaintext: dek })).json;
    expect((await act("unwrap", { ciphertext })).json.plaintext).toBe(dek);
    const rotated = await act("rotate", { payload: Buffer.alloc(size, 4).toString("base64") });
    expect(rotated.status).toBe(204);
    expect((await act("unwrap", { ciphertext })).json.plaintext).toBe(dek);
  });

  it("gives different ciphertexts for the same plaintext", async () => {
    const { id } = await keys.create();
    const [one, two] = [await keys.act(id, "wrap", { plaintext: dek }), await keys.act(id, "wrap", { plaintext: dek })];
    expect(one.json.ciphertext).not.toBe(two.json.ciphertext);
  });

  it("works by alias, and in the old form", async () => {
    await keys.create({ aliases: ["payments"] });
    const { ciphertext } = (await keys.ask("POST", "/keys/payments?action=wrap", { plaintext: dek })).json;
    expect((await keys.act("payments", "unwrap", { ciphertext })).json.plaintext).toBe(dek);
  });

  it("still opens with a key that was deleted and restored", async () => {
    const { id } = await keys.create();
    const { ciphertext } = (await keys.act(id, "wrap", { plaintext: dek })).json;
    await keys.ask("DELETE", `/keys/${id}`);
    await keys.emulator.clock.advance("PT30S");
    await keys.ask("POST", `/keys/${id}/restore`);
    expect((await keys.act(id, "unwrap", { ciphertext })).json.plaintext).toBe(dek);
  });
});
