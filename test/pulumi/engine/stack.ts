import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type CommandResult, run } from "../../support/command";
import { listFiles } from "../../support/files";
import { mendCheckpoints } from "./checkpoint";
import { cleanEnvironment, PASSPHRASE } from "./environment";
import { stackSettingsPath } from "./project";
import { RunLogs } from "./run-logs";
import type { ExportedStack, OpenOptions, PreviewOptions, RunOptions, RunResult, Stack, UpdateOptions } from "./types";

const KILLED = 137;

type Killing = { readonly [N in "killWhen" | "kill"]?: RunOptions[N] | undefined };

/** A stack with a home and a file backend of its own. */
export class PulumiStack implements Stack {
  /** Name or path of `pulumi`. */
  readonly #command: string;
  readonly #options: OpenOptions;
  readonly #state: string;
  readonly #home: string;
  #env: Readonly<Record<string, string>>;
  #printed = "";
  /** A killed engine leaves its lock on the stack behind. */
  #isLocked = false;

  constructor(command: string, options: OpenOptions) {
    this.#command = command;
    this.#options = options;
    this.#state = join(options.workDir, "state");
    this.#home = join(options.workDir, "home");
    this.#env = options.env ?? {};
  }

  /** Creates the stack unless it exists, and sets its configuration. */
  async init(): Promise<void> {
    mkdirSync(this.#state, { recursive: true });
    await this.#expect(["stack", "select", this.#options.stack, "--create"]);
    const { config = {}, secretConfig = {} } = this.#options;
    const plain = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    const secret = Object.entries(secretConfig).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    if (plain.length + secret.length === 0) return;
    await this.#expect(["config", "set-all", "--stack", this.#options.stack, ...plain, ...secret]);
  }

  setEnv(env: Readonly<Record<string, string>>): void {
    this.#env = { ...this.#env, ...env };
  }

  async preview({ killWhen, kill, ...options }: PreviewOptions = {}): Promise<RunResult> {
    return await this.#run(["preview", ...updateFlags(options)], { killWhen, kill });
  }

  async up({ killWhen, kill, skipPreview = false, ...options }: UpdateOptions = {}): Promise<RunResult> {
    return await this.#run(["up", ...changeFlags(skipPreview), ...updateFlags(options)], { killWhen, kill });
  }

  async refresh({ killWhen, kill, skipPreview = false }: RunOptions = {}): Promise<RunResult> {
    return await this.#run(["refresh", ...changeFlags(skipPreview)], { killWhen, kill });
  }

  async destroy({ killWhen, kill, skipPreview = false }: RunOptions = {}): Promise<RunResult> {
    return await this.#run(["destroy", ...changeFlags(skipPreview)], { killWhen, kill });
  }

  async outputs({ showSecrets = false } = {}): Promise<Record<string, unknown>> {
    const flags = showSecrets ? ["--show-secrets"] : [];
    const { stdout } = await this.#expect(["stack", "output", "--json", ...flags]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async export({ showSecrets = false } = {}): Promise<ExportedStack> {
    const flags = showSecrets ? ["--show-secrets"] : [];
    const { stdout } = await this.#expect(["stack", "export", ...flags]);
    return JSON.parse(stdout) as ExportedStack;
  }

  async import(exported: ExportedStack): Promise<void> {
    await this.#unlock();
    const folder = mkdtempSync(join(tmpdir(), "engine-import-"));
    try {
      const file = join(folder, "stack.json");
      writeFileSync(file, JSON.stringify(exported));
      await this.#expect(["stack", "import", "--file", file]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async forget(urn: string): Promise<void> {
    await this.#expect(["state", "delete", "--yes", urn]);
  }

  async command(...args: readonly string[]): Promise<string> {
    const { output } = await this.#expect(args);
    this.#printed += output;
    return output;
  }

  files(): string[] {
    const { workDir, projectDir, stack } = this.#options;
    return listFiles(workDir, stackSettingsPath(projectDir, stack));
  }

  output(): string {
    return this.#printed;
  }

  async #run(args: readonly string[], killing: Killing): Promise<RunResult> {
    await this.#unlock();
    const logs = new RunLogs();
    const command = [...args, "--stack", this.#options.stack, "--event-log", logs.eventLog];
    const { exitCode, output, providers } = await this.#pulumi(command, { PULUMI_DEBUG_GRPC: logs.callLog }, killing);
    this.#printed += output;
    const killed = exitCode === null;
    this.#isLocked = killed;
    if (killed) mendCheckpoints(this.#state);
    return { ok: exitCode === 0, exitCode: exitCode ?? KILLED, killed, output, providers, ...logs.collect() };
  }

  async #unlock(): Promise<void> {
    if (this.#isLocked) await this.#expect(["cancel", "--yes", "--stack", this.#options.stack]);
    this.#isLocked = false;
  }

  /** @throws Error with all that was printed when the command fails. */
  async #expect(args: readonly string[]): Promise<CommandResult> {
    const result = await this.#pulumi(args, {}, {});
    if (result.exitCode !== 0) throw new Error(`pulumi ${args[0]} ${args[1]} failed: ${result.output}`);
    return result;
  }

  async #pulumi(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    { killWhen, kill }: Killing,
  ): Promise<CommandResult> {
    return await run({
      executable: this.#command,
      args: [...args, "--non-interactive", "--color", "never"],
      cwd: this.#options.projectDir,
      env: { ...cleanEnvironment(this.#command, this.#options.path), ...this.#settings(), ...this.#env, ...env },
      ...(killWhen && { killWhen }),
      ...(kill && { kill }),
    });
  }

  #settings(): Record<string, string> {
    return {
      PULUMI_HOME: this.#home,
      PULUMI_BACKEND_URL: pathToFileURL(this.#state).href,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_CONFIRMATIONS: "true",
      // Makes `--event-log` known to the command.
      PULUMI_DEBUG_COMMANDS: "true",
      CI: "true",
    };
  }
}

function changeFlags(skipPreview: boolean): string[] {
  return skipPreview ? ["--yes", "--skip-preview"] : ["--yes"];
}

function updateFlags(options: PreviewOptions): string[] {
  const { refresh = false, expectNoChanges = false, verbose = false, target = [], replace = [] } = options;
  return [
    ...(verbose ? ["-v=9", "--logtostderr"] : []),
    ...(refresh ? ["--refresh"] : []),
    ...(expectNoChanges ? ["--expect-no-changes"] : []),
    ...target.flatMap((urn) => ["--target", urn]),
    ...replace.flatMap((urn) => ["--replace", urn]),
  ];
}
