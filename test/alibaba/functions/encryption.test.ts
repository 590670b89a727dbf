import { createHash, createPublicKey, verify as verifyLocally } from "node:crypto";
import { decrypt, encrypt, generateDataKey } from "../../../src/alibaba/functions/encryption";
import { getPublicKey, sign, verify } from "../../../src/alibaba/functions/signatures";
import { kmsKey } from "../../../src/alibaba/kms-key/kms-key";
import type { Values } from "../../../src/core/definition";
import { Secret } from "../../../src/core/secret";
import { Bench } from "../../support/alibaba";

const PLAINTEXT = Buffer.from("a data key of 32 bytes, in ASCII").toString("base64");
const MESSAGE = Buffer.from("an invoice");
const DIGEST = createHash("sha256").update(MESSAGE).digest("base64");

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ clock: "2026-01-01T00:00:00Z" });
});
afterEach(() => bench.stop());

async function makeKey(given: Values = {}): Promise<string> {
  const { keyId } = await bench.create(kmsKey, { label: "shop/prod/orders", ...given });
  await bench.calls();
  return String(keyId);
}

function revealed({ plaintext }: Values): string {
  if (!(plaintext instanceof Secret)) throw new Error("the plaintext is no secret");
  return plaintext.reveal();
}

describe("encrypt and decrypt", () => {
  it("give back what was encrypted, as a secret, each by one call", async () => {
    const key = await makeKey();
    const encrypted = await bench.ask(encrypt, { key, plaintext: PLAINTEXT });
    expect(encrypted).toEqual({ ciphertext: expect.any(String), keyId: key, keyVersion: expect.any(String) });
    const { ciphertext, keyVersion } = encrypted;
    const decrypted = await bench.ask(decrypt, { ciphertext });
    expect(revealed(decrypted)).toBe(PLAINTEXT);
    expect(decrypted).toMatchObject({ keyId: key, keyVersion });
    expect(await bench.calls()).toEqual(["Encrypt", "Decrypt"]);
    expect(JSON.stringify([encrypted, decrypted])).not.toContain(PLAINTEXT);
  });

  it("need the same context, in whichever order", async () => {
    const key = await makeKey();
    const encryptionContext = ["team=orders", "purpose=a=b"];
    const { ciphertext } = await bench.ask(encrypt, { key, plaintext: PLAINTEXT, encryptionContext });
    const other = await bench.ask(decrypt, { ciphertext, encryptionContext: [...encryptionContext].reverse() });
    expect(revealed(other)).toBe(PLAINTEXT);
    for (const wrong of [[], ["team=orders"], ["team=orders", "purpose=a"]]) {
      const failure = bench.ask(decrypt, { ciphertext, encryptionContext: wrong });
      await expect(failure).rejects.toMatchObject({ code: "rejected" });
      await expect(failure).rejects.not.toThrow(PLAINTEXT);
    }
  });

  it("take a key by an alias", async () => {
    const key = await makeKey({ aliases: ["orders"] });
    expect(await bench.ask(encrypt, { key: "alias/orders", plaintext: PLAINTEXT })).toMatchObject({ keyId: key });
  });

  it("are tried again when a reply is lost", async () => {
    const key = await makeKey();
    await bench.emulator.setFaults([
      { operation: "Encrypt", kind: "reset-after" },
      { operation: "Decrypt", kind: "503" },
    ]);
    const { ciphertext } = await bench.ask(encrypt, { key, plaintext: PLAINTEXT });
    expect(revealed(await bench.ask(decrypt, { ciphertext }))).toBe(PLAINTEXT);
  });

  it("are refused by a disabled key, without a word of what was to be encrypted", async () => {
    const key = await makeKey({ enabled: false });
    const failure = bench.ask(encrypt, { key, plaintext: PLAINTEXT });
    await expect(failure).rejects.toMatchObject({ code: "conflict" });
    await expect(failure).rejects.not.toThrow(PLAINTEXT);
  });
});

describe("a generated data key", () => {
  it.each([
    [undefined, 32],
    [16, 16],
    [1024, 1024],
  ])("of %s bytes has %d, and is opened by decrypt", async (bytes, expected) => {
    const key = await makeKey();
    const encryptionContext = ["purpose=backup"];
    const made = await bench.ask(generateDataKey, { key, ...(bytes && { bytes }), encryptionContext });
    expect(made).toMatchObject({ keyId: key, keyVersion: expect.any(String) });
    expect(Buffer.from(revealed(made), "base64")).toHaveLength(expected);
    const opened = await bench.ask(decrypt, { ciphertext: made["ciphertext"], encryptionContext });
    expect(revealed(opened)).toBe(revealed(made));
  });
});

describe("a signature", () => {
  it.each([
    ["EC_P256", "ECDSA_SHA_256"],
    ["RSA_2048", "RSA_PKCS1_SHA_256"],
  ])("of a key of %s is valid to the service, and to whoever has the public key", async (keySpec, algorithm) => {
    const key = await makeKey({ keySpec });
    const signed = await bench.ask(sign, { key, algorithm, digest: DIGEST });
    const { signature, keyVersion } = signed;
    expect(signed).toMatchObject({ keyId: key });
    expect(await bench.ask(verify, { key, algorithm, digest: DIGEST, keyVersion, signature })).toEqual({ valid: true });
    const digest = createHash("sha256").update("another invoice").digest("base64");
    expect(await bench.ask(verify, { key, algorithm, digest, keyVersion, signature })).toEqual({ valid: false });
    const told = await bench.ask(getPublicKey, { key });
    expect(told).toMatchObject({ keyId: key, keyVersion });
    const publicKey = createPublicKey(String(told["publicKey"]));
    expect(verifyLocally("sha256", MESSAGE, publicKey, Buffer.from(String(signature), "base64"))).toBe(true);
  });

  it("is by the newest version, found also where the service tells no primary one", async () => {
    const key = await makeKey({ keySpec: "EC_P256" });
    const first = await bench.ask(getPublicKey, { key });
    await bench.at("2026-01-10T00:00:00Z");
    await bench.emulator.alibaba.call("CreateKeyVersion", { KeyId: key });
    const newest = await bench.ask(getPublicKey, { key });
    expect(newest["keyVersion"]).not.toBe(first["keyVersion"]);
    const signed = await bench.ask(sign, { key, algorithm: "ECDSA_SHA_256", digest: DIGEST });
    expect(signed["keyVersion"]).toBe(newest["keyVersion"]);
    const { keyVersion } = first;
    expect(await bench.ask(getPublicKey, { key, keyVersion })).toEqual(first);
  });
});
