import { decrypt, encrypt, generateDataKey } from "../../../src/alibaba/functions/encryption";
import { listKmsKeys, listKmsSecrets } from "../../../src/alibaba/functions/lists";
import { getSecretValue } from "../../../src/alibaba/functions/secret-value";
import { getPublicKey, sign, verify } from "../../../src/alibaba/functions/signatures";
import { kmsKey } from "../../../src/alibaba/kms-key/kms-key";
import type { Values } from "../../../src/core/definition";
import type { FunctionDefinition } from "../../../src/core/function";
import { requireInputs } from "../../../src/core/validate";
import { Bench, REGION } from "../../support/alibaba";

const KEY = "key-hzz630494463ejqjx0001";
const bytes = (count: number): string => Buffer.alloc(count, 7).toString("base64");

describe("bad input of a function", () => {
  it.each<[string, FunctionDefinition, Values, RegExp]>([
    ["no key", encrypt, { plaintext: bytes(16) }, /key: is missing/],
    ["an ARN", getPublicKey, { key: `acs:kms:${REGION}:1:key/${KEY}` }, /key: .*is an ARN: write the id at its end/],
    ["what is no key", getPublicKey, { key: "my key" }, /key: .*neither the id of a key nor an alias/],
    [
      "a plaintext that is too long",
      encrypt,
      { key: KEY, plaintext: bytes(6145) },
      /plaintext: .*6145 bytes: at most 6144/,
    ],
    ["a plaintext that isn't base64", encrypt, { key: KEY, plaintext: "hunter2!" }, /plaintext: .*is not base64/],
    ["a ciphertext that isn't base64", decrypt, { ciphertext: "sunk!" }, /ciphertext: .*is not base64/],
    [
      "a context without a name",
      decrypt,
      { ciphertext: bytes(16), encryptionContext: ["=x"] },
      /encryptionContext\[0\]: .*is not a name and a value/,
    ],
    [
      "a name twice in the context",
      decrypt,
      { ciphertext: bytes(16), encryptionContext: ["a=1", "a=2"] },
      /encryptionContext\[1\]: .*is listed twice/,
    ],
    ["too long a data key", generateDataKey, { key: KEY, bytes: 1025 }, /bytes: .*1024/],
    [
      "a digest of another length",
      sign,
      { key: KEY, algorithm: "ECDSA_SHA_256", digest: bytes(20) },
      /digest: .*is not a digest: give the 32 bytes/,
    ],
    [
      "an unknown algorithm",
      sign,
      { key: KEY, algorithm: "ECDSA_SHA_25", digest: bytes(32) },
      /algorithm: .*did you mean ECDSA_SHA_256\?/,
    ],
    [
      "no version to verify by",
      verify,
      { key: KEY, algorithm: "ECDSA_SHA_256", digest: bytes(32), signature: bytes(70) },
      /keyVersion: is missing/,
    ],
    ["an unknown state", listKmsKeys, { states: ["Enabld"] }, /states\[0\]: .*did you mean Enabled\?/],
    ["no state at all", listKmsKeys, { states: [] }, /states: /],
    ["what is no instance", listKmsSecrets, { kmsInstance: "prod" }, /kmsInstance: .*write an instance id/],
    [
      "a raw form of a secret",
      getSecretValue,
      { secret: "secret/orders/db" },
      /secret: .*is a raw form: write "orders\/db"/,
    ],
  ])("refuses %s", (_, fn, given, said) => {
    const check = (): unknown => requireInputs(fn, fn.name, { region: REGION, ...given });
    expect(check).toThrow(said);
    expect(check).not.toThrow("hunter2");
  });
});

describe("a caller with the permissions that a function declares", () => {
  const digest = bytes(32);

  it.each<[string, FunctionDefinition, (made: Values) => Values]>([
    ["lists keys", listKmsKeys, () => ({})],
    ["lists secrets", listKmsSecrets, () => ({ kmsInstance: "kst-hzz1" })],
    ["encrypts", encrypt, ({ key }) => ({ key, plaintext: bytes(16) })],
    ["decrypts", decrypt, ({ ciphertext }) => ({ ciphertext })],
    ["makes data keys", generateDataKey, ({ key }) => ({ key })],
    ["signs", sign, ({ signing }) => ({ key: signing, algorithm: "ECDSA_SHA_256", digest })],
    [
      "verifies",
      verify,
      ({ signing, keyVersion, signature }) => ({
        ...{ key: signing, keyVersion, algorithm: "ECDSA_SHA_256", digest, signature },
      }),
    ],
    ["reads public keys", getPublicKey, ({ signing }) => ({ key: signing })],
    ["reads secrets", getSecretValue, () => ({ secret: "orders/db" })],
  ])("%s, and one without them doesn't", async (_, fn, given) => {
    const credentials = [
      { accessKeyId: "least", accessKeySecret: "emulator", actions: [...fn.actions] },
      { accessKeyId: "none", accessKeySecret: "emulator", actions: ["kms:DescribeRegions"] },
    ];
    const bench = await Bench.start({ clock: "2026-01-01T00:00:00Z", credentials });
    try {
      const { keyId: key } = await bench.create(kmsKey, { label: "a" });
      const { keyId: signing } = await bench.create(kmsKey, { label: "b", keySpec: "EC_P256" });
      await bench.emulator.alibaba.call("CreateSecret", { SecretName: "orders/db", SecretData: "x", VersionId: "1" });
      const { ciphertext } = await bench.ask(encrypt, { key, plaintext: bytes(16) });
      const { keyVersion, signature } = await bench.ask(sign, { key: signing, algorithm: "ECDSA_SHA_256", digest });
      const inputs = given({ key, signing, ciphertext, keyVersion, signature });
      await expect(bench.ask(fn, inputs, bench.contextOf("least"))).resolves.toBeDefined();
      await expect(bench.ask(fn, inputs, bench.contextOf("none"))).rejects.toMatchObject({ code: "permission" });
    } finally {
      await bench.stop();
    }
  });
});
