import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { invalidParameter, unsupportedOperation } from "../errors";
import { specs } from "./spec";
import { type KeyVersion, privateKeyOf } from "./version";

/** The parts of encrypted data, which each protocol assembles in its own way. */
export interface Sealed {
  readonly keyId: string;
  readonly keyVersionId: string;
  readonly algorithm: string;
  /** Empty for asymmetric encryption. */
  readonly iv: Buffer;
  /** For AES-GCM, with the tag at its end. */
  readonly ciphertext: Buffer;
}

/** How data is encrypted and decrypted. */
export interface Manner {
  /** Default: the first algorithm of the key's specification. */
  readonly algorithm?: string | undefined;
  /** Additional data, which decryption must repeat; symmetric keys only. */
  readonly aad?: Buffer | undefined;
}

const ivBytes = 12;
const tagBytes = 16;
const longestPlaintext = 6144;

/**
 * Encrypts under one version of a key.
 *
 * @param iv for AES-GCM: 12 bytes. Default: random
 * @throws KmsError UnsupportedOperation, InvalidParameter
 */
export function encrypt(version: KeyVersion, plaintext: Buffer, { algorithm, aad }: Manner = {}, iv?: Buffer): Sealed {
  const { keyId, keyVersionId } = version;
  const chosen = algorithmOf(version, algorithm);
  if (specs[version.spec].kind !== "aes") {
    return {
      keyId,
      keyVersionId,
      algorithm: chosen,
      iv: Buffer.alloc(0),
      ciphertext: oaep(version, plaintext, chosen),
    };
  }
  if (plaintext.length > longestPlaintext) throw invalidParameter("Plaintext", "it may have 6144 bytes at most");
  const nonce = iv ?? randomBytes(ivBytes);
  if (nonce.length !== ivBytes) throw invalidParameter("Iv", "it must have 12 bytes");
  const cipher = createCipheriv(gcm(version), version.material, nonce).setAAD(aad ?? Buffer.alloc(0));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { keyId, keyVersionId, algorithm: chosen, iv: nonce, ciphertext };
}

/**
 * Decrypts the result of {@link encrypt} under the same version.
 *
 * @throws KmsError UnsupportedOperation; InvalidParameter for any other ciphertext, or other additional data
 */
export function decrypt(
  version: KeyVersion,
  { iv, ciphertext }: Pick<Sealed, "iv" | "ciphertext">,
  { algorithm, aad }: Manner = {},
): Buffer {
  const chosen = algorithmOf(version, algorithm);
  try {
    if (specs[version.spec].kind !== "aes") {
      return privateDecrypt({ key: privateKeyOf(version), ...oaepPadding(chosen) }, ciphertext);
    }
    const decipher = createDecipheriv(gcm(version), version.material, iv, { authTagLength: tagBytes });
    decipher.setAAD(aad ?? Buffer.alloc(0)).setAuthTag(ciphertext.subarray(-tagBytes));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    throw invalidParameter("CiphertextBlob", "it can't be decrypted");
  }
}

function algorithmOf({ spec }: KeyVersion, asked: string | undefined): string {
  const known = specs[spec].encryption;
  const chosen = asked || known[0];
  if (chosen === undefined) throw unsupportedOperation();
  if (!known.includes(chosen)) throw invalidParameter("Algorithm", `a key of ${spec} has ${known.join(" and ")}`);
  return chosen;
}

function gcm({ spec }: KeyVersion): "aes-128-gcm" | "aes-192-gcm" | "aes-256-gcm" {
  return `aes-${specs[spec].bits as 128 | 192 | 256}-gcm`;
}

function oaepPadding(algorithm: string): { padding: number; oaepHash: string } {
  return {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: algorithm === "RSAES_OAEP_SHA_256" ? "sha256" : "sha1",
  };
}

function oaep(version: KeyVersion, plaintext: Buffer, algorithm: string): Buffer {
  try {
    return publicEncrypt({ key: createPublicKey(privateKeyOf(version)), ...oaepPadding(algorithm) }, plaintext);
  } catch {
    throw invalidParameter("Plaintext", `it is too long for ${version.spec} and ${algorithm}`);
  }
}
