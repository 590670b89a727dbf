import { createPrivateKey, type KeyObject } from "node:crypto";
import { ServiceError } from "../../core/errors";
import { parseJson } from "../../core/json";
import type { Secret } from "../../core/secret";
import { isPlainObject } from "../../core/unknown";

// Node opens PKCS#12 for TLS only, and hands out no key of it. But the key in it lies in a bag of its own, which is an encrypted PKCS#8
// key, and those node:crypto opens by itself: all that is left to do is to find the bag. The safe with the certificate, which the service
// encrypts with RC2 of 40 bits and OpenSSL 3 opens no more, is never touched.

/** What an application signs its requests with. */
export interface ClientKeySigner {
  readonly clientKeyId: string;
  readonly privateKey: KeyObject;
}

/**
 * @param content JSON with `KeyId` and `PrivateKeyData`, as the vendor's SDKs read it
 * @throws ServiceError where it can't be opened; it shows nothing of it
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
      "It is of no use to applications either: have another key made, by a new rotation.trigger.",
    );
  }
}

/** Object identifiers in DER: `data` of PKCS#7, and `pkcs8ShroudedKeyBag` of PKCS#12 (RFC 7292, 4.2.2). */
const DATA = Buffer.from("2a864886f70d010701", "hex");
const SHROUDED_KEY = Buffer.from("2a864886f70d010c0a0102", "hex");

/** The encrypted PKCS#8 key in a PKCS#12 file, in DER. @throws RangeError when there is none */
function shroudedKey(file: Buffer): Buffer {
  const [, authenticated] = within(file);
  // A list of safes, and each of them, unless it is encrypted as a whole, a list of bags.
  const safes = dataIn(authenticated).flatMap(within);
  const bags = safes.flatMap(dataIn).flatMap(within);
  const key = bags.map((bag) => tagged(bag, SHROUDED_KEY)).find((found) => found !== undefined);
  if (key === undefined) throw new RangeError("there is no key in it");
  return key;
}

/** What a `ContentInfo` holds where it is of the type `data`. */
function dataIn(info: Buffer | undefined): Buffer[] {
  const content = info && tagged(info, DATA);
  return content ? [contentOf(content)] : [];
}

/** Of a sequence of an object identifier and a value, the value, where the identifier is this one. */
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

/** Where the content of the first element begins and ends. @throws RangeError for what is not DER of a definite length */
function extentOf(bytes: Buffer): { readonly start: number; readonly end: number } {
  const first = bytes.readUInt8(1);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const start = 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes));
  if (end > bytes.length || first === 0x80) throw new RangeError("it was cut");
  return { start, end };
}
