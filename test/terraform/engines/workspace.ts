import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../support/command";
import { listFiles } from "../../support/files";
import { cleanEnvironment } from "./environment";
import type { CommandResult, ProviderSource, Run, RunOptions, TerraformEngine } from "./types";
import { readMessages } from "./ui-messages";

/** An object of a state file. */
export interface StateInstance {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status?: "tainted";
  /** Of what another one has taken the place. */
  readonly deposed?: string;
  readonly private?: string;
}

interface StateFile {
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources: readonly {
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly StateInstance[];
  }[];
}

/** A folder in which an engine runs, with a home of its own. */
export class Workspace {
  readonly engine: TerraformEngine;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-terraform-"));
  readonly provider: ProviderSource;
  readonly #env: Record<string, string>;
  #printed = "";

  private constructor(engine: TerraformEngine, provider: ProviderSource, env: Readonly<Record<string, string>>) {
    this.engine = engine;
    this.provider = provider;
    const [home, settings] = [path.join(this.#folder, "home"), path.join(this.#folder, "settings.tfrc")];
    for (const folder of [home, this.root, this.temporary]) mkdirSync(folder);
    writeFileSync(settings, provider.settings);
    this.#env = { ...cleanEnvironment(), ...env, ...provider.env };
    Object.assign(this.#env, { HOME: home, TMPDIR: this.temporary, TF_CLI_CONFIG_FILE: settings });
  }

  /**
   * @param files by name, `main.tf` among them
   * @param env what the provider needs in its environment, where it is started by the engine
   * @throws Error when the engine can't be started there
   */
  static async open(
    engine: TerraformEngine,
    provider: ProviderSource,
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Workspace> {
    const workspace = new Workspace(engine, provider, env);
    workspace.write(files);
    try {
      succeeded(await workspace.command(["init", "-input=false", "-no-color"]));
      return workspace;
    } catch (error) {
      await workspace.close();
      throw error;
    }
  }

  /** Where the configuration and the state are. */
  get root(): string {
    return path.join(this.#folder, "work");
  }

  /** Where engines and providers put what they need for a while. */
  get temporary(): string {
    return path.join(this.#folder, "tmp");
  }

  setEnv(env: Readonly<Record<string, string>>): void {
    Object.assign(this.#env, env);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** Runs any command. */
  async command(args: readonly string[], { env = {}, ...kill }: RunOptions = {}): Promise<CommandResult> {
    const all = { ...this.#env, ...env };
    const result = await run({ executable: this.engine.command, args, cwd: this.root, env: all, ...kill });
    this.#printed += result.output;
    return result;
  }

  /** Runs one that knows `-json`, and reads what it says. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const [command = "", ...rest] = args;
    return readMessages(await this.command([command, "-json", "-input=false", ...rest], options));
  }

  /** @throws Error when it fails, as do the next two */
  async plan(...args: readonly string[]): Promise<Run> {
    return succeeded(await this.run(["plan", ...args]));
  }

  async apply(...args: readonly string[]): Promise<Run> {
    return succeeded(await this.run(["apply", "-auto-approve", ...args]));
  }

  async destroy(): Promise<Run> {
    return succeeded(await this.run(["destroy", "-auto-approve"]));
  }

  /** 0 when a run would do nothing, 2 when there is something to do. */
  async exitCode(...args: readonly string[]): Promise<number | null> {
    return (await this.run(["plan", "-detailed-exitcode", ...args])).exitCode;
  }

  /** What the state file has at an address, such as `keysmith_policy.orders`; nothing when it has nothing. */
  instance(address: string): StateInstance | undefined {
    const found = this.#state()?.resources.find(
      ({ mode, type, name }) => mode === "managed" && `${type}.${name}` === address,
    );
    return found?.instances.find(({ deposed }) => deposed === undefined);
  }

  /** @throws Error when the state has none there */
  attributes(address: string): Readonly<Record<string, unknown>> {
    const instance = this.instance(address);
    if (!instance) throw new Error(`the state has no ${address}`);
    return instance.attributes;
  }

  outputs(): Record<string, unknown> {
    const entries = Object.entries(this.#state()?.outputs ?? {});
    return Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
  }

  /** Addresses of all that the state has. */
  addresses(): string[] {
    return (this.#state()?.resources ?? []).map(({ type, name }) => `${type}.${name}`);
  }

  stateText(): string {
    return readFileSync(this.#stateFile, "utf8");
  }

  /** Changes the state as somebody else would. */
  editState(edit: (text: string) => string): void {
    writeFileSync(this.#stateFile, edit(this.stateText()));
  }

  /** Every file that the runs left, but for what the tests wrote themselves. */
  files(): string[] {
    const own = /\.tf(\.json)?$/;
    return listFiles(this.root, path.join(this.#folder, "home")).filter((file) => !own.test(file));
  }

  printed(): string {
    return this.#printed;
  }

  async close(): Promise<void> {
    await this.provider.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #stateFile(): string {
    return path.join(this.root, "terraform.tfstate");
  }

  #state(): StateFile | undefined {
    return existsSync(this.#stateFile) ? (JSON.parse(this.stateText()) as StateFile) : undefined;
  }
}

/** @throws Error with what was printed when the command failed */
export function succeeded<R extends CommandResult & Partial<Pick<Run, "shown">>>(result: R): R {
  if (result.exitCode === 0) return result;
  throw new Error(`the engine failed with ${result.exitCode}:\n${result.shown || result.output}`);
}
