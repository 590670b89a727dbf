import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import { collection, hpcs, keyProtect, keyProtectOther, keyType, policyType, useKeys } from "./support";

interface Token {
  /** Base64 of the public key in PEM. */
  readonly payload: string;
  /** Base64. */
  readonly nonce: string;
}

const flavours = {
  [keyProtect]: { algorithm: "RSAES_OAEP_SHA_256", hash: "sha256", mode: "gcm", ivBytes: 12 },
  [hpcs]: { algorithm: "RSAES_OAEP_SHA_1", hash: "sha1", mode: "cbc", ivBytes: 16 },
};

/** What is sent for a secure import, made as IBM's documents tell a client to. */
function sealed(token: Token, material: Buffer, instance: string, iv?: Buffer) {
  const { algorithm, hash, mode, ivBytes } = flavours[instance] ?? flavours[keyProtect] ?? { ivBytes: 0 };
  const key = createPublicKey(Buffer.from(token.payload, "base64").toString("utf8"));
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const used = iv ?? randomBytes(ivBytes);
  return {
    payload: publicEncrypt({ key, padding, oaepHash: hash ?? "" }, material).toString("base64"),
    encryptedNonce: encryptNonce(Buffer.from(token.nonce, "base64"), material, used, mode === "gcm"),
    iv: used.toString("base64"),
    encryptionAlgorithm: algorithm,
  };
}

