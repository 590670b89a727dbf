import { invalidParameter } from "../errors";
import type { Sealed } from "./cipher";

/** The first byte of a blob; it identifies the layout. */
const form = 1;

type Packed = Pick<Sealed, "keyId" | "keyVersionId" | "iv" | "ciphertext">;

/**
 * Everything that decryption needs in one blob, because a caller of Decrypt at the OpenAPI names no key. A byte for the form is
 * followed by key, version and IV, each behind a byte for its length, and then by the ciphertext.
 */
export function pack({ keyId, keyVersionId, iv, ciphertext }: Packed): Buffer {
  const parts = [Buffer.from(keyId), Buffer.from(keyVersionId), iv];
  return Buffer.concat([
    Buffer.from([form]),
    ...parts.flatMap((part) => [Buffer.from([part.length]), part]),
    ciphertext,
  ]);
}

/** @throws KmsError InvalidParameter when {@link pack} did not make it */
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
