import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultInstanceId, type Emulator } from "../../src";
import { call, gatewayPolicy, sampleAccessPoint, samplePassword, samplePolicy } from "../support";
import { goJudge, javaJudge, pythonJudge } from "./judge";
import { judged } from "./judged";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const options = {
  clock: "2026-06-01T00:00:00Z",
  secrets: { "orders/db": "hunter2", "payroll/db": "swordfish" },
  endpoints: [
    { kmsInstance: "shared", sourceAddress: "10.20.0.15" },
    { kmsInstance: "shared" },
    { sourceAddress: "10.20.0.15" },
    {},
  ],
};

/** An application with a client key for the shared gateway and the instance, from one network. @returns the folder of its files */
async function world(emulator: Emulator): Promise<string[]> {
  const AccessControlRules = { NetworkRules: ["office"] };
  await call(emulator, "CreateNetworkRule", { Name: "office", Type: "Private", SourcePrivateIp: ["10.20.0.0/16"] });
  await call(emulator, "CreatePolicy", { ...samplePolicy, AccessControlRules });
  await call(emulator, "CreatePolicy", {
    ...gatewayPolicy,
    Name: "orders-shared",
    Resources: ["secret/orders/*"],
    AccessControlRules,
  });
  await call(emulator, "CreateApplicationAccessPoint", { ...sampleAccessPoint, Policies: ["orders", "orders-shared"] });
  const validity = { NotBefore: "2026-01-01T00:00:00Z", NotAfter: "2027-01-01T00:00:00Z" };
  const wanted = { AapName: "orders-app", Password: samplePassword, ...validity };
  const { ClientKeyId, PrivateKeyData } = await call(emulator, "CreateClientKey", wanted);
  const [gateway, gatewayElsewhere, instance, instanceElsewhere] = emulator.endpoints.map(
    ({ url }) => new URL(url).host,
  );
  const [atGateway, , atInstance] = emulator.endpoints.map(({ ca }) => ca);
  const folder = mkdtempSync(path.join(tmpdir(), "keysmith-judge-"));
  folders.push(folder);
  const files = {
    "clientKey.json": JSON.stringify({ KeyId: ClientKeyId, PrivateKeyData }),
    "clientKey_Password.txt": `${samplePassword}\n`,
    [`PrivateKmsCA_${defaultInstanceId}.pem`]: atInstance ?? "",
    "instance.pem": atInstance ?? "",
    "gateway.pem": atGateway ?? "",
    "world.json": JSON.stringify({
      ...{ url: emulator.url, gateway, gatewayElsewhere, instance, instanceElsewhere },
      // The clients' transfer SDK translates what the instance says, which is Unauthorized.
      ...{ ended: "Forbidden.AccessKey", endedAtInstance: "InvalidAccessKeyId.NotFound" },
    }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text, { mode: 0o600 });
  return [folder];
}

const forClientKey = { title: "secrets for a client key", expected: { gateway: 4, instance: 4 }, options, args: world };

for (const judge of [goJudge("alibaba-secrets-go"), pythonJudge("alibaba-secrets")]) judged({ ...forClientKey, judge });

judged({
  ...forClientKey,
  judge: javaJudge("alibaba-secrets-java"),
  title: "secrets for a client key and an access key",
  expected: { ...forClientKey.expected, "access key": 3 },
});

judged({
  title: "secrets for an access key",
  judge: pythonJudge("alibaba-secrets-v2"),
  expected: { instance: 3, gateway: 3 },
  options,
  args: world,
});
