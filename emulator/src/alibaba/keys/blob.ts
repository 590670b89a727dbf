import { invalidParameter } from "../errors";
import type { Sealed } from "./cipher";

/** Tells that a blob is one of these, and how it is laid out. */
const form = 1;

type Packed = Pick<Sealed, "keyId" | "keyVersionId" | "iv" | "ciphertext">;

/**
 * Everything that opening needs, in one: who decrypts at the OpenAPI names no key. After a byte for the form come key, version and
 * IV, each with a byte for its length before it, and then the ciphertext.
 */
export function pack({ keyId, keyVersionId, iv, ciphertext }: Packed): Buffer {
  const parts = [Buffer.from(keyId), Buffer.from(keyVersionId), iv];
  return Buffer.concat([
    Buffer.from([form]),
    ...parts.flatMap((part) => [Buffer.from([part.length]), part]),
    ciphertext,
  ]);
}

/** @throws KmsError InvalidParameter when it is none of {@link pack} */
export function unpack(blob: Buffer): Packed {
  let at = 1;
  const next = (): Buffer => {
    const end = at + 1 + (blob[at] ?? Number.NaN);
    if (!(end <= blob.length)) throw invalidParameter("CiphertextBlob", "it was not made by this service");
    const part = blob.subarray(at + 1, end);
    at = end;
    return part;
  };
  if (blob[0] !== form) throw invalidParameter("CiphertextBlob", "it was not made by this service");
  return { keyId: next().toString(), keyVersionId: next().toString(), iv: next(), ciphertext: blob.subarray(at) };
}
