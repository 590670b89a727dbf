import { invalidField, invalidQuery } from "./errors";
import type { Flavour } from "./flavour";
import { shownTime } from "./times";

/** Checks of single fields. Each throws KeyError INVALID_FIELD_ERR with the name of its field. */

const reserved =
  /^(allowed_ip|keys?|metadata|policy|policies|registrations?|rings?|rotate|wrap|unwrap|rewrap|versions?)$/;
const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const standardBytes = 7500;
const plaintextBytes = 4096;

export function checkName(name: string | undefined, { is2019 }: Flavour): string {
  if (is2019) {
    if (name === undefined || !/^[a-zA-Z0-9 ]{2,50}$/.test(name)) {
      throw invalidField("name", "2 to 50 letters, digits and spaces");
    }
    return name;
  }
  if (name === undefined || !hasLength(name, 2, 90)) throw invalidField("name", "2 to 90 characters");
  return name;
}

export function checkDescription(text: string | undefined): void {
  if (text !== undefined && !hasLength(text, 2, 240)) throw invalidField("description", "2 to 240 characters");
}

export function checkTags(tags: readonly string[]): void {
  if (tags.length > 30) throw invalidField("tags", "30 at the most");
  if (tags.some((tag) => !hasLength(tag, 2, 30) || /[<>,:&|]/.test(tag))) {
    throw invalidField("tags", "of 2 to 30 characters, none of them one of < > , : & |");
  }
}

export function checkAlias(alias: string): void {
  if (!/^[A-Za-z0-9_-]{2,90}$/.test(alias)) throw invalidField("alias", "2 to 90 letters, digits, - and _");
  if (uuid4.test(alias)) throw invalidField("alias", "no UUID");
  if (reserved.test(alias)) throw invalidField("alias", "no reserved word");
}

export function checkRingId(id: string): void {
  if (!/^[A-Za-z0-9-]{2,100}$/.test(id)) throw invalidField("key_ring_id", "2 to 100 letters, digits and -");
}

/** The time to the second. */
export function checkExpiration(text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
  const time = rfc3339.test(text) ? new Date(text) : undefined;
  if (!time || Number.isNaN(time.getTime())) throw invalidField("expirationDate", "a time as RFC 3339 has it");
  if (time <= now) throw invalidField("expirationDate", "in the future");
  return shownTime(time);
}

export function checkAad(aad: readonly string[]): void {
  if (aad.length > 126 || aad.some((text) => !hasLength(text, 0, 255))) {
    throw invalidField("aad", "126 texts of up to 255 characters at the most");
  }
}

/** The bytes of a base64 field. */
export function decode(name: string, text: string): Buffer {
  if (!base64.test(text)) throw invalidField(name, "in base64");
  return Buffer.from(text, "base64");
}

export function checkPlaintext(text: string): Buffer {
  const plaintext = decode("plaintext", text);
  if (plaintext.length > plaintextBytes) throw invalidField("plaintext", `${plaintextBytes} bytes at the most`);
  return plaintext;
}

/** A root key's material. */
export function checkRootMaterial(material: Buffer, { rootSizes }: Flavour): Buffer {
  if (!rootSizes.includes(material.length)) {
    throw invalidField("payload", `${rootSizes.map((size) => size * 8).join(", ")} bits long`);
  }
  return material;
}

/** A standard key's material. */
export function checkStandardMaterial(material: Buffer): Buffer {
  if (material.length === 0 || material.length > standardBytes) {
    throw invalidField("payload", `1 to ${standardBytes} bytes long`);
  }
  return material;
}

/** An integer from the query. @throws KeyError INVALID_QUERY_PARAM_ERR */
export function wholeNumber(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw invalidQuery(name, `an integer between ${min} and ${max} (inclusive)`);
}

/** In characters, not UTF-16 units. */
function hasLength(text: string, min: number, max: number): boolean {
  const { length } = [...text];
  return length >= min && length <= max;
}
