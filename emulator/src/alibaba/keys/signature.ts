import { constants, createHash, createPublicKey, privateEncrypt, publicDecrypt } from "node:crypto";
import * as forge from "node-forge";
import { invalidParameter, unsupportedOperation } from "../errors";
import { signDigest, verifyDigest } from "./ecdsa";
import { specs } from "./spec";
import { type KeyVersion, privateKeyOf } from "./version";

/** The signed data: a message, or its SHA-256. */
export interface Signed {
  readonly algorithm: string;
  readonly messageType: "RAW" | "DIGEST";
  readonly message: Buffer;
}

/** The DER prefix of a SHA-256 digest in a PKCS #1 signature (RFC 8017, 9.2). */
const sha256Prefix = Buffer.from("3031300d060960864801650304020105000420", "hex");
const digestBytes = 32;

/** @throws KmsError UnsupportedOperation, InvalidParameter */
export function sign(version: KeyVersion, signed: Signed): Buffer {
  const digest = digestOf(version, signed);
  const key = privateKeyOf(version);
  if (signed.algorithm === "ECDSA_SHA_256") return signDigest(key, curveOf(version), digest);
  if (signed.algorithm === "RSA_PKCS1_SHA_256") {
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([sha256Prefix, digest]));
  }
  const encoded = pss().encode(asHash(digest), specs[version.spec].bits);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(encoded, "latin1"));
}

/** Whether a signature matches the signed data. @throws KmsError UnsupportedOperation, InvalidParameter */
export function verify(version: KeyVersion, signed: Signed, signature: Buffer): boolean {
  const digest = digestOf(version, signed);
  const key = privateKeyOf(version);
  if (signed.algorithm === "ECDSA_SHA_256") return verifyDigest(key, curveOf(version), digest, signature);
  try {
    const publicKey = createPublicKey(key);
    if (signed.algorithm === "RSA_PKCS1_SHA_256") {
      const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
      return opened.equals(Buffer.concat([sha256Prefix, digest]));
    }
    const encoded = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature);
    return pss().verify(digest.toString("latin1"), encoded.toString("latin1"), specs[version.spec].bits);
  } catch {
    // Both libraries throw on a malformed signature.
    return false;
  }
}

function digestOf({ spec }: KeyVersion, { algorithm, messageType, message }: Signed): Buffer {
  const known = specs[spec].signatures;
  if (known.length === 0) throw unsupportedOperation();
  if (!known.includes(algorithm)) throw invalidParameter("Algorithm", `a key of ${spec} has ${known.join(" and ")}`);
  if (messageType === "RAW") return createHash("sha256").update(message).digest();
  if (message.length !== digestBytes) throw invalidParameter("Digest", "it must have the 32 bytes of a SHA-256");
  return message;
}

function curveOf({ spec }: KeyVersion): string {
  const { curve } = specs[spec];
  if (curve === undefined) throw new Error(`${spec} has no curve`);
  return curve;
}

/** node:crypto applies PSS padding only to digests that it computed itself. */
function pss(): forge.pss.PSS {
  const hash = forge.md.sha256.create();
  return forge.pss.create({ md: hash, mgf: forge.mgf.mgf1.create(hash), saltLength: digestBytes });
}

/** A digest as a finished hash object, which the library expects. */
function asHash(digest: Buffer): forge.md.MessageDigest {
  const hash = forge.md.sha256.create();
  return Object.assign(Object.create(hash), { digest: () => forge.util.createBuffer(digest.toString("latin1")) });
}
