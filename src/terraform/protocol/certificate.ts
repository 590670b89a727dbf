import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface Identity {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  readonly der: Buffer;
}

const DAY = 86_400_000;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** Of a certificate (RFC 5280, 4.1). */
  version: 0xa0,
  extensions: 0xa3,
  /** Of a name that an extension tells (RFC 5280, 4.2.1.6). */
  dnsName: 0x82,
} as const;

/** Names of what a certificate is made of: RFC 5280, RFC 5758. */
const OID = {
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
} as const;

const VERSION_3 = 2;

const HOST = Buffer.from("localhost");

/**
 * A new certificate for `localhost` that vouches for itself, and its key on the curve P-256: made for one run, kept
 * nowhere. The engine gets it over the pipe that it gave us, so nothing in it needs to be unique but the key.
 */
export function makeIdentity(now: Date = new Date()): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const content = contentOf(publicKey, algorithm, now);
  const signature = der(TAG.bitString, Buffer.of(0), sign("sha256", content, privateKey));
  const certificate = sequence(content, algorithm, signature);
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { cert: pem(certificate), key, der: certificate };
}

function contentOf(publicKey: KeyObject, algorithm: Buffer, now: Date): Buffer {
  const name = sequence(der(TAG.set, sequence(oid(OID.commonName), der(TAG.utf8String, HOST))));
  const truth = der(TAG.boolean, Buffer.of(0xff));
  const extensions = sequence(
    // An authority, since it is its own.
    sequence(oid(OID.basicConstraints), truth, der(TAG.octetString, sequence(truth))),
    sequence(oid(OID.subjectAltName), der(TAG.octetString, sequence(der(TAG.dnsName, HOST)))),
  );
  return sequence(
    der(TAG.version, der(TAG.integer, Buffer.of(VERSION_3))),
    der(TAG.integer, Buffer.of(1)),
    algorithm,
    name,
    sequence(time(now.getTime() - DAY), time(now.getTime() + 365 * DAY)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(TAG.extensions, extensions),
  );
}

/** A value in DER (X.690, 8.1): its tag, the length of its content, its content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, { length }) => sum + length, 0);
  // From 128 on, the first byte tells how many follow; a certificate is far below 64 KiB.
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), ...content]);
}

const sequence = (...members: readonly Buffer[]): Buffer => der(TAG.sequence, ...members);
const oid = (name: readonly number[]): Buffer => der(TAG.objectIdentifier, Buffer.from(name));

/** Years from 2050 on need the longer form (RFC 5280, 4.1.2.5). */
function time(milliseconds: number): Buffer {
  const date = new Date(milliseconds);
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  return date.getUTCFullYear() < 2050
    ? der(TAG.utcTime, Buffer.from(digits.slice(2)))
    : der(TAG.generalizedTime, Buffer.from(digits));
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
