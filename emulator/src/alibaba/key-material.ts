import type { KeyObject } from "node:crypto";
import * as forge from "node-forge";
import { certify, toPem } from "./certificate";

/** A new client key: what the caller gets, and what the service keeps. */
export interface KeyMaterial {
  /** Base64 of a PKCS#12 that the password opens. */
  readonly privateKeyData: string;
  /** PEM. */
  readonly certificate: string;
}

/** What a client key is made for. */
export interface KeyRequest {
  /** RSA, private. */
  readonly key: KeyObject;
  readonly clientKeyId: string;
  readonly password: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Rounds of hashing that make a key of the password. */
  readonly rounds: number;
}

/**
 * Makes a client key's certificate and PKCS#12.
 *
 * The container has what the service's consumers need (golang.org/x/crypto/pkcs12 above all): a SHA-1 MAC, two safes,
 * the certificate first and the key second, shrouded with 3DES. The service's own 40-bit RC2 around the certificate is left
 * out, because OpenSSL 3 and with it Node cannot open that.
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
