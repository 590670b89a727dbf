import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleanEnvironment } from "../../test/pulumi/engine/environment";
import { findEngine, type InstalledEngine, isBuilt, PULUMI } from "../../test/support/installed-engine";
import { type Finished, run } from "./command";
import type { DemoEngine, EngineKind, Stage } from "./engine";
import { pulumiSteps } from "./next-steps";
import { worthShowing } from "./pulumi-noise";
import { withoutAccounts } from "./surroundings";

const STACK = "keysmith-demo";
/** The example whose Pulumi project is the repository itself. */
const AT_ROOT = "standard";

/** Pulumi, if it can run programs for Node.js. */
export const pulumi: EngineKind = {
  name: PULUMI.name,
  title: PULUMI.title,
  install: "https://www.pulumi.com/docs/install/, or `brew install pulumi`",
  isBuilt: () => isBuilt(PULUMI),
  async open(stage) {
    const found = findEngine(PULUMI);
    if (typeof found === "string") return found;
    const engine = new PulumiEngine(found, stage);
    let isReady = false;
    try {
      const problem = await engine.initialise();
      isReady = problem === undefined;
      return problem ?? engine;
    } finally {
      if (!isReady) await engine.close();
    }
  },
};

class PulumiEngine implements DemoEngine {
  readonly title = PULUMI.title;
  readonly introduction: string;
  readonly program: string;
  readonly readsFirst = false;
  readonly nextSteps: readonly string[];
  readonly #command: string;
  readonly #project: string;
  /** Written by the engine beside Pulumi.yaml; git ignores it. */
  readonly #stackFile: string;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-demo-"));
  readonly #printed: string[] = [];
  #env: NodeJS.ProcessEnv;

  constructor({ command, version }: InstalledEngine, stage: Stage) {
    const { example, env } = stage;
    this.#command = command;
    this.introduction = `Keysmith on Pulumi ${version}`;
    this.program = path.posix.join("examples", example);
    this.nextSteps = pulumiSteps(stage, this.program);
    this.#project = path.resolve(example === AT_ROOT ? "." : this.program);
    this.#stackFile = path.join(this.#project, `Pulumi.${STACK}.yaml`);
    const home = path.join(this.#folder, "home");
    const state = path.join(this.#folder, "state");
    for (const folder of [home, state]) mkdirSync(folder);
    this.#env = {
      ...withoutAccounts(cleanEnvironment(command)),
      ...env,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  /** @returns why it cannot run the program, if so: the language host may be a separate package */
  async initialise(): Promise<string | undefined> {
    rmSync(this.#stackFile, { force: true });
    await this.#run("stack", "init", STACK);
    const { stdout } = await this.#run("about", "--json");
    const { errors } = JSON.parse(stdout) as { readonly errors?: readonly string[] | null };
    return errors?.find((error) => error.includes("language plugin"));
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
    return worthShowing(output);
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
    return worthShowing((await this.#run(...options)).output);
  }

  async #run(...options: string[]): Promise<Finished> {
    const finished = await this.#start(...options, "--color", "never");
    this.#printed.push(finished.output);
    if (finished.exitCode !== 0) throw new Error(`pulumi ${options[0]} failed:\n${finished.output}`);
    return finished;
  }

  #start(...options: string[]): Promise<Finished> {
    return run(this.#command, [...options, "--non-interactive"], this.#env, this.#project);
  }
}
