import { generateKeyPairSync, randomBytes } from "node:crypto";
import * as forge from "node-forge";

/** A self-signed certificate with its key. */
export interface SelfSigned {
  readonly certificate: forge.pki.Certificate;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

/** What to put into a self-signed certificate. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Extensions in node-forge's notation. */
  readonly extensions: readonly object[];
}

/**
 * Makes an RSA-2048 key and a certificate for it, signed with itself, sha256WithRSA, named as the service names them.
 * The key comes from Node: node-forge would take seconds for one.
 */
export function selfSign({ commonName, notBefore, notAfter, extensions }: CertificateRequest): SelfSigned {
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const privateKey = forge.pki.privateKeyFromPem(keys.privateKey);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  // A leading zero byte would be cut off, a leading one bit would make the number negative.
  certificate.serialNumber = `4b${randomBytes(15).toString("hex")}`;
  certificate.validity = { notBefore, notAfter };
  certificate.setSubject(nameOf(commonName));
  certificate.setIssuer(nameOf(commonName));
  certificate.setExtensions([...extensions]);
  certificate.sign(privateKey, forge.md.sha256.create());
  return { certificate, privateKey };
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
