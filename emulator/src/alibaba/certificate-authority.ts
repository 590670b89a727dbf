import { createPrivateKey, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import * as forge from "node-forge";
import { z } from "zod";
import type { Section } from "../store";
import { certify, type Issuer, toPem } from "./certificate";
import { addYears } from "./time";

/** A certificate for a server, and the chain of its issuers. All PEM. */
export interface ServerCertificate {
  /** The server's certificate, then its region's CA. */
  readonly cert: string;
  readonly key: string;
  /** The chain of its issuers, the root first. */
  readonly ca: string;
}

const rootName = "root";
const nameOf = (region: string): string => `region ${region}`;

/** Certificates in PEM, by the names below. */
const certificatesSchema = z.record(z.string(), z.string());
/** Private keys, PKCS#8 in base64, by the same names. */
const keysSchema = z.record(z.string(), z.base64());

const extensionsOfCa = [
  { name: "basicConstraints", cA: true, critical: true },
  { name: "keyUsage", digitalSignature: true, keyCertSign: true, cRLSign: true, critical: true },
];

/**
 * The CA of the KMS instances. As at the service, a root certifies one CA for each region ("Private KMS Root CA" and "Private
 * KMS <region> Second CA" in the vendor's secret clients). The names here differ, so that nobody mistakes these certificates for
 * the service's. Each CA is made on first use.
 */
export class CertificateAuthority implements Section {
  readonly #newKey: () => KeyObject;
  readonly #now: () => Date;
  readonly #issuers = new Map<string, Issuer>();

  /** @param newKey makes an RSA key. @param now the emulator's time */
  constructor(newKey: () => KeyObject, now: () => Date) {
    this.#newKey = newKey;
    this.#now = now;
  }

  has(region: string): boolean {
    return this.#issuers.has(nameOf(region));
  }

  /** The certificates of the root and of a region's CA, in this order: PEM with `\r\n` line ends, as the service sends them. */
  chain(region: string): string {
    const [root, second] = [this.#root(), this.#ofRegion(region)];
    return [root, second].map(({ certificate }) => `${toPem(certificate).replaceAll("\n", "\r\n")}\r\n`).join("");
  }

  /** A certificate for a server of a region, for its host names and addresses. It is valid for a year of real time. */
  certificateFor(region: string, names: readonly string[]): ServerCertificate {
    const issuer = this.#ofRegion(region);
    const key = this.#newKey();
    const today = new Date();
    const { certificate } = certify({
      key,
      commonName: "Keysmith emulator",
      notBefore: new Date(today.getTime() - 3_600_000),
      notAfter: addYears(today, 1),
      issuer,
      extensions: [
        { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        {
          name: "subjectAltName",
          altNames: names.map((one) => (isIP(one) ? { type: 7, ip: one } : { type: 2, value: one })),
        },
        ...identifiers(issuer),
      ],
    });
    return {
      cert: `${toPem(certificate)}\n${toPem(issuer.certificate)}\n`,
      key: key.export({ type: "pkcs8", format: "pem" }).toString(),
      ca: this.chain(region),
    };
  }

  snapshot(): Record<string, string> {
    return Object.fromEntries([...this.#issuers].map(([name, { certificate }]) => [name, toPem(certificate)]));
  }

  hidden(): Record<string, string> {
    const texts = [...this.#issuers].map(([name, { key }]) => [
      name,
      key.export({ type: "pkcs8", format: "der" }).toString("base64"),
    ]);
    return Object.fromEntries(texts);
  }

  restore(data: unknown, hidden: unknown): void {
    const certificates = certificatesSchema.parse(data);
    const keys = keysSchema.parse(hidden);
    this.#issuers.clear();
    for (const [name, pem] of Object.entries(certificates)) {
      const key = createPrivateKey({ key: Buffer.from(keys[name] ?? "", "base64"), format: "der", type: "pkcs8" });
      this.#issuers.set(name, { certificate: forge.pki.certificateFromPem(pem), key });
    }
  }

  #root(): Issuer {
    return this.#known(rootName, "Keysmith emulator KMS Root CA");
  }

  #ofRegion(region: string): Issuer {
    return this.#known(nameOf(region), `Keysmith emulator KMS ${region} Second CA`, this.#root());
  }

  #known(name: string, commonName: string, issuer?: Issuer): Issuer {
    const known = this.#issuers.get(name);
    if (known) return known;
    const key = this.#newKey();
    const { certificate } = certify({
      key,
      commonName,
      ...this.#validity(),
      ...(issuer && { issuer }),
      extensions: [...extensionsOfCa, ...identifiers(issuer)],
    });
    const made = { certificate, key };
    this.#issuers.set(name, made);
    return made;
  }

  /** Real time: clients judge by their own clock, whatever the emulator's clock says. */
  #validity(): { readonly notBefore: Date; readonly notAfter: Date } {
    const [now, real] = [this.#now(), new Date()];
    const [earlier, later] = now < real ? [now, real] : [real, now];
    return { notBefore: addYears(earlier, -1), notAfter: addYears(later, 20) };
  }
}

/** The key identifiers by which clients find the issuer of a certificate among several. */
function identifiers(issuer: Issuer | undefined): object[] {
  const own = { name: "subjectKeyIdentifier" };
  const keyIdentifier = issuer?.certificate.generateSubjectKeyIdentifier().getBytes();
  return keyIdentifier === undefined ? [own] : [own, { name: "authorityKeyIdentifier", keyIdentifier }];
}
