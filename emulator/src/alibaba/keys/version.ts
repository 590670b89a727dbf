import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { unsupportedOperation } from "../errors";
import { type KeySpec, specs } from "./spec";

/** One version of a key with its material: everything that cryptography needs. */
export interface KeyVersion {
  readonly keyId: string;
  readonly keyVersionId: string;
  readonly spec: KeySpec;
  /** The bytes of a symmetric key, or a private key as PKCS#8 in DER. */
  readonly material: Buffer;
}

export function privateKeyOf({ material }: KeyVersion): KeyObject {
  return createPrivateKey({ key: material, format: "der", type: "pkcs8" });
}

/** SubjectPublicKeyInfo in PEM. @throws KmsError UnsupportedOperation for a symmetric key */
export function publicKeyPem(version: KeyVersion): string {
  if (specs[version.spec].kind === "aes") throw unsupportedOperation();
  return createPublicKey(privateKeyOf(version)).export({ type: "spki", format: "pem" }).toString();
}
