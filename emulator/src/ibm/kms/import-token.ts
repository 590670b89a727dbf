import {
  constants,
  createDecipheriv,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { importTokenExpired, incorrectNonce, incorrectNonceIv, invalidField } from "./errors";
import type { Flavour } from "./flavour";
import { plus, shownTime } from "./times";

/** An import token: one for each instance, in memory only. */
export interface ImportToken {
  readonly creationDate: Date;
  readonly expirationDate: Date;
  readonly maxAllowedRetrievals: number;
  remainingRetrievals: number;
  readonly nonce: Buffer;
}

/** Key material encrypted for the instance. Every field is base64. */
export interface SealedMaterial {
  readonly payload: string;
  readonly encryptedNonce: string;
  readonly iv: string;
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const nonceBytes = 12;

/** The key pairs of this process by size, made on first use: 4096 bits take seconds. */
const pairs = new Map<number, KeyPair>();

function keyPair(bits: number): KeyPair {
  const known = pairs.get(bits);
  if (known) return known;
  const made = generateKeyPairSync("rsa", { modulusLength: bits });
  pairs.set(bits, made);
  return made;
}

export function createImportToken(now: Date, expiration: number, maxAllowedRetrievals: number): ImportToken {
  return {
    creationDate: now,
    expirationDate: plus(now, expiration * 1000),
    maxAllowedRetrievals,
    remainingRetrievals: maxAllowedRetrievals,
    nonce: randomBytes(nonceBytes),
  };
}

/** A token as the API shows it. */
export function shownToken(token: ImportToken): Record<string, unknown> {
  return {
    creationDate: shownTime(token.creationDate),
    expirationDate: shownTime(token.expirationDate),
    maxAllowedRetrievals: token.maxAllowedRetrievals,
    remainingRetrievals: token.remainingRetrievals,
  };
}

/** The data for encrypting to the instance: the public key as base64 of its PEM, and the nonce. */
export function publicParts(token: ImportToken, bits: number): { readonly payload: string; readonly nonce: string } {
  const pem = keyPair(bits).publicKey.export({ type: "spki", format: "pem" }).toString();
  return { payload: Buffer.from(pem).toString("base64"), nonce: token.nonce.toString("base64") };
}

/** The token, if it is still valid. @throws KeyError IMPORT_TOKEN_EXPIRED_ERR */
export function inForce(token: ImportToken | undefined, now: Date): ImportToken {
  if (!token || token.expirationDate <= now) throw importTokenExpired();
  return token;
}

/** The decrypted key material. @throws KeyError when it was not encrypted for this token in the flavour's way */
export function openSealed(sealed: SealedMaterial, token: ImportToken, flavour: Flavour, bits: number): Buffer {
  const material = decryptPayload(sealed.payload, flavour, bits);
  const nonce = decryptNonce(sealed, material, flavour);
  if (nonce.length !== token.nonce.length || !timingSafeEqual(nonce, token.nonce)) throw incorrectNonce();
  return material;
}

function decryptPayload(payload: string, { secureImport }: Flavour, bits: number): Buffer {
  const { privateKey: key } = keyPair(bits);
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key, padding, oaepHash: secureImport.hash }, Buffer.from(payload, "base64"));
  } catch {
    throw invalidField("payload", `encrypted with the import token's key by ${secureImport.algorithm}`);
  }
}

function decryptNonce(sealed: SealedMaterial, material: Buffer, { secureImport }: Flavour): Buffer {
  const iv = Buffer.from(sealed.iv, "base64");
  if (iv.length !== secureImport.ivBytes || ![16, 24, 32].includes(material.length)) throw incorrectNonceIv();
  const data = Buffer.from(sealed.encryptedNonce, "base64");
  try {
    return secureImport.nonceMode === "gcm" ? openGcm(data, iv, material) : openCbc(data, iv, material);
  } catch {
    throw incorrectNonceIv();
  }
}

function openGcm(data: Buffer, iv: Buffer, key: Buffer): Buffer {
  const bits = (key.length * 8) as 128 | 192 | 256;
  const decipher = createDecipheriv(`aes-${bits}-gcm`, key, iv, { authTagLength: 16 });
  decipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]);
}

function openCbc(data: Buffer, iv: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  return Buffer.concat([decipher.update(data), decipher.final()]);
}
