import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Finished, run } from "./command";
import type { DemoEngine, EngineKind, Stage } from "./engine";

const STACK = "keysmith-demo";
/** Its project is the repository itself. */
const AT_ROOT = "standard";
/** Lines that say the same in every run, or once more what the summary says. */
const NOISE =
  /^$|^(Previewing|Updating|Destroying) |^@ |^Duration:|^The resources in the stack|^If you want to remove|^pulumi:pulumi:Stack \S+ +(running|\d+ messages?|keysmith:)|creating|updating|deleting/;

const INSTALL =
  "see https://www.pulumi.com/docs/install/, or `brew install pulumi`, or `curl -fsSL https://get.pulumi.com | sh`";

/** The one on PATH. */
export const pulumi: EngineKind = kind(["pulumi"], "pulumi is not on PATH");

/** The npm package of that name, which downloads it. */
export const downloadedPulumi: EngineKind = kind(
  ["npx", "--yes", "pulumi"],
  "the npm package pulumi can't be run here",
);

function kind(command: readonly string[], missing: string): EngineKind {
  return {
    name: "pulumi",
    install: INSTALL,
    async open(stage) {
      if (!(await isThere(command))) return missing;
      const engine = new PulumiEngine(command, stage);
      await engine.initialise();
      return engine;
    },
  };
}

async function isThere([program = "", ...options]: readonly string[]): Promise<boolean> {
  const found = await run(program, [...options, "version"], process.env, process.cwd()).catch(() => undefined);
  return found?.exitCode === 0 && /^v?\d+\.\d+/m.test(found.stdout);
}

class PulumiEngine implements DemoEngine {
  readonly name = "pulumi";
  readonly program: string;
  readonly readsFirst = false;
  readonly #command: readonly string[];
  readonly #project: string;
  /** Written by the engine beside Pulumi.yaml; git ignores it. */
  readonly #stackFile: string;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-demo-"));
  readonly #printed: string[] = [];
  #env: NodeJS.ProcessEnv;

  constructor(command: readonly string[], { example, env }: Stage) {
    this.#command = command;
    this.program = path.posix.join("examples", example);
    this.#project = path.resolve(example === AT_ROOT ? "." : this.program);
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
    return this.#show("preview", "--stack", STACK);
  }

  async up(): Promise<string> {
    return this.#show("up", "--yes", "--skip-preview", "--stack", STACK);
  }

  async refresh(): Promise<string> {
    return this.#show("refresh", "--yes", "--skip-preview", "--stack", STACK);
  }

  async destroy(): Promise<string> {
    return this.#show("destroy", "--yes", "--skip-preview", "--stack", STACK);
  }

  async failToDestroy(): Promise<string> {
    const { exitCode, output } = await this.#start("destroy", "--yes", "--skip-preview", "--stack", STACK);
    this.#printed.push(output);
    if (exitCode === 0) throw new Error("pulumi destroy was expected to be refused");
    return withoutNoise(output);
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

  async close(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    rmSync(this.#stackFile, { force: true });
  }

  async #show(...options: string[]): Promise<string> {
    return withoutNoise((await this.#run(...options)).output);
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

function withoutNoise(printed: string): string {
  const lines = printed.split("\n").filter((line) => !NOISE.test(line.trim()));
  return lines.join("\n");
}

/** What the user has set for real accounts and runs has no place here. */
function neutral(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(ALIBABA_CLOUD_|IBMCLOUD_|IC_|KEYSMITH_|PULUMI_)/.test(name)),
  );
}
