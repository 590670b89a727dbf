import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Finished, run } from "./command";
import type { DemoEngine, EngineKind, Stage } from "./engine";

const STACK = "keysmith-demo";

export const pulumi: EngineKind = {
  name: "pulumi",
  install:
    "see https://www.pulumi.com/docs/install/, or `brew install pulumi`, or `curl -fsSL https://get.pulumi.com | sh`",
  async open(stage) {
    const command = await findCommand();
    if (!command) return undefined;
    const engine = new PulumiEngine(command, stage);
    await engine.initialise();
    return engine;
  },
};

/** `pulumi` on PATH, else the npm package of that name, which downloads it. */
async function findCommand(): Promise<readonly string[] | undefined> {
  for (const command of [["pulumi"], ["npx", "--yes", "pulumi"]]) {
    const [program = "", ...options] = command;
    const found = await run(program, [...options, "version"], process.env, process.cwd()).catch(() => undefined);
    if (found?.exitCode === 0 && /^v?\d+\.\d+/m.test(found.stdout)) return command;
  }
  return undefined;
}

class PulumiEngine implements DemoEngine {
  readonly name = "pulumi";
  readonly #command: readonly string[];
  readonly #project: string;
  /** Written by the engine beside Pulumi.yaml; git ignores it. */
  readonly #stackFile: string;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-demo-"));
  readonly #printed: string[] = [];
  #env: NodeJS.ProcessEnv;

  constructor(command: readonly string[], { project, env }: Stage) {
    this.#command = command;
    this.#project = path.resolve(project);
    this.#stackFile = path.join(this.#project, `Pulumi.${STACK}.yaml`);
    const home = path.join(this.#folder, "home");
    const state = path.join(this.#folder, "state");
    for (const folder of [home, state]) mkdirSync(folder);
    this.#env = {
      ...neutral(process.env),
      ...env,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  async initialise(): Promise<void> {
    rmSync(this.#stackFile, { force: true });
    await this.#run("stack", "init", STACK);
  }

  files(): readonly string[] {
    const inside = readdirSync(this.#folder, { recursive: true, withFileTypes: true });
    return [
      this.#stackFile,
      ...inside.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)),
    ];
  }

  printed(): string {
    return this.#printed.join("");
  }

  at(time: string): void {
    this.#env = { ...this.#env, KEYSMITH_AS_OF: time };
  }

  async preview(): Promise<string> {
    return (await this.#run("preview", "--stack", STACK)).output;
  }

  async up(): Promise<string> {
    return (await this.#run("up", "--yes", "--skip-preview", "--stack", STACK)).output;
  }

  async refresh(): Promise<string> {
    return (await this.#run("refresh", "--yes", "--skip-preview", "--stack", STACK)).output;
  }

  async destroy(): Promise<string> {
    return (await this.#run("destroy", "--yes", "--skip-preview", "--stack", STACK)).output;
  }

  async failToDestroy(): Promise<string> {
    const { exitCode, output } = await this.#start("destroy", "--yes", "--skip-preview", "--stack", STACK);
    this.#printed.push(output);
    if (exitCode === 0) throw new Error("pulumi destroy was expected to be refused");
    return output;
  }

  async configure(name: string, value: string): Promise<void> {
    await this.#run("config", "set", name, value, "--stack", STACK);
  }

  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const { stdout } = await this.#start("stack", "output", "--json", "--show-secrets", "--stack", STACK);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  ciphertext(property: string): string {
    const checkpoint = this.files().find(
      (file) => file.endsWith(`${STACK}.json`) && file.includes(`${path.sep}stacks${path.sep}`),
    );
    const text = checkpoint ? readFileSync(checkpoint, "utf8") : "";
    return new RegExp(`"${property}":\\s*\\{[^}]*"ciphertext":\\s*"([^"]+)"`).exec(text)?.[1] ?? "";
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    rmSync(this.#stackFile, { force: true });
  }

  async #run(...options: string[]): Promise<Finished> {
    const finished = await this.#start(...options, "--color", "never");
    this.#printed.push(finished.output);
    if (finished.exitCode !== 0) throw new Error(`pulumi ${options[0]} failed:\n${finished.output}`);
    return finished;
  }

  #start(...options: string[]): Promise<Finished> {
    const [program = "", ...first] = this.#command;
    return run(program, [...first, ...options, "--non-interactive"], this.#env, this.#project);
  }
}

/** What the user has set for real accounts and runs has no place here. */
function neutral(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(ALIBABA_CLOUD_|IBMCLOUD_|IC_|KEYSMITH_|PULUMI_)/.test(name)),
  );
}
