import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultInstanceId, type Emulator } from "../../src";
import { call, sampleAccessPoint, samplePassword, samplePolicy } from "../support";
import { goJudge, javaJudge, pythonJudge } from "./judge";
import { judged } from "./judged";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Everything that an application is given, in files, and what it is to find. @returns the folder, and what is to be tried */
async function world(emulator: Emulator): Promise<string[]> {
  const makeKey = async (parameters: Record<string, string>): Promise<string> => {
    const { KeyMetadata } = await call(emulator, "CreateKey", { DKMSInstanceId: defaultInstanceId, ...parameters });
    return String((KeyMetadata as Record<string, unknown>)["KeyId"]);
  };
  const aes = await makeKey({});
  const rsa = await makeKey({ KeySpec: "RSA_2048", KeyUsage: "SIGN/VERIFY" });
  const ec = await makeKey({ KeySpec: "EC_P256", KeyUsage: "SIGN/VERIFY" });
  const foreign = await makeKey({});
  await call(emulator, "CreateNetworkRule", { Name: "office", Type: "Private", SourcePrivateIp: ["10.20.0.0/16"] });
  await call(emulator, "CreatePolicy", {
    ...samplePolicy,
    Resources: ["secret/orders/*", ...[aes, rsa, ec].map((id) => `key/${id}`)],
    AccessControlRules: { NetworkRules: ["office"] },
  });
  await call(emulator, "CreateApplicationAccessPoint", sampleAccessPoint);
  const validity = { NotBefore: "2026-01-01T00:00:00Z", NotAfter: "2027-01-01T00:00:00Z" };
  const wanted = { AapName: "orders-app", Password: samplePassword, ...validity };
  const { ClientKeyId, PrivateKeyData } = await call(emulator, "CreateClientKey", wanted);
  const [office, elsewhere] = emulator.endpoints.map(({ url }) => new URL(url).host);
  const folder = mkdtempSync(path.join(tmpdir(), "keysmith-judge-"));
  folders.push(folder);
  const files = {
    "clientKey.json": JSON.stringify({ KeyId: ClientKeyId, PrivateKeyData }),
    "clientKey_Password.txt": samplePassword,
    [`PrivateKmsCA_${defaultInstanceId}.pem`]: emulator.endpoints[0]?.ca ?? "",
    "world.json": JSON.stringify({
      ...{ url: emulator.url, endpoint: office, elsewhere, aes, foreign, foreignSecret: "payroll/db" },
      secret: { name: "orders/db", value: "hunter2", version: "v1" },
      signing: [
        [rsa, "RSA_PKCS1_SHA_256"],
        [rsa, "RSA_PSS_SHA_256"],
        [ec, "ECDSA_SHA_256"],
      ],
    }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text, { mode: 0o600 });
  return [folder, ...Object.keys(expected)];
}

const expected = { secrets: 2, encryption: 3, "data keys": 3, signatures: 6, refusals: 4, expiry: 2, deletion: 1 };

const judges = [goJudge("alibaba-instance-go"), pythonJudge("alibaba-instance"), javaJudge("alibaba-instance-java")];

for (const judge of judges) {
  judged({
    title: "a KMS instance by Alibaba Cloud",
    judge,
    expected,
    options: {
      clock: "2026-06-01T00:00:00Z",
      secrets: { "orders/db": "hunter2", "payroll/db": "swordfish" },
      endpoints: [{ sourceAddress: "10.20.0.15" }, {}],
    },
    args: world,
  });
}
