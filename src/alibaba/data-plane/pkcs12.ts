import { createPrivateKey, type KeyObject } from "node:crypto";
import { ServiceError } from "../../core/errors";
import { parseJson } from "../../core/json";
import type { Secret } from "../../core/secret";
import { isPlainObject } from "../../core/unknown";

// Node opens PKCS#12 only for TLS, and exposes no key of it. But the key lies in a bag of its own, an encrypted PKCS#8 key, which
// node:crypto can open: only the bag has to be found. The safe with the certificate, which the service encrypts with 40-bit RC2 and which
// OpenSSL 3 no longer opens, is never touched.

/** An application's means of signing its requests. */
export interface ClientKeySigner {
  readonly clientKeyId: string;
  readonly privateKey: KeyObject;
}

/**
 * @param content JSON with `KeyId` and `PrivateKeyData`, as the vendor's SDKs read it
 * @throws ServiceError if it can't be opened; the error shows nothing of it
 */
export function signerOf(content: Secret, password: Secret): ClientKeySigner {
  const fields = parseJson(content.reveal());
  const { KeyId: clientKeyId, PrivateKeyData: data } = isPlainObject(fields) ? fields : {};
  try {
    if (typeof clientKeyId !== "string" || typeof data !== "string") throw new RangeError("a field is missing");
    const key = shroudedKey(Buffer.from(data, "base64"));
    const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8", passphrase: password.reveal() });
    return { clientKeyId, privateKey };
  } catch {
    throw new ServiceError(
      "the private key of the client key can't be opened with its password",
      "Applications can't use it either: give rotation.trigger a new text to have another key made.",
    );
  }
}

/** Object identifiers in DER: `data` of PKCS#7, and `pkcs8ShroudedKeyBag` of PKCS#12 (RFC 7292, 4.2.2). */
const DATA = Buffer.from("2a864886f70d010701", "hex");
const SHROUDED_KEY = Buffer.from("2a864886f70d010c0a0102", "hex");

/** The encrypted PKCS#8 key in a PKCS#12 file, in DER. @throws RangeError if there is none */
function shroudedKey(file: Buffer): Buffer {
  const [, authenticated] = within(file);
  // The file holds a list of safes, and each safe, unless it is encrypted as a whole, a list of bags.
  const safes = dataIn(authenticated).flatMap(within);
  const bags = safes.flatMap(dataIn).flatMap(within);
  const key = bags.map((bag) => tagged(bag, SHROUDED_KEY)).find((found) => found !== undefined);
  if (key === undefined) throw new RangeError("there is no key in it");
  return key;
}

/** The content of a `ContentInfo`, if it is of the type `data`. */
function dataIn(info: Buffer | undefined): Buffer[] {
  const content = info && tagged(info, DATA);
  return content ? [contentOf(content)] : [];
}

/** The value in a sequence of an object identifier and a value, if the identifier is this one. */
function tagged(sequence: Buffer, identifier: Buffer): Buffer | undefined {
  const [type, value] = within(sequence);
  return type && value && contentOf(type).equals(identifier) ? contentOf(value) : undefined;
}

/** The elements in an element. */
function within(element: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let rest = contentOf(element); rest.length > 0; ) {
    const { end } = extentOf(rest);
    found.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return found;
}

function contentOf(element: Buffer): Buffer {
  const { start, end } = extentOf(element);
  return element.subarray(start, end);
}

/** The start and end of the first element's content. @throws RangeError if the bytes are not DER of a definite length */
function extentOf(bytes: Buffer): { readonly start: number; readonly end: number } {
  const first = bytes.readUInt8(1);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const start = 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes));
  if (end > bytes.length || first === 0x80) throw new RangeError("it was cut");
  return { start, end };
}
