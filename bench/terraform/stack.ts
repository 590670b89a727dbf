import { performance } from "node:perf_hooks";
import { type Emulator, startEmulator } from "keysmith-emulator";
import { installedProvider } from "../../scripts/demo/installed-provider";
import { Secret } from "../../src/core/secret";
import type { TerraformEngine } from "../../test/terraform/engines";
import { ageKeyPair } from "../../test/terraform/engines/age";
import { succeeded, Workspace } from "../../test/terraform/engines/workspace";
import { observed } from "../call-count";
import { PeakMemory } from "./peak-memory";

/** The time of every program's first run. */
export const MADE = "2026-01-01T00:00:00Z";

/** A program in HCL in a folder of its own, against an emulator of its own, with the bundled provider. */
export class HclStack {
  readonly #emulator: Emulator;
  readonly workspace: Workspace;
  /** Opens the sealed secrets in the state. */
  readonly identity: Secret;
  readonly #memory: PeakMemory;

  private constructor(emulator: Emulator, workspace: Workspace, identity: string, memory: PeakMemory) {
    this.#emulator = emulator;
    this.workspace = workspace;
    this.identity = new Secret(identity);
    this.#memory = memory;
  }

  static async open(engine: TerraformEngine, program: string): Promise<HclStack> {
    const emulator = await startEmulator({ clock: MADE });
    const { identity, recipient } = await ageKeyPair();
    const memory = new PeakMemory();
    const env = {
      KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
      KEYSMITH_ALIBABA_READ_QPS: "1000",
      KEYSMITH_ALIBABA_WRITE_QPS: "1000",
      ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
      ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
      KEYSMITH_AS_OF: MADE,
      TF_VAR_recipients: JSON.stringify([recipient]),
      ...memory.env,
    };
    const workspace = await Workspace.open(engine, await installedProvider(), { "main.tf": program }, env);
    return new HclStack(emulator, workspace, identity, memory);
  }

  async close(): Promise<void> {
    await this.workspace.close();
    await this.#emulator.close();
    this.#memory.close();
  }

  /** Moves both clocks. */
  async at(time: string): Promise<void> {
    this.workspace.setEnv({ KEYSMITH_AS_OF: time });
    await this.#emulator.clock.set(time);
  }

  /** Runs a command of the engine. @returns the operations that it called. @throws Error when it fails */
  async run(...args: readonly string[]): Promise<readonly string[]> {
    const { operations } = await observed(this.#emulator, () => this.#command(args));
    return operations;
  }

  /** The duration of a command of the engine, in ms. */
  async time(...args: readonly string[]): Promise<number> {
    const before = performance.now();
    await this.#command(args);
    return performance.now() - before;
  }

  /** The largest memory of a provider's process since the last call, in MiB; 0 when none has run. */
  peakMemory(): number {
    return this.#memory.take();
  }

  async #command([command = "", ...rest]: readonly string[]): Promise<void> {
    succeeded(await this.workspace.command([command, "-input=false", "-no-color", ...rest]));
  }
}