function encryptNonce(nonce: Buffer, material: Buffer, iv: Buffer, gcm: boolean): string {
  const bits = (material.length * 8) as 128 | 192 | 256;
  if (!gcm) {
    const cipher = createCipheriv(`aes-${bits}-cbc`, material, iv);
    return Buffer.concat([cipher.update(nonce), cipher.final()]).toString("base64");
  }
  const cipher = createCipheriv(`aes-${bits}-gcm`, material, iv);
  return Buffer.concat([cipher.update(nonce), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

describe("secure import", () => {
  const keys = useKeys();
  const token = async (instance: string, given: unknown = {}): Promise<Token> => {
    expect((await keys.ask("POST", "/import_token", given, { instance })).status).toBe(200);
    return (await keys.ask("GET", "/import_token", undefined, { instance })).json;
  };
  const importKey = (fields: Record<string, unknown>, instance: string) =>
    keys.ask("POST", "/keys", collection(keyType, { name: "ours", extractable: false, ...fields }), { instance });

  it.each([
    ["Key Protect", keyProtect, 16],
    ["Key Protect", keyProtect, 24],
    ["Key Protect", keyProtect, 32],
    ["Hyper Protect Crypto Services", hpcs, 16],
    ["Hyper Protect Crypto Services", hpcs, 32],
  ])("takes material into %s (%s) of %d bytes, for creating and rotating", async (_, instance, bytes) => {
    const given = await token(instance);
    const made = await importKey(sealed(given, randomBytes(bytes), instance), instance);
    expect(made).toMatchObject({ status: 201, first: { imported: true, algorithmBitSize: bytes * 8 } });
    const { id } = made.first;
    const { ciphertext, plaintext } = (await keys.act(id, "wrap", {}, { instance })).json;
    const rotated = await keys.act(id, "rotate", sealed(given, randomBytes(bytes), instance), { instance });
    expect(rotated.status).toBe(204);
    expect((await keys.act(id, "unwrap", { ciphertext }, { instance })).json.plaintext).toBe(plaintext);
  });

  it("imports the very material that was encrypted", async () => {
    const material = randomBytes(32);
    const given = await token(keyProtect);
    const [secure, plain] = [
      await importKey(sealed(given, material, keyProtect), keyProtect),
      await importKey({ payload: material.toString("base64") }, keyProtect),
    ];
    const { ciphertext } = (await keys.act(secure.first.id, "wrap", {})).json;
    const parts = JSON.parse(Buffer.from(ciphertext, "base64").toString("utf8"));
    const moved = Buffer.from(JSON.stringify({ ...parts, handle: plain.first.id })).toString("base64");
    expect((await keys.act(plain.first.id, "unwrap", { ciphertext: moved })).status).toBe(200);
  });

  it("refuses what does not fit the token, field by field", async () => {
    const given = await token(keyProtect);
    const material = randomBytes(32);
    const good = sealed(given, material, keyProtect);
    const otherNonce = sealed({ ...given, nonce: randomBytes(12).toString("base64") }, material, keyProtect);
    const cases: [Record<string, unknown>, string][] = [
      [{ ...good, iv: randomBytes(12).toString("base64") }, "INCORRECT_NONCE_IV_ERR"],
      [{ ...good, iv: randomBytes(16).toString("base64") }, "INCORRECT_NONCE_IV_ERR"],
      [{ ...good, encryptedNonce: otherNonce.encryptedNonce, iv: otherNonce.iv }, "INCORRECT_NONCE_ERR"],
      [{ ...good, payload: randomBytes(256).toString("base64") }, "INVALID_FIELD_ERR"],
      [{ ...good, payload: undefined }, "INVALID_FIELD_ERR"],
      [{ ...good, iv: undefined }, "INVALID_FIELD_ERR"],
      [{ ...good, encryptedNonce: undefined }, "INVALID_FIELD_ERR"],
      [{ ...good, encryptionAlgorithm: "RSAES_OAEP_SHA_1" }, "INVALID_FIELD_ERR"],
      [{ ...good, encryptionAlgorithm: undefined }, "INVALID_FIELD_ERR"],
      [{ ...good, extractable: true }, "KEY_ROOT_REQ_ERR"],
    ];
    for (const [fields, code] of cases)
      expect(await importKey(fields, keyProtect)).toMatchObject({ status: 400, code });
    expect((await importKey(good, keyProtect)).status).toBe(201);
  });

  it("refuses the other service's way", async () => {
    const given = await token(hpcs);
    const material = randomBytes(32);
    const asKeyProtect = { ...sealed(given, material, keyProtect), encryptionAlgorithm: "RSAES_OAEP_SHA_1" };
    expect(await importKey(asKeyProtect, hpcs)).toMatchObject({ status: 400, code: "INVALID_FIELD_ERR" });
  });

  it("holds to a token's time, and to the latest token", async () => {
    const first = sealed(await token(keyProtect, { maxAllowedRetrievals: 500 }), randomBytes(32), keyProtect);
    await token(keyProtect, { expiration: 300 });
    expect(await importKey(first, keyProtect)).toMatchObject({ status: 400, code: "INCORRECT_NONCE_ERR" });
    const none = await importKey(first, keyProtectOther);
    expect(none).toMatchObject({ status: 409, code: "IMPORT_TOKEN_EXPIRED_ERR" });
    await keys.emulator.clock.advance("PT5M");
    expect(await importKey(first, keyProtect)).toMatchObject({ status: 409, code: "IMPORT_TOKEN_EXPIRED_ERR" });
    expect(await keys.ask("GET", "/import_token")).toMatchObject({ status: 409, code: "IMPORT_TOKEN_EXPIRED_ERR" });
  });

  it("gives a token out as often as was said", async () => {
    const made = await keys.ask("POST", "/import_token", { expiration: 600, maxAllowedRetrievals: 2 });
    expect(made.json).toEqual({
      creationDate: "2026-01-01T00:00:00Z",
      expirationDate: "2026-01-01T00:10:00Z",
      maxAllowedRetrievals: 2,
      remainingRetrievals: 2,
    });
    const read = () => keys.ask("GET", "/import_token");
    expect((await read()).json).toMatchObject({ remainingRetrievals: 1, nonce: expect.any(String) });
    expect((await read()).json.remainingRetrievals).toBe(0);
    expect(await read()).toMatchObject({ status: 409, code: "IMPORT_TOKEN_EXPIRED_ERR" });
  });

  it.each([{ expiration: 299 }, { expiration: 86_401 }, { maxAllowedRetrievals: 0 }, { maxAllowedRetrievals: 501 }])(
    "does not make a token with %j",
    async (body) => {
      expect(await keys.ask("POST", "/import_token", body)).toMatchObject({ status: 400, code: "INVALID_FIELD_ERR" });
    },
  );

  it("is the only way in where the instance's policy says so", async () => {
    const data = { enabled: true, attributes: { enforce_token: true, create_standard_key: false } };
    const policy = collection(policyType, { policy_type: "keyCreateImportAccess", policy_data: data });
    await keys.ask("PUT", "/instance/policies", policy);
    const refused = { status: 409, code: "KEY_CREATE_IMPORT_ACCESS_ERR" };
    expect(await importKey({ payload: randomBytes(32).toString("base64") }, keyProtect)).toMatchObject(refused);
    expect(await importKey({ extractable: true }, keyProtect)).toMatchObject(refused);
    const given = await token(keyProtect);
    expect((await importKey(sealed(given, randomBytes(32), keyProtect), keyProtect)).status).toBe(201);
    expect((await importKey({}, keyProtect)).status).toBe(201);
  });
});

describe("the import key", () => {
  const keys = useKeys({ ibm: { importKeyBits: undefined } });

  it("has 4096 bits, as the service's, unless another size is asked for", async () => {
    await keys.ask("POST", "/import_token", {});
    const { payload } = (await keys.ask("GET", "/import_token")).json;
    const key = createPublicKey(Buffer.from(payload, "base64").toString("utf8"));
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(4096);
  }, 60_000);
});
