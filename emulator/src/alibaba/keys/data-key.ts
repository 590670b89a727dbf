import { createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import { invalidParameter } from "../errors";
import { encrypt, type Sealed } from "./cipher";
import { generatePair } from "./material";
import { isSymmetric, type KeySpec, specNames } from "./spec";
import type { KeyVersion } from "./version";

export interface DataKey {
  readonly plaintext: Buffer;
  readonly sealed: Sealed;
}

/** A data key in plaintext and encrypted under a version. @throws KmsError InvalidParameter, UnsupportedOperation */
export function generateDataKey(version: KeyVersion, bytes: number, aad?: Buffer): DataKey {
  const plaintext = generateRandom(bytes, "NumberOfBytes");
  return { plaintext, sealed: encrypt(version, plaintext, { aad }) };
}

/** @param name of the parameter that gives the number of bytes. @throws KmsError InvalidParameter */
export function generateRandom(bytes: number, name = "Length"): Buffer {
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > 1024) throw invalidParameter(name, "it must be from 1 to 1024");
  return randomBytes(bytes);
}

export interface PairRequest {
  /** `RSA_2048`, `RSA_3072`, `RSA_4096`, `EC_P256` or `EC_P256K`. */
  readonly spec: string;
  /** Default `PEM`. */
  readonly format?: string | undefined;
  readonly aad?: Buffer | undefined;
  /** Of the private key's encryption. */
  readonly algorithm?: string | undefined;
  readonly newRsaKey: () => KeyObject;
}

export interface DataKeyPair {
  /** PKCS#8. */
  readonly privateKey: Buffer;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** The private key, encrypted. */
  readonly sealed: Sealed;
}

/** A key pair, its private key encrypted under a version. @throws KmsError InvalidParameter, UnsupportedOperation */
export function generateDataKeyPair(
  version: KeyVersion,
  { spec: asked, format = "PEM", aad, algorithm, newRsaKey }: PairRequest,
): DataKeyPair {
  const spec = specNames.find((name) => name === asked && !isSymmetric(name)) as KeySpec | undefined;
  if (spec === undefined) throw invalidParameter("KeyPairSpec", `"${asked}" is no specification of a pair`);
  if (format !== "PEM" && format !== "DER") throw invalidParameter("KeyFormat", "it must be PEM or DER");
  const pair = generatePair(spec, newRsaKey);
  const privateKey = written(pair, format);
  return {
    privateKey,
    publicKey: written(createPublicKey(pair), format),
    sealed: encrypt(version, privateKey, { aad, algorithm }),
  };
}

function written(key: KeyObject, format: "PEM" | "DER"): Buffer {
  const type = key.type === "private" ? "pkcs8" : "spki";
  return format === "PEM"
    ? Buffer.from(key.export({ type, format: "pem" } as { type: "pkcs8"; format: "pem" }))
    : key.export({ type, format: "der" } as { type: "pkcs8"; format: "der" });
}
