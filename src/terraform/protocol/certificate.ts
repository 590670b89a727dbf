import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import asn1 from "node-forge/lib/asn1";

/** A certificate and its private key. */
export interface Identity {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** The certificate in DER. */
  readonly der: Buffer;
}

const { Class, Type } = asn1;

const DAY = 86_400_000;

/** Names of what a certificate is made of: RFC 5280, RFC 5758. */
const OID = {
  commonName: "2.5.4.3",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
} as const;

const VERSION_3 = 2;
const DNS_NAME = 2;

/** The host that engines expect a plugin to be. */
const HOST = "localhost";

/**
 * A new certificate for `localhost` that vouches for itself, and its key on the curve P-256: made for one run, kept
 * nowhere. The engine gets it over the pipe that it gave us, so nothing in it needs to be unique but the key.
 */
export function makeIdentity(now: Date = new Date()): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const content = contentOf(publicKey, algorithm, now);
  const signature = sign("sha256", bytesOf(content), privateKey);
  const der = bytesOf(sequence(content, algorithm, leaf(Type.BITSTRING, `\0${signature.toString("latin1")}`)));
  return { cert: pem(der), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), der };
}

/** What is signed. */
function contentOf(publicKey: KeyObject, algorithm: asn1.Asn1, now: Date): asn1.Asn1 {
  const name = sequence(asn1.create(Class.UNIVERSAL, Type.SET, true, [nameIs(HOST)]));
  const validity = sequence(time(now.getTime() - DAY), time(now.getTime() + 365 * DAY));
  const extensions = sequence(
    // An authority, since it is its own.
    sequence(oid(OID.basicConstraints), truth(), wrapped(sequence(truth()))),
    sequence(oid(OID.subjectAltName), wrapped(sequence(asn1.create(Class.CONTEXT_SPECIFIC, DNS_NAME, false, HOST)))),
  );
  return sequence(
    asn1.create(Class.CONTEXT_SPECIFIC, 0, true, [integer(VERSION_3)]),
    integer(1),
    algorithm,
    name,
    validity,
    name,
    asn1.fromDer(publicKey.export({ type: "spki", format: "der" }).toString("latin1")),
    asn1.create(Class.CONTEXT_SPECIFIC, 3, true, [extensions]),
  );
}

function sequence(...members: asn1.Asn1[]): asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, members);
}

function leaf(type: asn1.Type, bytes: string): asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, type, false, bytes);
}

const oid = (name: string) => leaf(Type.OID, asn1.oidToDer(name).getBytes());
const integer = (value: number) => leaf(Type.INTEGER, asn1.integerToDer(value).getBytes());
const truth = () => leaf(Type.BOOLEAN, "\xff");
const nameIs = (name: string) => sequence(oid(OID.commonName), leaf(Type.UTF8, name));
const wrapped = (content: asn1.Asn1) => leaf(Type.OCTETSTRING, asn1.toDer(content).getBytes());

/** Years from 2050 on need the longer form. */
function time(milliseconds: number): asn1.Asn1 {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() < 2050
    ? leaf(Type.UTCTIME, asn1.dateToUtcTime(date))
    : leaf(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));
}

function bytesOf(content: asn1.Asn1): Buffer {
  return Buffer.from(asn1.toDer(content).getBytes(), "latin1");
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
