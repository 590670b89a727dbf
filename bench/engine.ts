import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "keysmith-emulator";
import { type ExportedResource, pulumiEngine, type RunResult, type Stack } from "../test/pulumi/engine";
import { observed } from "./call-count";
import { type Figure, figure, type Section } from "./figure";

export type Command = "preview" | "up" | "refresh" | "destroy";

/** A program of resources, and the environment in which it runs. */
export interface Declared {
  /** In JavaScript, so that no run waits for a compiler. */
  readonly program: string;
  /** The time of its first run. */
  readonly made: string;
  /** The environment of the vendor's clients. @param endpoint of the emulator */
  env(endpoint: string): Record<string, string>;
}

/** A section that measures on Pulumi, and reports when Pulumi is missing. */
export function onPulumi(name: string, title: string, measure: () => Promise<readonly Figure[]>): Section {
  return {
    name,
    title,
    async measure() {
      const { name: engine, unavailable } = pulumiEngine();
      if (unavailable !== undefined) return [figure(engine, "missing", unavailable)];
      return [figure("engine", engine), ...(await measure())];
    },
  };
}

/** The resources of a program in a stack of their own, against an emulator of their own. */
export class DeclaredStack {
  readonly #emulator: Emulator;
  readonly #stack: Stack;
  readonly #folder: string;

  private constructor(emulator: Emulator, stack: Stack, folder: string) {
    this.#emulator = emulator;
    this.#stack = stack;
    this.#folder = folder;
  }

  static async open({ program, made, env }: Declared): Promise<DeclaredStack> {
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-bench-"));
    const projectDir = writeProject(folder, program);
    const emulator = await startEmulator({ clock: made });
    const workDir = path.join(folder, "work");
    const variables = { ...env(emulator.url), KEYSMITH_AS_OF: made };
    const stack = await pulumiEngine().open({ projectDir, stack: "bench", workDir, env: variables });
    return new DeclaredStack(emulator, stack, folder);
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
  async run(command: Command): Promise<readonly string[]> {
    const { result, operations } = await observed(this.#emulator, () => this.#stack[command]({ skipPreview: true }));
    succeeded(command, result);
    return operations;
  }

  /** The checkpoint's records of our resources. @param showSecrets in clear instead of as ciphertext */
  async records(showSecrets: boolean): Promise<readonly ExportedResource[]> {
    const { deployment } = await this.#stack.export({ showSecrets });
    return (deployment.resources ?? []).filter(({ type }) => type.includes("keysmith"));
  }
}

function writeProject(folder: string, program: string): string {
  const project = path.join(folder, "project");
  mkdirSync(project);
  symlinkSync(path.join(process.cwd(), "node_modules"), path.join(project, "node_modules"));
  const runtime = { name: "nodejs", options: { typescript: false } };
  writeFileSync(path.join(project, "Pulumi.yaml"), JSON.stringify({ name: "bench", runtime }));
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "bench", private: true }));
  writeFileSync(path.join(project, "index.js"), program);
  return project;
}

function succeeded(command: string, { ok, output }: RunResult): void {
  if (!ok) throw new Error(`the engine failed to ${command}:\n${output}`);
}
