import type { KeyObject } from "node:crypto";
import * as forge from "node-forge";
import { certify, toPem } from "./certificate";

/** A new client key: the caller's part, and the part that the service keeps. */
export interface KeyMaterial {
  /** A PKCS#12 container protected by the password, in base64. */
  readonly privateKeyData: string;
  /** PEM. */
  readonly certificate: string;
}

export interface KeyRequest {
  /** RSA, private. */
  readonly key: KeyObject;
  readonly clientKeyId: string;
  readonly password: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Hash rounds that derive a key from the password. */
  readonly rounds: number;
}

/**
 * Makes a client key's certificate and PKCS#12 container.
 *
 * The container has the form that the service's consumers need (golang.org/x/crypto/pkcs12 above all): a SHA-1 MAC and two
 * safes, first the certificate, then the key, shrouded with 3DES. The certificate is not encrypted with 40-bit RC2, as the
 * service does, because OpenSSL 3 and with it Node cannot open that.
 */
export function createKeyMaterial({
  key,
  clientKeyId,
  password,
  notBefore,
  notAfter,
  rounds,
}: KeyRequest): KeyMaterial {
  const { certificate, privateKey } = certify({
    key,
    commonName: clientKeyId,
    notBefore,
    notAfter,
    extensions: [{ name: "keyUsage", digitalSignature: true, critical: true }],
  });
  const container = forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], password, {
    algorithm: "3des",
    count: rounds,
  });
  return {
    privateKeyData: Buffer.from(forge.asn1.toDer(container).getBytes(), "latin1").toString("base64"),
    certificate: toPem(certificate),
  };
}
