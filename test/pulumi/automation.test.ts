import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { defaultIbm, defaultInstanceId, type Emulator, startEmulator } from "keysmith-emulator";
import { getKmsInstance, rotateRootKey } from "../../src/pulumi/generated";
import { describeOn } from "../support/describe-engine";
import { madeBy } from "../support/ibm-keys";
import { findEngine, PULUMI } from "../support/installed-engine";
import { pulumiEngine } from "./engine";
import { cleanEnvironment, PASSPHRASE } from "./engine/environment";

describeOn("two inline stacks of one program of the Automation API", pulumiEngine(), () => {
  const folder = mkdtempSync(path.join(tmpdir(), "keysmith-automation-"));
  const before = process.env["PATH"];
  const emulators: Emulator[] = [];

  beforeAll(async () => {
    const engine = findEngine(PULUMI);
    if (typeof engine === "string") throw new Error(engine);
    process.env["PATH"] = cleanEnvironment(engine.command)["PATH"];
    Object.assign(process.env, {
      ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    });
    emulators.push(await startEmulator(), await startEmulator());
  });
  afterAll(async () => {
    process.env["PATH"] = before;
    await Promise.all(emulators.map((emulator) => emulator.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a program as a stack of its own that is configured for one of the emulators. */
  async function up(index: number, program: () => Promise<void>): Promise<void> {
    const { url } = emulators[index] as Emulator;
    const stack = await LocalWorkspace.createStack(
      { stackName: `stack-${index}`, projectName: "inline", program },
      {
        envVars: {
          PULUMI_HOME: path.join(folder, "home"),
          PULUMI_BACKEND_URL: pathToFileURL(folder).href,
          PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      },
    );
    await stack.setAllConfig({
      "keysmith:region": { value: "cn-hangzhou" },
      "keysmith:alibaba": { value: JSON.stringify({ endpoint: url }) },
      "keysmith:ibm": {
        value: JSON.stringify({
          endpoint: url,
          instance: defaultIbm.keyProtect,
          apiKey: index === 0 ? "emulator" : "emulator-2",
        }),
        secret: true,
      },
    });
    await stack.up();
  }

  // A bug: what the first stack was configured with counted for the second one too.
  it("ask and act each at its own service, with its own credentials", async () => {
    const keys = await Promise.all(emulators.map((emulator) => madeBy(emulator)));
    await Promise.all(emulators.map((emulator) => emulator.clearCalls()));
    const runs = keys.map((key, index) =>
      up(index, async () => {
        await getKmsInstance({ instanceId: defaultInstanceId });
        await rotateRootKey({ key });
      }),
    );
    await Promise.all(runs);
    const told = await Promise.all(emulators.map((emulator) => emulator.calls()));
    const seen = told.map((calls) => calls.map(({ operation, accessKeyId = "" }) => `${operation} ${accessKeyId}`));
    expect(seen[0]).toEqual(expect.arrayContaining(["GetKmsInstance emulator", "rotateKey IBMid-0000000001"]));
    expect(seen[1]).toEqual(expect.arrayContaining(["GetKmsInstance emulator", "rotateKey IBMid-0000000002"]));
  }, 120_000);
});
