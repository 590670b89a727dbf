import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../src/emulator";
import { RealPulumi } from "../test/engines/real/real-pulumi";
import { StandIn } from "../test/engines/stand-in/stand-in";
import type { Engine, ExportedResource, RunResult, Stack } from "../test/engines/types";

/** What the standard example declares; in JavaScript, so that no run waits for a compiler. */
const PROGRAM = `
const keysmith = require("keysmith/pulumi");
const office = new keysmith.NetworkRule("office", { sourcePrivateIps: ["10.20.0.0/16"] });
const orders = new keysmith.Policy("orders", {
  kmsInstance: "kst-hzz0000000000emulator",
  permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
  keys: ["key-hzz0000000000000000000"],
  secrets: ["orders/*"],
  networkRules: [office],
});
const app = new keysmith.AccessPoint("orders-app", { policies: [orders] });
new keysmith.ClientKey("orders-app", { accessPoint: app });
`;

export const MADE = "2026-01-01T00:00:00Z";

/** The real `pulumi` where there is one, otherwise the stand-in. */
export function pulumiEngine(): Engine {
  const real = new RealPulumi();
  return real.unavailable === undefined ? real : new StandIn();
}

/** The resources of the standard example in a stack of their own, against an emulator of their own. */
export class StandardStack {
  readonly #emulator: Emulator;
  readonly #stack: Stack;
  readonly #folder: string;

  private constructor(emulator: Emulator, stack: Stack, folder: string) {
    this.#emulator = emulator;
    this.#stack = stack;
    this.#folder = folder;
  }

  static async open(): Promise<StandardStack> {
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-bench-"));
    const projectDir = writeProject(folder);
    const emulator = await startEmulator({ clock: MADE });
    const workDir = path.join(folder, "work");
    const stack = await pulumiEngine().open({ projectDir, stack: "bench", workDir, env: environment(emulator.url) });
    return new StandardStack(emulator, stack, folder);
  }

  async close(): Promise<void> {
    await this.#emulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Moves both clocks. */
  async at(time: string): Promise<void> {
    this.#stack.setEnv({ KEYSMITH_AS_OF: time });
    await this.#emulator.clock.set(time);
  }

  /** Runs a command of the engine. @returns the operations that it called. @throws Error when it fails */
  async run(command: "preview" | "up" | "refresh" | "destroy"): Promise<string[]> {
    await this.#emulator.clearCalls();
    succeeded(command, await this.#stack[command]({ skipPreview: true }));
    return (await this.#emulator.calls()).map(({ operation }) => operation);
  }

  /** The records of our resources as the checkpoint has them. @param showSecrets in clear instead of as ciphertext */
  async records(showSecrets: boolean): Promise<readonly ExportedResource[]> {
    const { deployment } = await this.#stack.export({ showSecrets });
    return (deployment.resources ?? []).filter(({ type }) => type.includes("keysmith"));
  }
}

function writeProject(folder: string): string {
  const project = path.join(folder, "project");
  mkdirSync(project);
  symlinkSync(path.join(process.cwd(), "node_modules"), path.join(project, "node_modules"));
  const runtime = { name: "nodejs", options: { typescript: false } };
  writeFileSync(path.join(project, "Pulumi.yaml"), JSON.stringify({ name: "bench", runtime }));
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "bench", private: true }));
  writeFileSync(path.join(project, "index.js"), PROGRAM);
  return project;
}

function environment(endpoint: string): Record<string, string> {
  return {
    KEYSMITH_ALIBABA_ENDPOINT: endpoint,
    KEYSMITH_AS_OF: MADE,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
  };
}

function succeeded(command: string, { ok, output }: RunResult): void {
  if (!ok) throw new Error(`the engine failed to ${command}:\n${output}`);
}
