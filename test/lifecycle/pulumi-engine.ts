import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Values } from "../../src/core/definition";
import type { ExportedResource, PulumiEngine, RunResult, Stack } from "../pulumi/engine";
import { pluginsOfProject } from "../support/plugin";
import { type Action, type Declared, keyOf, type LifecycleEngine, type LifecycleStack, type Outcome } from "./engine";

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Builds what program.json says: references become the resources themselves. */
const PROGRAM = `
const { readFileSync } = require("node:fs");
const keysmith = require("keysmith/pulumi");
const made = {};
const resolve = (value) => {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  if ("$type" in value) return made[value.$type + " " + value.$name];
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolve(part)]));
};
for (const { type, name, args, options } of JSON.parse(readFileSync("program.json", "utf8"))) {
  made[type + " " + name] = new keysmith[type](name, resolve(args), options);
}
`;

/** How resources get to the engine: without a plugin, or by that of the package. */
export type Served = "dynamic" | "plugin";

/** The configuration of a stack whose resources are the plugin's. */
export const BY_PLUGIN = { "keysmith:plugin": "true" };

/**
 * Makes a project whose program is in its program.json. It names the plugin, which only a stack with `BY_PLUGIN` uses.
 * @returns its folder, in `folder`
 */
export function makeProject(folder: string, name: string): string {
  const project = path.join(folder, "project");
  mkdirSync(project);
  // Tests and benchmarks run in the folder of the repository; the latter are bundled, and so not where this file is.
  symlinkSync(path.resolve("node_modules"), path.join(project, "node_modules"));
  const runtime = { name: "nodejs", options: { typescript: false } };
  writeFileSync(path.join(project, "Pulumi.yaml"), JSON.stringify({ name, runtime, plugins: pluginsOfProject() }));
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name, private: true }));
  writeFileSync(path.join(project, "index.js"), PROGRAM);
  return project;
}

/** Pulumi, with the package as users load it. */
export function pulumiLifecycle(engine: PulumiEngine, served: Served = "dynamic"): LifecycleEngine {
  return {
    name: served === "plugin" ? `${engine.name} by the plugin` : engine.name,
    unavailable: engine.unavailable,
    isSlow: true,
    start: async (env, time) => {
      const folder = mkdtempSync(path.join(tmpdir(), "keysmith-lifecycle-"));
      const projectDir = makeProject(folder, "lifecycle");
      const workDir = path.join(folder, "work");
      const config = served === "plugin" ? BY_PLUGIN : {};
      const all = { ...env, KEYSMITH_AS_OF: time };
      const stack = await engine.open({ projectDir, stack: "test", workDir, env: all, config });
      return new PulumiStack(stack, folder);
    },
  };
}

class PulumiStack implements LifecycleStack {
  readonly #stack: Stack;
  readonly #folder: string;
  /** What the last run left, as reading it takes as long as a run. */
  #resources: Promise<readonly ExportedResource[]> | undefined;

  constructor(stack: Stack, folder: string) {
    this.#stack = stack;
    this.#folder = folder;
  }

  at(time: string): void {
    this.#stack.setEnv({ KEYSMITH_AS_OF: time });
  }

  async preview(program: readonly Declared[]): Promise<Outcome> {
    this.#write(program);
    return outcome(await this.#stack.preview(), program);
  }

  async up(program: readonly Declared[]): Promise<Outcome> {
    this.#write(program);
    return outcome(await this.#changed(this.#stack.up({ skipPreview: true })), program);
  }

  async refresh(): Promise<void> {
    succeeded(await this.#changed(this.#stack.refresh({ skipPreview: true })));
  }

  async destroy(): Promise<Outcome> {
    return outcome(await this.#changed(this.#stack.destroy({ skipPreview: true })), []);
  }

  async state(key: string): Promise<Values | undefined> {
    this.#resources ??= this.#stack.export({ showSecrets: true }).then(({ deployment }) => deployment.resources ?? []);
    const found = (await this.#resources).find(
      ({ type, urn }) => key === keyOf({ type: kindOf(type), name: urn.split("::").slice(3).join("::") }),
    );
    return found && (revealed(found.outputs ?? {}) as Values);
  }

  files(): readonly string[] {
    return this.#stack.files();
  }

  printed(): string {
    return this.#stack.output();
  }

  async stop(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #changed(run: Promise<RunResult>): Promise<RunResult> {
    return run.finally(() => {
      this.#resources = undefined;
    });
  }

  #write(program: readonly Declared[]): void {
    const plain = program.map(({ type, name, args }) => ({ type, name, args }));
    writeFileSync(path.join(this.#folder, "project", "program.json"), JSON.stringify(plain));
  }
}

/** The engine's own resource, which every program has. */
const STACK = "pulumi:pulumi:Stack";
const REPLACING = ["replace", "create-replacement", "delete-replaced"];

function outcome(run: RunResult, program: readonly Declared[]): Outcome {
  succeeded(run);
  const actions: Record<string, Action> = {};
  for (const { op, type, name } of run.steps.filter(({ type }) => type !== STACK)) {
    const key = keyOf({ type: kindOf(type), name });
    if (program.some((declared) => keyOf(declared) === key) || op === "delete")
      actions[key] = toAction(op, actions[key]);
  }
  return { actions, shown: run.output };
}

/** The name of the definition in a type of the engine. */
function kindOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}

function toAction(op: string, before: Action | undefined): Action {
  if (REPLACING.includes(op) || before === "replace") return "replace";
  return op as Action;
}

function succeeded(run: RunResult): void {
  if (!run.ok) throw new Error(`the engine failed with ${run.exitCode}:\n${run.output}`);
}

/** A value of an export that shows secrets. */
export function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET_SIGNATURE in value) return JSON.parse(String((value as { plaintext?: unknown }).plaintext));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, revealed(part)]));
}
