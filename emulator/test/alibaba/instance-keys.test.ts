import { constants, createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto";
import { defaultInstanceId, type Emulator } from "../../src";
import type { Message } from "../../src/alibaba/instance/codec";
import type { InstanceOperationName } from "../../src/alibaba/instance/messages";
import { type ApplicationKey, sendV3 } from "../raw-requests";
import { startEmulator } from "../start";
import { call, sampleAccessPoint, samplePassword, samplePolicy } from "../support";
import { callInstance } from "./instance-client";

const host = `${defaultInstanceId}.cryptoservice.kms.aliyuncs.com`;
const versionHeader = "x-kms-migrationkeyversionid";

let emulator: Emulator;
let application: ApplicationKey;

beforeAll(async () => {
  emulator = await startEmulator({ instances: [{ instanceId: "kst-hzz2" }] });
  await call(emulator, "CreatePolicy", { ...samplePolicy, Resources: ["key/*", "secret/orders/*"] });
  await call(emulator, "CreateApplicationAccessPoint", sampleAccessPoint);
  const made = await call(emulator, "CreateClientKey", { AapName: "orders-app", Password: samplePassword });
  const [clientKeyId, privateKeyData] = [String(made["ClientKeyId"]), String(made["PrivateKeyData"])];
  application = { clientKeyId, privateKeyData, password: samplePassword };
});
afterAll(() => emulator.close());

async function makeKey(parameters: Record<string, string> = {}): Promise<string> {
  const { KeyMetadata } = await call(emulator, "CreateKey", { DKMSInstanceId: defaultInstanceId, ...parameters });
  return String((KeyMetadata as Record<string, unknown>)["KeyId"]);
}

const versioned = (id: unknown) => ({ headers: { [versionHeader]: String(id) } });

/** The answer of an operation, with the key version of its header; an error fails the test. */
async function ask(operation: InstanceOperationName, message: Message, changes = {}): Promise<Record<string, unknown>> {
  const reply = await callInstance(emulator.url, application, operation, message, changes);
  if (reply.status !== 200) throw new Error(`${operation}: ${JSON.stringify(reply.message)}`);
  return { ...reply.message, version: reply.headers[versionHeader] };
}

async function codeOf(operation: InstanceOperationName, message: Message, changes = {}): Promise<unknown> {
  const reply = await callInstance(emulator.url, application, operation, message, changes);
  return reply.status === 200 ? "ok" : reply.message["ErrorCode"];
}

const Plaintext = Buffer.from("attack at dawn");
const Aad = Buffer.from("orders");
const bytes = (value: unknown) => value as Uint8Array;

describe("an AES key", () => {
  let KeyId = "";
  beforeAll(async () => {
    KeyId = await makeKey();
  });

  it("encrypts, and decrypts by key, IV and additional data", async () => {
    const sealed = await ask("Encrypt", { KeyId, Plaintext, Aad });
    expect(sealed).toMatchObject({ KeyId, Algorithm: "AES_GCM" });
    const [CiphertextBlob, Iv] = [bytes(sealed["CiphertextBlob"]), bytes(sealed["Iv"])];
    expect([CiphertextBlob.length, Iv.length]).toEqual([Plaintext.length + 16, 12]);
    const opened = await ask("Decrypt", { KeyId, CiphertextBlob, Iv, Aad, Algorithm: "AES_GCM" });
    expect(Buffer.from(bytes(opened["Plaintext"]))).toEqual(Plaintext);
    expect(await codeOf("Decrypt", { KeyId, CiphertextBlob, Iv })).toBe("InvalidParameter");
    expect(await codeOf("Decrypt", { KeyId, CiphertextBlob, Iv: randomBytes(12), Aad })).toBe("InvalidParameter");
  });

  it("decrypts without a key by the version in the header, as the transfer SDKs do", async () => {
    const { CiphertextBlob, Iv, version } = await ask("Encrypt", { KeyId, Plaintext });
    const message = { CiphertextBlob: bytes(CiphertextBlob), Iv: bytes(Iv) };
    expect(version).toMatch(/^[\da-f-]{36}$/);
    expect(await codeOf("Decrypt", message, versioned(version))).toBe("ok");
    expect(await codeOf("Decrypt", message)).toBe("MissingParameter");
    expect(await codeOf("Decrypt", message, versioned("00000000-0000-4000-8000-000000000000"))).toBe(
      "MissingParameter",
    );
  });

  it("opens what AdvanceEncrypt made, which tells all itself, and what Encrypt made", async () => {
    const advanced = await ask("AdvanceEncrypt", { KeyId, Plaintext, Aad });
    expect(advanced["KeyVersionId"]).toBe(advanced["version"]);
    const opened = await ask("AdvanceDecrypt", { CiphertextBlob: bytes(advanced["CiphertextBlob"]), Aad });
    expect(opened).toMatchObject({ KeyId, KeyVersionId: advanced["KeyVersionId"] });
    expect(Buffer.from(bytes(opened["Plaintext"]))).toEqual(Plaintext);
    const { CiphertextBlob, Iv } = await ask("Encrypt", { KeyId, Plaintext });
    const plain = { KeyId, CiphertextBlob: bytes(CiphertextBlob), Iv: bytes(Iv) };
    expect(Buffer.from(bytes((await ask("AdvanceDecrypt", plain))["Plaintext"]))).toEqual(Plaintext);
  });

  it("opens what its earlier version made", async () => {
    const old = await ask("Encrypt", { KeyId, Plaintext });
    await call(emulator, "CreateKeyVersion", { KeyId });
    const message = { KeyId, CiphertextBlob: bytes(old["CiphertextBlob"]), Iv: bytes(old["Iv"]) };
    expect((await ask("Encrypt", { KeyId, Plaintext }))["version"]).not.toBe(old["version"]);
    expect((await ask("Decrypt", message))["version"]).toBe(old["version"]);
  });

  it.each<[InstanceOperationName, InstanceOperationName]>([
    ["GenerateDataKey", "Decrypt"],
    ["AdvanceGenerateDataKey", "AdvanceDecrypt"],
  ])("makes data keys by %s, which %s opens", async (generate, open) => {
    const made = await ask(generate, { KeyId, NumberOfBytes: 24, Aad });
    expect(bytes(made["Plaintext"])).toHaveLength(24);
    const message = { KeyId, CiphertextBlob: bytes(made["CiphertextBlob"]), Iv: bytes(made["Iv"]), Aad };
    expect((await ask(open, message))["Plaintext"]).toEqual(made["Plaintext"]);
    expect(bytes((await ask(generate, { KeyId }))["Plaintext"])).toHaveLength(32);
  });

  it.each<[InstanceOperationName, InstanceOperationName, boolean]>([
    ["GenerateDataKeyPair", "Decrypt", true],
    ["GenerateDataKeyPairWithoutPlaintext", "Decrypt", false],
    ["AdvanceGenerateDataKeyPair", "AdvanceDecrypt", true],
    ["AdvanceGenerateDataKeyPairWithoutPlaintext", "AdvanceDecrypt", false],
  ])("makes pairs of data keys by %s, which %s opens", async (generate, open, isShown) => {
    for (const [KeyPairSpec, KeyFormat] of [
      ["RSA_2048", "PEM"],
      ["EC_P256", "DER"],
    ] as const) {
      const made = await ask(generate, { KeyId, KeyPairSpec, KeyFormat, Aad });
      expect("PrivateKeyPlaintext" in made).toBe(isShown);
      const CiphertextBlob = bytes(made["PrivateKeyCiphertextBlob"]);
      const { Plaintext: key } = await ask(open, { KeyId, CiphertextBlob, Iv: bytes(made["Iv"]), Aad });
      if (isShown) expect(key).toEqual(made["PrivateKeyPlaintext"]);
      const form = (type: "pkcs8" | "spki") =>
        KeyFormat === "PEM" ? ({ format: "pem" } as const) : ({ format: "der", type } as const);
      const privateKey = createPrivateKey({ key: Buffer.from(bytes(key)), ...form("pkcs8") } as never);
      const publicKey = createPublicKey({ key: Buffer.from(bytes(made["PublicKey"])), ...form("spki") } as never);
      expect(verify("sha256", Plaintext, publicKey, sign("sha256", Plaintext, privateKey))).toBe(true);
    }
  });

  it("does nothing else, nor by other algorithms", async () => {
    expect(await codeOf("Sign", { KeyId, Message: Plaintext })).toBe("UnsupportedOperation");
    expect(await codeOf("GetPublicKey", { KeyId })).toBe("UnsupportedOperation");
    expect(await codeOf("Encrypt", { KeyId, Plaintext, Algorithm: "AES_ECB" })).toBe("InvalidParameter");
    expect(await codeOf("Encrypt", { KeyId, Plaintext, Iv: randomBytes(8) })).toBe("InvalidParameter");
  });

  it("is found by its alias, and not used while it is disabled", async () => {
    await call(emulator, "CreateAlias", { AliasName: "alias/orders", KeyId });
    expect(await ask("Encrypt", { KeyId: "alias/orders", Plaintext })).toMatchObject({ KeyId });
    await call(emulator, "DisableKey", { KeyId });
    expect(await codeOf("Encrypt", { KeyId, Plaintext })).toBe("Rejected.Disabled");
    await call(emulator, "EnableKey", { KeyId });
  });
});

describe("a pair of keys", () => {
  it.each([
    ["RSA_2048", "RSA_PKCS1_SHA_256", {}],
    ["RSA_2048", "RSA_PSS_SHA_256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
    ["EC_P256", "ECDSA_SHA_256", {}],
  ])("of %s signs by %s, as its public key tells", async (KeySpec, Algorithm, padding) => {
    const KeyId = await makeKey({ KeySpec, KeyUsage: "SIGN/VERIFY" });
    const { Signature } = await ask("Sign", { KeyId, Algorithm, Message: Plaintext, MessageType: "RAW" });
    const { PublicKey } = await ask("GetPublicKey", { KeyId });
    const publicKey = { key: String(PublicKey), ...padding };
    expect(verify("sha256", Plaintext, publicKey, Buffer.from(bytes(Signature)))).toBe(true);
    const given = { KeyId, Algorithm, Signature: bytes(Signature), MessageType: "RAW" };
    expect((await ask("Verify", { ...given, Message: Plaintext }))["Value"]).toBe(true);
    expect((await ask("Verify", { ...given, Message: Buffer.from("retreat") }))["Value"]).toBeUndefined();
    expect(await codeOf("Encrypt", { KeyId, Plaintext })).toBe("UnsupportedOperation");
  });

  // A bug: of every second signature by PSS a bit was lost, so that only the emulator took it for one.
  it("of RSA signs by PSS so that others can tell, each time", async () => {
    const KeyId = await makeKey({ KeySpec: "RSA_2048", KeyUsage: "SIGN/VERIFY" });
    const key = String((await ask("GetPublicKey", { KeyId }))["PublicKey"]);
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    for (let time = 0; time < 12; time++) {
      const { Signature } = await ask("Sign", { KeyId, Algorithm: "RSA_PSS_SHA_256", Message: Plaintext });
      expect(verify("sha256", Plaintext, { key, ...padding }, Buffer.from(bytes(Signature)))).toBe(true);
    }
  });

  it("of RSA encrypts", async () => {
    const KeyId = await makeKey({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT/DECRYPT" });
    const Algorithm = "RSAES_OAEP_SHA_256";
    const { CiphertextBlob } = await ask("Encrypt", { KeyId, Plaintext, Algorithm });
    const opened = await ask("Decrypt", { KeyId, CiphertextBlob: bytes(CiphertextBlob), Algorithm });
    expect(Buffer.from(bytes(opened["Plaintext"]))).toEqual(Plaintext);
  });
});

describe("an instance has keys and secrets of its own", () => {
  const at = (name: string) => ({ spoil: (headers: Record<string, string>) => Object.assign(headers, { host: name }) });

  it("and no others, in its own protocol", async () => {
    const KeyId = await makeKey({ DKMSInstanceId: "kst-hzz2" });
    expect(await codeOf("Encrypt", { KeyId, Plaintext })).toBe("Forbidden.KeyNotFound");
    const secret = { SecretName: "orders/other", SecretData: "1", VersionId: "v1", DKMSInstanceId: "kst-hzz2" };
    await call(emulator, "CreateSecret", secret);
    expect(await codeOf("GetSecretValue", { SecretName: "orders/other" })).toBe("Forbidden.ResourceNotFound");
    expect(
      await codeOf("GetSecretValue", { SecretName: "orders/other" }, at("kst-hzz2.cryptoservice.kms.aliyuncs.com")),
    ).toBe("Forbidden.NoPermission");
  });

  it("and no others, by the OpenAPI at its address", async () => {
    const byOpenApi = (action: string, search: string, name = host) =>
      sendV3(emulator.url, action, (parts) => {
        parts.headers["host"] = name;
        parts.search = search;
      });
    const own = await makeKey();
    const other = await makeKey({ DKMSInstanceId: "kst-hzz2" });
    const text = "Plaintext=YXR0YWNr";
    expect((await byOpenApi("Encrypt", `KeyId=${own}&${text}`)).status).toBe(200);
    expect((await byOpenApi("Encrypt", `KeyId=${other}&${text}`)).code).toBe("Forbidden.KeyNotFound");
    expect((await byOpenApi("Encrypt", `KeyId=${other}&${text}`, "kms.cn-hangzhou.aliyuncs.com")).status).toBe(200);
    expect((await byOpenApi("GetSecretValue", "SecretName=orders%2Fother")).code).toBe("Forbidden.ResourceNotFound");
    expect((await byOpenApi("ListKeys", "")).code).toBe("InvalidAction.NotFound");
  });
});
