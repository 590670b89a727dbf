import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator, EmulatorOptions } from "keysmith-emulator";
import { run } from "../support/command";
import { startEmulator } from "../support/emulator";
import { listFiles } from "../support/files";
import type { Run, TerraformEngine } from "../terraform/engines";
import { ageKeyPair, type KeyPair } from "../terraform/engines/age";
import { cleanEnvironment } from "../terraform/engines/environment";
import { readMessages } from "../terraform/engines/ui-messages";
import { succeeded } from "../terraform/engines/workspace";

const REPOSITORY = path.resolve(__dirname, "../..");
const TSC = path.join(REPOSITORY, "node_modules/typescript/bin/tsc");

/**
 * An example in a folder of its own, synthesized as its `cdktf.json` says, and an engine in the folder of its stack. The
 * engine's home is empty: all that it has of the provider is what the synthesis put there.
 */
export class SynthesizedExample {
  readonly emulator: Emulator;
  readonly keys: KeyPair;
  readonly #engine: TerraformEngine;
  readonly #folder: string;
  readonly #env: Record<string, string>;
  #printed = "";

  private constructor(engine: TerraformEngine, example: string, emulator: Emulator, keys: KeyPair, time: string) {
    this.emulator = emulator;
    this.keys = keys;
    this.#engine = engine;
    this.#folder = mkdtempSync(path.join(tmpdir(), "keysmith-synthesized-"));
    const home = path.join(this.#folder, "home");
    mkdirSync(home);
    const settings = path.join(this.#folder, "settings.tfrc");
    writeFileSync(settings, "");
    this.#env = {
      ...cleanEnvironment(),
      HOME: home,
      TF_CLI_CONFIG_FILE: settings,
      KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
      ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
      ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
      KEYSMITH_RECIPIENTS: JSON.stringify([keys.recipient]),
      KEYSMITH_AS_OF: time,
    };
    cpSync(path.join(REPOSITORY, "examples", example), this.#project, { recursive: true, filter: isSource });
    symlinkSync(path.join(REPOSITORY, "node_modules"), path.join(this.#project, "node_modules"));
  }

  static async open(
    engine: TerraformEngine,
    example: string,
    time: string,
    options: EmulatorOptions = {},
  ): Promise<SynthesizedExample> {
    const emulator = await startEmulator({ clock: time, ...options });
    return new SynthesizedExample(engine, example, emulator, await ageKeyPair(), time);
  }

  /** Compiles the program and runs it, as the scripts of its package do. What is compiled already is only run. */
  synthesize(): void {
    const options = { cwd: this.#project, env: this.#env, stdio: "pipe" } as const;
    if (!existsSync(path.join(this.#project, "dist"))) execFileSync(process.execPath, [TSC], options);
    execFileSync(process.execPath, ["dist/main.js"], options);
  }

  /** Where the engine runs. */
  get stackFolder(): string {
    return path.join(this.#project, "cdktf.out/stacks/orders");
  }

  /** Moves the clocks of both sides. */
  async at(time: string): Promise<void> {
    this.#env["KEYSMITH_AS_OF"] = time;
    await this.emulator.clock.set(time);
  }

  /** Runs a command that knows no `-json`. @returns what it printed. @throws Error when it fails */
  async command(...args: readonly string[]): Promise<string> {
    return succeeded(await this.#run(args)).output;
  }

  /** Runs one that does. */
  async run(...args: readonly string[]): Promise<Run> {
    const [command = "", ...rest] = args;
    return readMessages(await this.#run([command, "-json", "-input=false", ...rest]));
  }

  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const { stdout } = succeeded(await this.#run(["output", "-json"]));
    const outputs = JSON.parse(stdout) as Readonly<Record<string, { readonly value: unknown }>>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** Operations called since the last time, in order, but for the question who calls. */
  async calls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls.map(({ operation }) => operation).filter((operation) => operation !== "GetCallerIdentity");
  }

  /** All that the runs left, but for the provider and the program's dependencies, and what they printed. */
  left(): string {
    const own = readdirSync(this.#project).filter((name) => name !== "node_modules");
    const files = listFiles(...own.map((name) => path.join(this.#project, name)));
    const texts = files.filter((file) => !file.includes("terraform.d")).map((file) => readFileSync(file, "latin1"));
    return [...texts, this.#printed].join("\n");
  }

  async close(): Promise<void> {
    await this.emulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #project(): string {
    return path.join(this.#folder, "project");
  }

  async #run(args: readonly string[]): ReturnType<typeof run> {
    const result = await run({ executable: this.#engine.command, args, cwd: this.stackFolder, env: this.#env });
    this.#printed += result.output;
    return result;
  }
}

function isSource(file: string): boolean {
  return !["dist", "cdktf.out", "node_modules"].includes(path.basename(file));
}
