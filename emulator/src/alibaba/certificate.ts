import { constants, createPublicKey, type KeyObject, privateEncrypt, randomBytes } from "node:crypto";
import * as forge from "node-forge";

/** A certificate with its private key. */
export interface Certified {
  readonly certificate: forge.pki.Certificate;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

/** An issuer of certificates. */
export interface Issuer {
  readonly certificate: forge.pki.Certificate;
  /** RSA, private. */
  readonly key: KeyObject;
}

export interface CertificateRequest {
  /** RSA, private: the key of the certificate's subject. */
  readonly key: KeyObject;
  /** Default: self-signed. */
  readonly issuer?: Issuer;
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Extensions in node-forge's notation. */
  readonly extensions: readonly object[];
}

/** Makes a certificate signed with sha256WithRSA, its names in the service's form. */
export function certify(request: CertificateRequest): Certified {
  const { key, issuer, commonName, notBefore, notAfter, extensions } = request;
  const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.toString());
  // A leading zero byte would be dropped, and a leading one bit would make the number negative.
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

/** The DER prefix of a SHA-256 digest in an RSA signature: RFC 8017, section 9.2. */
const sha256Prefix = Buffer.from("3031300d060960864801650304020105000420", "hex");

/** Signed by Node, because node-forge takes thirty times as long. */
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
