import { constants, createPublicKey, type KeyObject, privateEncrypt, randomBytes } from "node:crypto";
import * as forge from "node-forge";

/** A certificate with its key. */
export interface Certified {
  readonly certificate: forge.pki.Certificate;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

/** Who signs certificates. */
export interface Issuer {
  readonly certificate: forge.pki.Certificate;
  /** RSA, private. */
  readonly key: KeyObject;
}

/** What to put into a certificate. */
export interface CertificateRequest {
  /** RSA, private: of whom it certifies. */
  readonly key: KeyObject;
  /** Default: it signs itself. */
  readonly issuer?: Issuer;
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Extensions in node-forge's notation. */
  readonly extensions: readonly object[];
}

/** Makes a certificate for a key, sha256WithRSA, named as the service names them. */
export function certify(request: CertificateRequest): Certified {
  const { key, issuer, commonName, notBefore, notAfter, extensions } = request;
  const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.toString());
  // A leading zero byte would be cut off, a leading one bit would make the number negative.
  certificate.serialNumber = `4b${randomBytes(15).toString("hex")}`;
  certificate.validity = { notBefore, notAfter };
  certificate.setSubject(nameOf(commonName));
  certificate.setIssuer(issuer?.certificate.subject.attributes ?? nameOf(commonName));
  certificate.setExtensions([...extensions]);
  const privateKey = forge.pki.privateKeyFromPem(key.export({ type: "pkcs8", format: "pem" }).toString());
  const digest = forge.md.sha256.create();
  certificate.sign({ ...privateKey, sign: () => signature(digest, issuer?.key ?? key) }, digest);
  return { certificate, privateKey };
}

/** What stands before a SHA-256 digest that RSA signs: RFC 8017, section 9.2. */
const sha256Prefix = Buffer.from("3031300d060960864801650304020105000420", "hex");

/** By Node, as node-forge takes thirty times as long. */
function signature(digest: forge.md.MessageDigest, key: KeyObject): string {
  const signed = Buffer.concat([sha256Prefix, Buffer.from(digest.digest().toHex(), "hex")]);
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signed).toString("latin1");
}

/** The certificate as PEM with `\n` line ends. */
export function toPem(certificate: forge.pki.Certificate): string {
  return forge.pki.certificateToPem(certificate).replaceAll("\r\n", "\n").trim();
}

function nameOf(commonName: string): forge.pki.CertificateField[] {
  return [
    { shortName: "C", value: "CN" },
    { shortName: "ST", value: "Zhejiang" },
    { shortName: "L", value: "Hangzhou" },
    { shortName: "O", value: "Alibaba" },
    { shortName: "OU", value: "Aliyun" },
    { shortName: "CN", value: commonName },
  ];
}
