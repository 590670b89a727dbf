import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { type Emulator, startEmulator } from "keysmith-emulator";
import { Client, type Dispatcher } from "undici";
import { openKey, signedRequest } from "../../scripts/demo/application";
import { type Figure, goal, type Section } from "../figure";
import { spreadOf } from "../statistics";

const SECRET = "orders/db";
const PASSWORD = "Vq7~tr0mbone";
const WARM_UP = 200;
const CALLS = 1000;
const MILLISECONDS = 2;

/**
 * The time of a call at the emulator's KMS instance. The requests are signed beforehand, because an instance checks no nonces: this
 * measures the service with its check of the signature, and a client that only sends.
 */
export const instance: Section = {
  name: "instance",
  title: "The emulator's KMS instance",
  measure: async () => {
    const emulator = await startEmulator({ secrets: { [SECRET]: "only an example" } });
    const client = new Client(emulator.url, { pipelining: 1 });
    try {
      return await figures(client, await applicationOf(emulator));
    } finally {
      await client.close();
      await emulator.close();
    }
  },
};

type SigningKey = ReturnType<typeof openKey>;

async function figures(client: Client, key: SigningKey): Promise<Figure[]> {
  const secret = new BinaryWriter().tag(1, WireType.LengthDelimited).string(SECRET).finish();
  const random = new BinaryWriter().tag(1, WireType.Varint).int32(32).finish();
  const read = requestOf(key, "GetSecretValue", secret);
  const draw = requestOf(key, "GenerateRandom", random);
  await timesOf(client, read, WARM_UP);
  const before = process.cpuUsage();
  const reads = await timesOf(client, read, CALLS);
  const { user, system } = process.cpuUsage(before);
  const each = (user + system) / 1000 / CALLS;
  return [
    goal("GenerateRandom, ms at the median", spreadOf(await timesOf(client, draw, CALLS)).median, MILLISECONDS),
    goal("GetSecretValue, ms at the median", spreadOf(reads).median, MILLISECONDS),
    goal(
      "GetSecretValue, ms of processor time for each",
      each,
      1,
      `${Math.round(1000 / each).toLocaleString("en-US")} a second on one core, the client's work counted in`,
    ),
  ];
}

async function applicationOf({ alibaba }: Emulator): Promise<SigningKey> {
  await alibaba.call("CreatePolicy", {
    Name: "orders",
    KmsInstance: "kst-hzz0000000000emulator",
    Permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"].map((name) => `RbacPermission/Template/${name}`),
    Resources: ["key/*", "secret/orders/*"],
  });
  await alibaba.call("CreateApplicationAccessPoint", { Name: "orders", Policies: ["orders"] });
  const { ClientKeyId, PrivateKeyData } = await alibaba.call("CreateClientKey", {
    AapName: "orders",
    Password: PASSWORD,
  });
  return openKey({ clientKeyContent: JSON.stringify({ KeyId: ClientKeyId, PrivateKeyData }), password: PASSWORD });
}

function requestOf(key: SigningKey, operation: string, message: Uint8Array): Dispatcher.RequestOptions {
  const { headers } = signedRequest(key, operation, message);
  return { method: "POST", path: "/", headers, body: Buffer.from(message) };
}

/** In milliseconds. @throws Error when one is refused */
async function timesOf(client: Client, request: Dispatcher.RequestOptions, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let made = 0; made < count; made++) {
    const begun = performance.now();
    const { statusCode, body } = await client.request(request);
    await body.arrayBuffer();
    if (statusCode !== 200) throw new Error(`the instance answered ${statusCode}`);
    times.push(performance.now() - begun);
  }
  return times;
}
