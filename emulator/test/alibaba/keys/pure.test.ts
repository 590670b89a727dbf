import { createPrivateKey, createPublicKey, generateKeyPairSync, sign as signOpenly } from "node:crypto";
import { pack, unpack } from "../../../src/alibaba/keys/blob";
import { decrypt, encrypt } from "../../../src/alibaba/keys/cipher";
import { generateDataKeyPair, generateRandom } from "../../../src/alibaba/keys/data-key";
import { generateMaterial } from "../../../src/alibaba/keys/material";
import { sign, verify } from "../../../src/alibaba/keys/signature";
import type { KeySpec } from "../../../src/alibaba/keys/spec";
import type { KeyVersion } from "../../../src/alibaba/keys/version";

const newRsaKey = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const versionOf = (spec: KeySpec): KeyVersion => ({
  keyId: "key-1",
  keyVersionId: "1234abcd-12ab-34cd-56ef-1234567890ab",
  spec,
  material: generateMaterial(spec, newRsaKey),
});

describe("the cryptography of a key version", () => {
  it("takes an IV, and hands it back beside the ciphertext", () => {
    const version = versionOf("Aliyun_AES_256");
    const iv = Buffer.alloc(12, 7);
    const aad = Buffer.from("orders");
    const sealed = encrypt(version, Buffer.from("text"), { aad }, iv);
    expect(sealed).toMatchObject({ keyId: "key-1", keyVersionId: version.keyVersionId, algorithm: "AES_GCM", iv });
    expect(decrypt(version, sealed, { aad, algorithm: "AES_GCM" }).toString()).toBe("text");
    expect(() => decrypt(version, sealed)).toThrow("can't be decrypted");
    expect(() => encrypt(version, Buffer.from("text"), {}, Buffer.alloc(16))).toThrow("12 bytes");
    expect(() => encrypt(version, Buffer.from("text"), { algorithm: "RSAES_OAEP_SHA_256" })).toThrow("AES_GCM");
  });

  it("packs everything that opening needs into a blob, and takes no other", () => {
    const sealed = encrypt(versionOf("Aliyun_AES_128"), Buffer.from("text"));
    const { algorithm: _, ...parts } = sealed;
    expect(unpack(pack(sealed))).toEqual(parts);
    for (const blob of [
      Buffer.alloc(0),
      Buffer.from("text"),
      Buffer.of(1),
      Buffer.of(1, 200, 1),
      Buffer.of(2, 0, 0, 0),
    ]) {
      expect(() => unpack(blob)).toThrow("not made by this service");
    }
  });

  it.each(["EC_P256", "EC_P256K"] as const)("verifies what OpenSSL has signed with %s, and nothing else", (spec) => {
    const version = versionOf(spec);
    const key = createPrivateKey({ key: version.material, format: "der", type: "pkcs8" });
    const message = Buffer.from("message");
    const signed = { algorithm: "ECDSA_SHA_256", messageType: "RAW", message } as const;
    for (let round = 0; round < 20; round++) {
      const signature = signOpenly("sha256", message, key);
      expect(verify(version, signed, signature)).toBe(true);
      expect(verify(versionOf(spec), signed, signature)).toBe(false);
      expect(verify(version, { ...signed, message: Buffer.from("other") }, signature)).toBe(false);
      expect(verify(version, signed, Buffer.concat([signature, Buffer.of(0)]))).toBe(false);
      expect(verify(version, signed, sign(version, signed))).toBe(true);
    }
  });

  it.each(["RSA_2048", "RSA_3072", "EC_P256", "EC_P256K"])("makes a pair of data keys of %s", (spec) => {
    const version = versionOf("Aliyun_AES_256");
    for (const format of ["PEM", "DER"] as const) {
      const pair = generateDataKeyPair(version, { spec, format, newRsaKey });
      expect(decrypt(version, pair.sealed)).toEqual(pair.privateKey);
      const read =
        format === "PEM" ? pair.privateKey : ({ key: pair.privateKey, format: "der", type: "pkcs8" } as const);
      const written = createPublicKey(createPrivateKey(read)).export({ type: "spki", format: "der" });
      const publicKey =
        format === "PEM" ? pair.publicKey : ({ key: pair.publicKey, format: "der", type: "spki" } as const);
      expect(createPublicKey(publicKey).export({ type: "spki", format: "der" })).toEqual(written);
    }
    expect(() => generateDataKeyPair(version, { spec, format: "JWK", newRsaKey })).toThrow("PEM or DER");
    expect(() => generateDataKeyPair(version, { spec: "Aliyun_AES_256", newRsaKey })).toThrow("no specification");
  });

  it("makes random bytes of 1 to 1024", () => {
    expect(generateRandom(1024)).toHaveLength(1024);
    expect(() => generateRandom(0)).toThrow("from 1 to 1024");
    expect(() => generateRandom(1025)).toThrow("from 1 to 1024");
  });
});
