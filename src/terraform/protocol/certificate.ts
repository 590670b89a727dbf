import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface Identity {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** The certificate in DER. */
  readonly der: Buffer;
}

const DAY = 86_400_000;

/** The contents of object identifiers: RFC 5280, RFC 5758. */
const OID = {
  commonName: "550403",
  subjectAltName: "551d11",
  basicConstraints: "551d13",
  ecdsaWithSha256: "2a8648ce3d040302",
} as const;

/** The tags of DER, and those that a certificate (RFC 5280, 4.1) and the name in an extension (4.2.1.6) have in it. */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  text: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  dnsName: 0x82,
  version: 0xa0,
  extensions: 0xa3,
} as const;

const VERSION_3 = 2;

const HOST = "localhost";

/**
 * A new certificate for `localhost` that vouches for itself, and its key on the curve P-256: made for one run, kept
 * nowhere. The engine gets it over the pipe that it gave us, so nothing in it needs to be unique but the key.
 */
export function makeIdentity(now: Date = new Date()): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const content = contentOf(publicKey, now);
  const signature = sign("sha256", content, privateKey);
  const certificate = sequence(content, algorithm(), der(TAG.bitString, Buffer.of(0), signature));
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { cert: pemOf(certificate), key, der: certificate };
}

function contentOf(publicKey: KeyObject, now: Date): Buffer {
  const name = sequence(der(TAG.set, sequence(oid(OID.commonName), der(TAG.text, Buffer.from(HOST)))));
  const truth = der(TAG.boolean, Buffer.of(0xff));
  return sequence(
    der(TAG.version, integer(VERSION_3)),
    integer(1),
    algorithm(),
    name,
    sequence(time(now.getTime() - DAY), time(now.getTime() + 365 * DAY)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      TAG.extensions,
      sequence(
        // An authority, since it is its own.
        sequence(oid(OID.basicConstraints), truth, octets(sequence(truth))),
        sequence(oid(OID.subjectAltName), octets(sequence(der(TAG.dnsName, Buffer.from(HOST))))),
      ),
    ),
  );
}

/** By hand, because engines wait for it at each start, and a library is twenty times as much code to read. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const algorithm = (): Buffer => sequence(oid(OID.ecdsaWithSha256));
const oid = (contents: string): Buffer => der(TAG.oid, Buffer.from(contents, "hex"));
const integer = (small: number): Buffer => der(TAG.integer, Buffer.of(small));
const sequence = (...contents: readonly Buffer[]): Buffer => der(TAG.sequence, ...contents);
const octets = (content: Buffer): Buffer => der(TAG.octetString, content);

/** Years from 2050 on need the longer form (RFC 5280, 4.1.2.5), without fractions of a second. */
function time(milliseconds: number): Buffer {
  const text = `${new Date(milliseconds).toISOString().slice(0, 19).replaceAll(/\D/g, "")}Z`;
  return text < "2050" ? der(TAG.utcTime, Buffer.from(text.slice(2))) : der(TAG.generalizedTime, Buffer.from(text));
}

function pemOf(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
