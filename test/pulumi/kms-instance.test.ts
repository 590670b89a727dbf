import * as pulumi from "@pulumi/pulumi";
import { defaultInstanceId, type Emulator } from "keysmith-emulator";
import { getKmsInstance, getKmsInstanceOutput } from "../../src/pulumi/generated";
import { startEmulator } from "../support/emulator";
import { runProgram, settled } from "./program";

let emulator: Emulator;
let config: Record<string, string>;

beforeAll(async () => {
  emulator = await startEmulator({
    instances: [{ instanceId: "kst-hzz0000000000000000off", status: "Connecting" }],
  });
  process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "emulator";
  process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "emulator";
  config = { "keysmith:region": "cn-hangzhou", "keysmith:alibaba": JSON.stringify({ endpoint: emulator.url }) };
});

beforeEach(() => emulator.clearCalls());
afterAll(() => emulator.close());

describe("getKmsInstance in a program", () => {
  it("finds endpoint and certificates, with one call however often it is asked", async () => {
    const { result } = await runProgram(
      () => Promise.all([1, 2].map(() => getKmsInstance({ instanceId: defaultInstanceId }))),
      { config },
    );
    expect(result[0]).toEqual(result[1]);
    expect(result[0]).toMatchObject({
      instanceId: defaultInstanceId,
      status: "Connected",
      endpoint: `${defaultInstanceId}.cryptoservice.kms.aliyuncs.com`,
      caCertificateChainPem: expect.stringContaining("BEGIN CERTIFICATE"),
    });
    expect((await emulator.calls()).map(({ operation }) => operation)).toEqual(["GetKmsInstance"]);
  });

  it("takes an output and gives one", async () => {
    const instanceId = pulumi.output(defaultInstanceId);
    const { result } = await runProgram(() => getKmsInstanceOutput({ instanceId }).status, { config });
    expect(await settled(result)).toMatchObject({ value: "Connected", secret: false });
  });

  it.each([
    ["kst-hzz00000000000000none", "instance is not found"],
    ["kst-hzz0000000000000000off", "is Connecting"],
    ["shared", "kst-"],
  ])("says what is wrong with %s, for people to read", async (instanceId, said) => {
    const error = await runProgram(() => getKmsInstance({ instanceId }), { config }).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain(said);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
  });
});
