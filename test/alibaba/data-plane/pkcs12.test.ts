import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import * as forge from "node-forge";
import { signerOf } from "../../../src/alibaba/data-plane/pkcs12";
import { Secret } from "../../../src/core/secret";

const PASSWORD = "Correct-Horse-7";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A file as the service makes it, but for the encryption of the certificate. */
function fileOf(key: KeyObject, password = PASSWORD): Buffer {
  const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
  const options = { algorithm: "3des", count: 100 } as const;
  const container = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(pem),
    [certificateOf(pem)],
    password,
    options,
  );
  return Buffer.from(forge.asn1.toDer(container).getBytes(), "latin1");
}

function certificateOf(pem: string): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    createPublicKey(pem).export({ type: "spki", format: "pem" }).toString(),
  );
  certificate.sign(forge.pki.privateKeyFromPem(pem));
  return certificate;
}

function contentOf(file: Buffer): Secret {
  return new Secret(JSON.stringify({ KeyId: "KAAP.1", PrivateKeyData: file.toString("base64") }));
}

function within(node: forge.asn1.Asn1, ...path: readonly number[]): forge.asn1.Asn1 {
  return path.reduce((at, index) => at.value[index] as forge.asn1.Asn1, node);
}

const file = fileOf(privateKey);

it("finds the private key in a client key, with which its certificate's owner signs", () => {
  const signer = signerOf(contentOf(file), new Secret(PASSWORD));
  expect(signer.clientKeyId).toBe("KAAP.1");
  const text = Buffer.from("what an application asks");
  expect(verify("sha256", text, publicKey, sign("sha256", text, signer.privateKey))).toBe(true);
});

// OpenSSL 3 opens no RC2, by which the service encrypts the certificate: that must not matter.
it("doesn't look at the certificate, however it is encrypted", () => {
  const { asn1 } = forge;
  const container = asn1.fromDer(file.toString("latin1"));
  const octets = within(container, 1, 1, 0);
  const safes = asn1.fromDer(octets.value as string);
  const [type, content] = [within(safes, 0, 0), within(safes, 0, 1)];
  type.value = asn1.oidToDer("1.2.840.113549.1.7.6").getBytes();
  content.value = [asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OCTETSTRING, false, "nobody can open this")];
  octets.value = asn1.toDer(safes).getBytes();
  const odd = Buffer.from(asn1.toDer(container).getBytes(), "latin1");
  expect(signerOf(contentOf(odd), new Secret(PASSWORD)).privateKey.asymmetricKeyType).toBe("rsa");
});

it.each([
  ["another password", contentOf(file), "Battery-Staple-8"],
  ["no JSON", new Secret(`{"KeyId":"KAAP.1","PrivateKeyData":"${file.toString("base64")}`), PASSWORD],
  ["no file", new Secret('{"KeyId":"KAAP.1"}'), PASSWORD],
  ["an empty file", contentOf(Buffer.alloc(0)), PASSWORD],
  ["a file that is cut", contentOf(file.subarray(0, file.length / 2)), PASSWORD],
  ["a file without lengths", contentOf(Buffer.from("3080020103308000000000", "hex")), PASSWORD],
  ["something else", contentOf(Buffer.from("a certificate, maybe")), PASSWORD],
])("refuses %s, and shows nothing of it", (_title, content, password) => {
  const open = (): unknown => signerOf(content, new Secret(password));
  expect(open).toThrow("can't be opened with its password");
  let shown = "";
  try {
    open();
  } catch (error) {
    shown = JSON.stringify(error) + String((error as Error).stack);
  }
  expect(shown).not.toContain(password);
  expect(shown).not.toContain(file.toString("base64").slice(0, 40));
});
