import { md, pki } from "node-forge";

export interface Identity {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

interface Issuer extends Identity {
  readonly name: string;
}

/** A certificate authority of our own. */
export function makeAuthority(name = "Test Authority"): Issuer {
  return { name, ...issue(name, [{ name: "basicConstraints", cA: true }]) };
}

/** A server's identity for `host`, a name or an IP address. */
export function makeServer(host: string, issuer: Issuer): Identity {
  const altName = /^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };
  return issue(host, [{ name: "subjectAltName", altNames: [altName] }], issuer);
}

let serial = 1;

function issue(name: string, extensions: unknown[], issuer?: Issuer): Identity {
  const { publicKey, privateKey } = pki.rsa.generateKeyPair(2048);
  const certificate = pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = String(serial++).padStart(2, "0");
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  certificate.setSubject([{ shortName: "CN", value: name }]);
  certificate.setIssuer([{ shortName: "CN", value: issuer?.name ?? name }]);
  certificate.setExtensions(extensions);
  certificate.sign(issuer ? pki.privateKeyFromPem(issuer.key) : privateKey, md.sha256.create());
  return { cert: pki.certificateToPem(certificate), key: pki.privateKeyToPem(privateKey) };
}
