import type { Emulator } from "keysmith-emulator";
import type { AlibabaClient } from "../../../src/alibaba/api/client";
import * as operations from "../../../src/alibaba/api/operations";
import { RANDOM } from "../../../src/alibaba/data-plane/instance";
import { type ClientKeySigner, signerOf } from "../../../src/alibaba/data-plane/pkcs12";
import { Secret } from "../../../src/core/secret";
import { certificatesIn, createTransport } from "../../../src/http/transport";
import { makeAuthority } from "../../http/certificates";
import { startEmulator } from "../../support/emulator";
import { clientTo, REGION } from "../api/support";

const INSTANCE = "kst-hzz0000000000emulator";
const HOST = `${INSTANCE}.cryptoservice.kms.aliyuncs.com`;

let emulator: Emulator;
let client: AlibabaClient;
let signer: ClientKeySigner;

beforeAll(async () => {
  emulator = await startEmulator({ tls: true });
  const reach = { loopback: true, connectTimeout: 5000, replyTimeout: 5000, env: {} };
  client = clientTo(emulator.url, { transport: createTransport({ ...reach, ca: certificatesIn(emulator.ca ?? "") }) });
  await emulator.alibaba.call("CreatePolicy", {
    Name: "orders",
    KmsInstance: INSTANCE,
    Permissions: ["RbacPermission/Template/CryptoServiceKeyUser"],
    Resources: ["key/*"],
  });
  await emulator.alibaba.call("CreateApplicationAccessPoint", {
    Name: "orders-app",
    AuthenticationMethod: "ClientKey",
    Policies: ["orders"],
  });
  const Password = "Correct-Horse-7";
  const made = await emulator.alibaba.call("CreateClientKey", { AapName: "orders-app", Password });
  const content = { KeyId: made["ClientKeyId"], PrivateKeyData: made["PrivateKeyData"] };
  signer = signerOf(new Secret(JSON.stringify(content)), new Secret(Password));
});

afterAll(() => emulator.close());

it("An instance is trusted by the chain that the service tells, under its own name", async () => {
  const { caCertificateChainPem: caChain } = await client.call(operations.getKmsInstance, REGION, {
    KmsInstanceId: INSTANCE,
  });
  await client.callInstance({ host: HOST, caChain, operation: RANDOM, signer });
  const [call] = (await emulator.calls()).slice(-1);
  expect(call).toMatchObject({ operation: "GenerateRandom", status: 200, accessKeyId: signer.clientKeyId });
  // Its certificate is for another name than this.
  const address = { host: "kst-hzz0000000000emulator.example.com", caChain };
  await expect(client.callInstance({ ...address, operation: RANDOM, signer })).rejects.toMatchObject({
    code: "configuration",
    message: expect.stringContaining("not trusted"),
  });
});

it("An instance is trusted by no other chain", async () => {
  const address = { host: HOST, caChain: makeAuthority().cert };
  await expect(client.callInstance({ ...address, operation: RANDOM, signer })).rejects.toMatchObject({
    code: "configuration",
    message: expect.stringContaining("not trusted"),
  });
});
