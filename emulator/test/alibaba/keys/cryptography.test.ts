import { constants, createHash, publicEncrypt, verify as verifyOpenly } from "node:crypto";
import { call, errorOf, useEmulator } from "../../support";

const text = "the quick brown fox";
const base64 = (value: string | Buffer) => Buffer.from(value).toString("base64");

describe("the shared gateway's cryptography", () => {
  const emulator = useEmulator({ clock: "2026-01-02T03:04:05Z" });
  const ask = async (action: string, parameters: Record<string, unknown>) =>
    (await call(emulator.it, action, parameters)) as Record<string, string>;
  const refusal = (action: string, parameters: Record<string, unknown>) =>
    errorOf(call(emulator.it, action, parameters));
  const create = async (parameters: Record<string, unknown> = {}) => {
    const { KeyMetadata } = await call(emulator.it, "CreateKey", parameters);
    const { KeyId, PrimaryKeyVersion } = KeyMetadata as Record<string, string>;
    return { KeyId, KeyVersionId: PrimaryKeyVersion };
  };
  const publicKey = async (version: Record<string, unknown>) =>
    String((await ask("GetPublicKey", version))["PublicKey"]);

  it.each(["Aliyun_AES_256", "Aliyun_AES_192", "Aliyun_AES_128"])("decrypts what %s has encrypted", async (KeySpec) => {
    const version = await create({ KeySpec });
    const sealed = await ask("Encrypt", { KeyId: version.KeyId, Plaintext: base64(text) });
    expect(sealed).toMatchObject(version);
    const CiphertextBlob = sealed["CiphertextBlob"];
    expect(await ask("Decrypt", { CiphertextBlob })).toMatchObject({ ...version, Plaintext: base64(text) });
    const bytes = Buffer.from(String(CiphertextBlob), "base64");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(await refusal("Decrypt", { CiphertextBlob: base64(bytes) })).toMatchObject({ code: "InvalidParameter" });
    expect(await refusal("Decrypt", { CiphertextBlob: base64("nonsense") })).toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("binds what it encrypts to the context, in any order", async () => {
    const { KeyId } = await create();
    const asked = { KeyId, Plaintext: base64(text), EncryptionContext: { a: "1", b: "2" } };
    const { CiphertextBlob } = await ask("Encrypt", asked);
    const same = { CiphertextBlob, EncryptionContext: { b: "2", a: "1" } };
    expect(await ask("Decrypt", same)).toMatchObject({ Plaintext: base64(text) });
    for (const EncryptionContext of [{ a: "1" }, { a: "12" }, undefined]) {
      const other = { CiphertextBlob, ...(EncryptionContext && { EncryptionContext }) };
      expect(await refusal("Decrypt", other)).toMatchObject({ code: "InvalidParameter" });
    }
  });

  it("opens with old versions after a rotation, and encrypts with the new one", async () => {
    const { KeyId, KeyVersionId } = await create({ EnableAutomaticRotation: true, RotationInterval: "7d" });
    const old = await ask("Encrypt", { KeyId, Plaintext: base64(text) });
    await emulator.it.clock.advance("P8D");
    const renewed = await ask("Encrypt", { KeyId, Plaintext: base64(text) });
    expect(renewed["KeyVersionId"]).not.toBe(KeyVersionId);
    for (const { CiphertextBlob, KeyVersionId: by } of [old, renewed]) {
      expect(await ask("Decrypt", { CiphertextBlob })).toMatchObject({ Plaintext: base64(text), KeyVersionId: by });
    }
  });

  it("re-encrypts under another key without showing what it is", async () => {
    const [from, to] = [await create(), await create()];
    const { CiphertextBlob } = await ask("Encrypt", {
      KeyId: from.KeyId,
      Plaintext: base64(text),
      EncryptionContext: { a: "1" },
    });
    const moved = await ask("ReEncrypt", {
      CiphertextBlob,
      SourceEncryptionContext: { a: "1" },
      DestinationKeyId: to.KeyId,
      DestinationEncryptionContext: { b: "2" },
    });
    expect(moved).not.toHaveProperty("Plaintext");
    const opened = { CiphertextBlob: moved["CiphertextBlob"], EncryptionContext: { b: "2" } };
    expect(await ask("Decrypt", opened)).toMatchObject({ ...to, Plaintext: base64(text) });
  });

  it.each([
    [{}, 32],
    [{ KeySpec: "AES_128" }, 16],
    [{ KeySpec: "AES_128", NumberOfBytes: 100 }, 100],
  ])("makes data keys of %j", async (asked, bytes) => {
    const { KeyId } = await create();
    const { Plaintext, CiphertextBlob } = await ask("GenerateDataKey", { KeyId, ...asked });
    expect(Buffer.from(String(Plaintext), "base64")).toHaveLength(bytes);
    expect(await ask("Decrypt", { CiphertextBlob })).toMatchObject({ Plaintext });
    const hidden = await ask("GenerateDataKeyWithoutPlaintext", { KeyId, ...asked });
    expect(hidden).not.toHaveProperty("Plaintext");
    const opened = await ask("Decrypt", { CiphertextBlob: hidden["CiphertextBlob"] });
    expect(Buffer.from(String(opened["Plaintext"]), "base64")).toHaveLength(bytes);
  });

  it.each([
    ["RSAES_OAEP_SHA_256", "sha256"],
    ["RSAES_OAEP_SHA_1", "sha1"],
  ])("decrypts what anybody encrypts to its public key by %s", async (Algorithm, oaepHash) => {
    const version = await create({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT/DECRYPT" });
    const key = await publicKey(version);
    const sealed = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, Buffer.from(text));
    const CiphertextBlob = base64(sealed);
    expect(await ask("AsymmetricDecrypt", { ...version, Algorithm, CiphertextBlob })).toMatchObject({
      ...version,
      Plaintext: base64(text),
    });
    const own = await ask("AsymmetricEncrypt", { ...version, Algorithm, Plaintext: base64(text) });
    const again = { ...version, Algorithm, CiphertextBlob: own["CiphertextBlob"] };
    expect(await ask("AsymmetricDecrypt", again)).toMatchObject({ Plaintext: base64(text) });
    const long = { ...version, Algorithm, Plaintext: base64("x".repeat(300)) };
    expect(await refusal("AsymmetricEncrypt", long)).toMatchObject({ code: "InvalidParameter" });
  });

  it.each([
    ["RSA_2048", "RSA_PKCS1_SHA_256", {}],
    [
      "RSA_2048",
      "RSA_PSS_SHA_256",
      { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
    ],
    ["EC_P256", "ECDSA_SHA_256", {}],
    ["EC_P256K", "ECDSA_SHA_256", {}],
  ])("signs with %s by %s what OpenSSL verifies", async (KeySpec, Algorithm, options) => {
    const version = await create({ KeySpec });
    const key = await publicKey(version);
    const Digest = base64(createHash("sha256").update(text).digest());
    const asked = { ...version, Algorithm, Digest };
    const { Value } = await ask("AsymmetricSign", asked);
    const signature = Buffer.from(String(Value), "base64");
    expect(verifyOpenly("sha256", Buffer.from(text), { key, ...options }, signature)).toBe(true);
    expect(await ask("AsymmetricVerify", { ...asked, Value })).toMatchObject({ ...version, Value: true });
    const other = { ...asked, Digest: base64(createHash("sha256").update("other").digest()) };
    expect(await ask("AsymmetricVerify", { ...other, Value })).toMatchObject({ Value: false });
    expect(await ask("AsymmetricVerify", { ...asked, Value: base64("nonsense") })).toMatchObject({ Value: false });
    expect(await refusal("AsymmetricSign", { ...asked, Digest: "AA==" })).toMatchObject({ code: "InvalidParameter" });
  });

  it.each([
    ["Encrypt", "RSA_2048", { Plaintext: "AA==" }],
    ["GenerateDataKey", "EC_P256", {}],
    ["AsymmetricSign", "Aliyun_AES_256", { Algorithm: "ECDSA_SHA_256", Digest: "AA==" }],
    ["AsymmetricEncrypt", "EC_P256", { Algorithm: "RSAES_OAEP_SHA_256", Plaintext: "AA==" }],
    ["GetPublicKey", "Aliyun_AES_256", {}],
  ])("refuses %s with a key of %s", async (action, KeySpec, parameters) => {
    const version = await create({ KeySpec });
    expect(await refusal(action, { ...version, ...parameters })).toMatchObject({
      status: 400,
      code: "UnsupportedOperation",
    });
  });

  it("refuses a version that the key doesn't have, a disabled key, and too much", async () => {
    const { KeyId } = await create({ KeySpec: "EC_P256" });
    const { KeyVersionId } = await create({ KeySpec: "EC_P256" });
    expect(await refusal("GetPublicKey", { KeyId, KeyVersionId })).toMatchObject({
      code: "Forbidden.KeyVersionNotFound",
    });
    const symmetric = await create();
    const long = { KeyId: symmetric.KeyId, Plaintext: base64("x".repeat(6145)) };
    expect(await refusal("Encrypt", long)).toMatchObject({ code: "InvalidParameter" });
    const { CiphertextBlob } = await ask("Encrypt", { KeyId: symmetric.KeyId, Plaintext: base64(text) });
    await ask("DisableKey", { KeyId: symmetric.KeyId });
    expect(await refusal("Decrypt", { CiphertextBlob })).toMatchObject({ status: 409, code: "Rejected.Disabled" });
  });

  it("shows no plaintext in the journal", async () => {
    const { KeyId } = await create();
    await ask("Encrypt", { KeyId, Plaintext: base64(text) });
    expect((await emulator.it.calls()).at(-1)?.parameters).toEqual({ KeyId, Plaintext: "***" });
  });
});
