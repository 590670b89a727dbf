import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import * as forge from "node-forge";
import { defaultInstanceId, type Emulator, startEmulator } from "../../src";
import { privateKeyOf } from "../raw-requests";
import { call, sampleAccessPoint } from "../support";

const password = "~!@#$%^&*?_-aA0";
const hasOpenSsl = spawnSync("openssl", ["version"]).status === 0;

describe("the key material of a client key", () => {
  let emulator: Emulator;
  let privateKeyData: string;
  let certificate: X509Certificate;
  let clientKeyId: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    await call(emulator, "CreateApplicationAccessPoint", sampleAccessPoint);
    const validity = { NotBefore: "2026-01-01T00:00:01Z", NotAfter: "2027-01-01T00:00:02Z" };
    const created = await call(emulator, "CreateClientKey", { AapName: "orders-app", Password: password, ...validity });
    privateKeyData = String(created["PrivateKeyData"]);
    clientKeyId = String(created["ClientKeyId"]);
    const shown = await call(emulator, "ListClientKeys");
    const [key] = shown["ClientKeys"] as { PublicKeyData: string }[];
    certificate = new X509Certificate(key?.PublicKeyData ?? "");
  });
  afterAll(() => emulator.close());

  const der = (): Buffer => Buffer.from(privateKeyData, "base64");

  it("opens in Node's own TLS with the password only", () => {
    expect(() => createSecureContext({ pfx: der(), passphrase: password })).not.toThrow();
    expect(() => createSecureContext({ pfx: der(), passphrase: "wrong" })).toThrow("mac verify failure");
  });

  it("has two safes, the certificate first, the key second under 3DES, and a SHA-1 MAC", () => {
    const container = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der().toString("latin1")), password);
    expect(container.safeContents.map(({ safeBags }) => safeBags.map(({ type }) => type))).toEqual([
      [forge.pki.oids["certBag"]],
      [forge.pki.oids["pkcs8ShroudedKeyBag"]],
    ]);
    const oid = (name: string) => forge.asn1.oidToDer(String(forge.pki.oids[name])).toHex();
    expect(der().toString("hex")).toContain(oid("pbeWithSHAAnd3-KeyTripleDES-CBC"));
    expect(der().toString("hex").slice(-120)).toContain(oid("sha1"));
  });

  it("holds an RSA-2048 key that belongs to the certificate", () => {
    const publicKey = createPublicKey(privateKeyOf(privateKeyData, password));
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(publicKey.equals(certificate.publicKey)).toBe(true);
  });

  it("has a certificate as the service makes it", () => {
    const name = `C=CN\nST=Zhejiang\nL=Hangzhou\nO=Alibaba\nOU=Aliyun\nCN=${clientKeyId}`;
    expect(certificate.subject).toBe(name);
    expect(certificate.issuer).toBe(name);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(new Date(certificate.validFrom).toISOString()).toBe("2026-01-01T00:00:01.000Z");
    expect(new Date(certificate.validTo).toISOString()).toBe("2027-01-01T00:00:02.000Z");
    const parsed = forge.pki.certificateFromPem(certificate.toString());
    expect(forge.pki.oids[String(parsed.siginfo.algorithmOid)]).toBe("sha256WithRSAEncryption");
    expect(parsed.getExtension("keyUsage")).toMatchObject({ digitalSignature: true, keyEncipherment: false });
  });

  (hasOpenSsl ? it : it.skip)("opens in OpenSSL", () => {
    const folder = mkdtempSync(join(tmpdir(), "keysmith-emulator-"));
    try {
      const file = join(folder, "key.p12");
      writeFileSync(file, der());
      const read = ["pkcs12", "-legacy", "-in", file, "-passin", "env:PASSWORD", "-nodes"];
      const text = execFileSync("openssl", read, { env: { ...process.env, PASSWORD: password }, encoding: "utf8" });
      expect(text).toContain("-----BEGIN PRIVATE KEY-----");
      expect(text).toContain("-----BEGIN CERTIFICATE-----");
      expect(createPublicKey(text.slice(text.indexOf("-----BEGIN PRIVATE"))).equals(certificate.publicKey)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is another one each time", async () => {
    const again = await call(emulator, "CreateClientKey", { AapName: "orders-app", Password: password });
    const publicKey = createPublicKey(privateKeyOf(String(again["PrivateKeyData"]), password));
    expect(publicKey.equals(certificate.publicKey)).toBe(false);
    expect(again["ClientKeyId"]).not.toBe(clientKeyId);
  });

  it("does not come from the instances' CA", async () => {
    const answer = await call(emulator, "GetKmsInstance", { KmsInstanceId: defaultInstanceId });
    const { CaCertificateChainPem: chain } = answer["KmsInstance"] as { CaCertificateChainPem: string };
    for (const pem of chain.split(/(?<=END CERTIFICATE-----\r\n)/)) {
      expect(certificate.verify(new X509Certificate(pem).publicKey)).toBe(false);
    }
  });
});
