import * as pulumi from "@pulumi/pulumi";
import { defaultIbm, defaultInstanceId, type Emulator, startEmulator } from "keysmith-emulator";
import { getKmsInstance, rotateRootKey, rotateRootKeyOutput } from "../../src/pulumi/generated";
import { madeBy } from "../support/ibm-keys";
import { answerOf, inlineStack, runProgram } from "./program";

const credential = { accessKeyId: "second", accessKeySecret: "second's" };
const emulators: Emulator[] = [];
let shown: jest.SpyInstance;

beforeAll(async () => {
  emulators.push(await startEmulator(), await startEmulator({ credentials: [credential] }));
});
afterAll(() => Promise.all(emulators.map((emulator) => emulator.close())));
beforeEach(async () => {
  shown = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  await Promise.all(emulators.map((emulator) => emulator.clearCalls()));
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env["KEYSMITH_AS_OF"];
});

function configOf(index: number): Record<string, string> {
  const { url } = emulators[index] as Emulator;
  return {
    "keysmith:region": "cn-hangzhou",
    "keysmith:alibaba": JSON.stringify({ endpoint: url }),
    "keysmith:ibm": JSON.stringify({
      endpoint: url,
      instance: defaultIbm.keyProtect,
      apiKey: index === 0 ? "emulator" : "emulator-2",
    }),
  };
}

async function callers(index: number): Promise<string[]> {
  const calls = (await emulators[index]?.calls()) ?? [];
  return calls.map(({ operation, accessKeyId = "" }) => `${operation} ${accessKeyId}`.trim());
}

// A bug: functions shared what the first stack of the process was configured with, and the second stack's went to the first
// one's endpoint with its credentials.
describe("stacks whose programs run in one process", () => {
  it("ask and act each at its own endpoint, with its own credentials and at its own time", async () => {
    const keys = await Promise.all(emulators.map((emulator) => madeBy(emulator)));
    await Promise.all(emulators.map((emulator) => emulator.clearCalls()));
    const run = async (index: number): Promise<void> => {
      const program = async (): Promise<void> => {
        await getKmsInstance({ instanceId: defaultInstanceId });
        await rotateRootKey({ key: keys[index] ?? "" });
      };
      await runProgram(program, { config: configOf(index) });
    };
    Object.assign(process.env, {
      ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    });
    await run(0);
    expect(shown).not.toHaveBeenCalled();
    Object.assign(process.env, {
      ALIBABA_CLOUD_ACCESS_KEY_ID: credential.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: credential.accessKeySecret,
      KEYSMITH_AS_OF: "2027-01-01T00:00:00Z",
    });
    await run(1);
    expect(shown.mock.calls).toEqual([[expect.stringContaining("2027-01-01T00:00:00Z")]]);
    const asked = async (index: number): Promise<string[]> =>
      (await callers(index)).filter((call) => /^(GetKmsInstance|rotateKey) /.test(call));
    expect(await asked(0)).toEqual(["GetKmsInstance emulator", "rotateKey IBMid-0000000001"]);
    expect(await asked(1)).toEqual(["GetKmsInstance second", "rotateKey IBMid-0000000002"]);
  });

  it.each([
    ["as a promise", async (key: string) => void (await rotateRootKey({ key }))],
    ["as an output", async (key: string) => void (await answerOf(rotateRootKeyOutput({ key: pulumi.output(key) })))],
  ])("act each at its own service, at the same time: %s", async (_how, act) => {
    const keys = await Promise.all(emulators.map((emulator) => madeBy(emulator)));
    await Promise.all(emulators.map((emulator) => emulator.clearCalls()));
    await Promise.all(
      keys.map((key, index) => inlineStack(() => runProgram(() => act(key), { config: configOf(index) }))),
    );
    const rotations = await Promise.all(emulators.map((_emulator, index) => callers(index)));
    expect(rotations.map((calls) => calls.filter((call) => call.startsWith("rotateKey")))).toEqual([
      ["rotateKey IBMid-0000000001"],
      ["rotateKey IBMid-0000000002"],
    ]);
  });
});
