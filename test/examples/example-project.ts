import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../../src/emulator";
import type { Engine, RunResult, Stack } from "../engines";

const REPOSITORY = path.resolve(__dirname, "../..");

/** An example in a folder of its own, an emulator that it runs against, and a stack of it on an engine. */
export class ExampleProject {
  readonly emulator: Emulator;
  readonly stack: Stack;
  readonly #folder: string;

  private constructor(emulator: Emulator, stack: Stack, folder: string) {
    this.emulator = emulator;
    this.stack = stack;
    this.#folder = folder;
  }

  static async open(engine: Engine, example: string, time: string): Promise<ExampleProject> {
    const emulator = await startEmulator({ clock: time });
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-example-"));
    const projectDir = path.join(folder, "project");
    cpSync(path.join(REPOSITORY, "examples", example), projectDir, { recursive: true });
    symlinkSync(path.join(REPOSITORY, "node_modules"), path.join(projectDir, "node_modules"));
    writeFileSync(path.join(projectDir, "Pulumi.yaml"), projectFile(example));
    const env = environment(emulator.url, time);
    const stack = await engine.open({ projectDir, stack: "test", workDir: path.join(folder, "work"), env });
    return new ExampleProject(emulator, stack, folder);
  }

  async at(time: string): Promise<void> {
    this.stack.setEnv({ KEYSMITH_AS_OF: time });
    await this.emulator.clock.set(time);
  }

  async up(): Promise<RunResult> {
    const run = await this.stack.up({ skipPreview: true });
    if (!run.ok) throw new Error(run.output);
    return run;
  }

  /** Operations called since the last time, in order. */
  async calls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls.map(({ operation }) => operation);
  }

  async liveKeys(accessPoint: string): Promise<string[]> {
    const reply = await this.emulator.alibaba.call("ListClientKeys", { AapName: accessPoint });
    return (reply["ClientKeys"] as { ClientKeyId: string }[]).map(({ ClientKeyId }) => ClientKeyId).sort();
  }

  async close(): Promise<void> {
    await this.emulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The example's own, or that of the repository, whose program is the standard example, as it stands in its folder. */
function projectFile(example: string): string {
  const own = path.join(REPOSITORY, "examples", example, "Pulumi.yaml");
  if (example !== "standard") return readFileSync(own, "utf8");
  return readFileSync(path.join(REPOSITORY, "Pulumi.yaml"), "utf8").replace(/^main:.*\n/m, "");
}

function environment(endpoint: string, time: string): Record<string, string> {
  return {
    KEYSMITH_AS_OF: time,
    KEYSMITH_ALIBABA_ENDPOINT: endpoint,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
}
