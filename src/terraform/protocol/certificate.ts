import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import * as asn1 from "asn1js";

export interface Identity {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** The certificate in DER. */
  readonly der: Buffer;
}

const DAY = 86_400_000;

/** RFC 5280, RFC 5758. */
const OID = {
  commonName: "2.5.4.3",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
} as const;

const VERSION_3 = 2;

/** Class and numbers of the tags in a certificate (RFC 5280, 4.1), and of the name in an extension (4.2.1.6). */
const CONTEXT_SPECIFIC = 3;
const TAG = { version: 0, extensions: 3, dnsName: 2 } as const;

const HOST = "localhost";

/**
 * A new self-signed certificate for `localhost`, and its key on the curve P-256: made for one run, kept nowhere. The
 * engine gets the certificate over the pipe that it gave us, so nothing in it needs to be unique except the key.
 */
export function makeIdentity(now: Date = new Date()): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const content = contentOf(publicKey, now);
  const signature = sign("sha256", derOf(content), privateKey);
  const der = derOf(sequence(content, algorithm(), new asn1.BitString({ valueHex: signature })));
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { cert: new X509Certificate(der).toString(), key, der };
}

function contentOf(publicKey: KeyObject, now: Date): asn1.Sequence {
  const commonName = sequence(oid(OID.commonName), new asn1.Utf8String({ value: HOST }));
  const name = (): asn1.Sequence => sequence(new asn1.Set({ value: [commonName] }));
  const truth = new asn1.Boolean({ value: true });
  const dnsName = new asn1.Primitive({ idBlock: tag(TAG.dnsName), valueHex: Buffer.from(HOST) });
  return sequence(
    new asn1.Constructed({ idBlock: tag(TAG.version), value: [new asn1.Integer({ value: VERSION_3 })] }),
    new asn1.Integer({ value: 1 }),
    algorithm(),
    name(),
    sequence(time(now.getTime() - DAY), time(now.getTime() + 365 * DAY)),
    name(),
    asn1.fromBER(publicKey.export({ type: "spki", format: "der" })).result,
    new asn1.Constructed({
      idBlock: tag(TAG.extensions),
      value: [
        sequence(
          // An authority, as it signs itself.
          sequence(oid(OID.basicConstraints), truth, octets(sequence(truth))),
          sequence(oid(OID.subjectAltName), octets(sequence(dnsName))),
        ),
      ],
    }),
  );
}

const algorithm = (): asn1.Sequence => sequence(oid(OID.ecdsaWithSha256));
const oid = (value: string): asn1.ObjectIdentifier => new asn1.ObjectIdentifier({ value });
const tag = (tagNumber: number) => ({ tagClass: CONTEXT_SPECIFIC, tagNumber });
const sequence = (...value: asn1.AsnType[]): asn1.Sequence => new asn1.Sequence({ value });
const octets = (value: asn1.AsnType): asn1.OctetString => new asn1.OctetString({ valueHex: value.toBER() });
const derOf = (value: asn1.AsnType): Buffer => Buffer.from(value.toBER());

/** Years from 2050 on need the longer form (RFC 5280, 4.1.2.5), without fractions of a second. */
function time(milliseconds: number): asn1.UTCTime {
  const valueDate = new Date(Math.floor(milliseconds / 1000) * 1000);
  return valueDate.getUTCFullYear() < 2050 ? new asn1.UTCTime({ valueDate }) : new asn1.GeneralizedTime({ valueDate });
}
