import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { unprocessableCiphertext } from "./errors";

/** A ciphertext: base64 of this JSON. */
const partsSchema = z.object({
  /** Base64 of the encrypted data followed by the 16-byte tag. */
  ciphertext: z.string(),
  /** Base64. */
  iv: z.string(),
  version: z.literal("4.0.0"),
  /** The key version that wrapped it. */
  handle: z.string(),
});

export type CiphertextParts = z.infer<typeof partsSchema>;

const tagBytes = 16;
const ivBytes = 12;

/** Encrypts with AES-GCM under one version's material. */
export function wrap(plaintext: Buffer, aad: readonly string[], material: Buffer, handle: string): string {
  const key = aesKey(material);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm(key), key, iv).setAAD(joined(aad));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  const parts: CiphertextParts = {
    ciphertext: sealed.toString("base64"),
    iv: iv.toString("base64"),
    version: "4.0.0",
    handle,
  };
  return Buffer.from(JSON.stringify(parts)).toString("base64");
}

/** The parts of a ciphertext. @throws KeyError UNPROCESSABLE_CIPHERTEXT_ERR */
export function readCiphertext(text: string): CiphertextParts {
  try {
    return partsSchema.parse(JSON.parse(Buffer.from(text, "base64").toString("utf8")));
  } catch {
    throw unprocessableCiphertext();
  }
}

/** @throws KeyError UNPROCESSABLE_CIPHERTEXT_ERR when the ciphertext is not of this version, or has other additional data */
export function unwrap(parts: CiphertextParts, aad: readonly string[], material: Buffer): Buffer {
  const key = aesKey(material);
  const sealed = Buffer.from(parts.ciphertext, "base64");
  try {
    const iv = Buffer.from(parts.iv, "base64");
    const decipher = createDecipheriv(algorithm(key), key, iv, { authTagLength: tagBytes }).setAAD(joined(aad));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    throw unprocessableCiphertext();
  }
}

/** Material without an AES size, which IBM Cloud Private accepts, becomes a key of 256 bits. */
function aesKey(material: Buffer): Buffer {
  if ([16, 24, 32].includes(material.length)) return material;
  return Buffer.from(hkdfSync("sha256", material, "", "wrapping", 32));
}

function algorithm(key: Buffer): "aes-128-gcm" | "aes-192-gcm" | "aes-256-gcm" {
  if (key.length === 16) return "aes-128-gcm";
  return key.length === 24 ? "aes-192-gcm" : "aes-256-gcm";
}

/** As JSON, so that `["ab"]` and `["a", "b"]` differ. */
function joined(aad: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(aad));
}
