import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment, PASSPHRASE } from "../environment";
import { listFiles, type Project, readProject, stackSettingsPath } from "../project";
import type {
  Engine,
  ExportedStack,
  OpenOptions,
  PreviewOptions,
  RunOptions,
  RunResult,
  Stack,
  UpdateOptions,
} from "../types";
import { CHECKPOINT_VERSION, CheckpointCodec } from "./checkpoint";
import { EngineRun, type RunKind } from "./engine-run";
import { isStack } from "./report";
import { type StackSettings, settleSettings } from "./settings";
import { StateFiles } from "./state-files";
import { mask, type Properties, reveal } from "./wire";

/** The stand-in for the Pulumi engine, inside this process. */
export class StandIn implements Engine {
  readonly name = "the stand-in";
  readonly kind = "stand-in";

  async open(options: OpenOptions): Promise<Stack> {
    const project = readProject(options.projectDir);
    mkdirSync(options.workDir, { recursive: true });
    const passphrase = options.env?.["PULUMI_CONFIG_PASSPHRASE"] ?? PASSPHRASE;
    const settingsPath = stackSettingsPath(project.root, options.stack);
    return new StandInStack(options, project, await settleSettings(settingsPath, passphrase, options));
  }
}

/** Exit codes of the command. */
const EXIT = { ok: 0, failed: 1, unexpectedChanges: 7, killed: 137 } as const;

interface Pass {
  readonly kind: RunKind;
  readonly dryRun: boolean;
  readonly refreshFirst?: boolean;
  readonly expectNoChanges?: boolean;
}

const TITLES: Readonly<Record<RunKind, readonly [preview: string, change: string]>> = {
  update: ["Previewing update", "Updating"],
  refresh: ["Previewing refresh", "Refreshing"],
  destroy: ["Previewing destroy", "Destroying"],
};

class StandInStack implements Stack {
  readonly #options: OpenOptions;
  readonly #project: Project;
  readonly #codec: CheckpointCodec;
  readonly #config: Properties;
  readonly #files: StateFiles;
  #env: Readonly<Record<string, string>>;
  #printed = "";

  constructor(options: OpenOptions, project: Project, { crypter, config }: StackSettings) {
    this.#options = options;
    this.#project = project;
    this.#codec = new CheckpointCodec(crypter);
    this.#config = config;
    this.#files = new StateFiles(join(options.workDir, "state"), project.name, options.stack);
    this.#env = options.env ?? {};
  }

  setEnv(env: Readonly<Record<string, string>>): void {
    this.#env = { ...this.#env, ...env };
  }

  async preview({ refresh = false, expectNoChanges = false, killWhen }: PreviewOptions = {}): Promise<RunResult> {
    return await this.#runAll([{ kind: "update", dryRun: true, refreshFirst: refresh, expectNoChanges }], killWhen);
  }

  async up({ refresh = false, expectNoChanges = false, ...options }: UpdateOptions = {}): Promise<RunResult> {
    return await this.#previewAndChange({ kind: "update", refreshFirst: refresh, expectNoChanges }, options);
  }

  async refresh(options: RunOptions = {}): Promise<RunResult> {
    return await this.#previewAndChange({ kind: "refresh" }, options);
  }

  async destroy(options: RunOptions = {}): Promise<RunResult> {
    return await this.#previewAndChange({ kind: "destroy" }, options);
  }

  async outputs({ showSecrets = false } = {}): Promise<Record<string, unknown>> {
    const { resources } = this.#codec.decode(this.#files.read() ?? {});
    const outputs = resources.find(({ urn }) => isStack(urn))?.outputs ?? {};
    return (showSecrets ? reveal(outputs) : mask(outputs)) as Record<string, unknown>;
  }

  async export({ showSecrets = false } = {}): Promise<ExportedStack> {
    const deployment = this.#files.read() ?? this.#codec.encode([], []);
    return { version: CHECKPOINT_VERSION, deployment: showSecrets ? this.#codec.reveal(deployment) : deployment };
  }

  async import({ deployment }: ExportedStack): Promise<void> {
    this.#files.write(deployment);
  }

  files(): string[] {
    return listFiles(this.#options.workDir, stackSettingsPath(this.#project.root, this.#options.stack));
  }

  output(): string {
    return this.#printed;
  }

  async #previewAndChange(pass: Omit<Pass, "dryRun">, { skipPreview, killWhen }: RunOptions): Promise<RunResult> {
    const change = { ...pass, dryRun: false };
    return await this.#runAll(skipPreview ? [change] : [{ ...pass, dryRun: true }, change], killWhen);
  }

  async #runAll(passes: readonly Pass[], killWhen: Promise<unknown> | undefined): Promise<RunResult> {
    let current: EngineRun | undefined;
    const kill = (): void => current?.kill();
    void killWhen?.then(kill, kill);
    const runs: EngineRun[] = [];
    for (const pass of passes) {
      current = this.#engineRun(pass);
      runs.push(current);
      await current.run(pass.kind, { refreshFirst: pass.refreshFirst ?? false });
      this.#complainOfChanges(current, pass);
      this.#archive(current, pass);
      this.#printed += current.report.output;
      if (current.report.failed || current.isDead) break;
    }
    current = undefined;
    return summarise(runs, passes);
  }

  #engineRun({ kind, dryRun }: Pass): EngineRun {
    return new EngineRun({
      project: this.#project,
      stack: this.#options.stack,
      env: { ...cleanEnvironment(), ...this.#env },
      config: this.#config,
      dryRun,
      latest: this.#files.read(),
      codec: this.#codec,
      files: this.#files,
      title: `${TITLES[kind][dryRun ? 0 : 1]} (${this.#options.stack})`,
    });
  }

  #complainOfChanges({ report }: EngineRun, { expectNoChanges }: Pass): void {
    if (expectNoChanges && !report.failed && !report.isUnchanged) {
      report.error("no changes were expected, but changes were proposed");
    }
  }

  #archive({ report, isDead }: EngineRun, { kind, dryRun }: Pass): void {
    if (dryRun || isDead) return;
    const result = report.failed ? "failed" : "succeeded";
    this.#files.archive({ kind, startTime: Math.floor(Date.now() / 1000), result, resourceChanges: report.changes });
  }
}

function summarise(runs: readonly EngineRun[], passes: readonly Pass[]): RunResult {
  const last = runs.at(-1);
  if (!last) throw new Error("a command has at least one engine run");
  const unexpected = passes[0]?.expectNoChanges === true && !last.report.isUnchanged;
  const failure = unexpected ? EXIT.unexpectedChanges : EXIT.failed;
  const exitCode = last.isDead ? EXIT.killed : last.report.failed ? failure : EXIT.ok;
  return {
    ok: exitCode === EXIT.ok,
    exitCode,
    killed: last.isDead,
    steps: last.report.steps,
    changeSummary: last.report.changes,
    diagnostics: last.report.diagnostics,
    output: runs.map(({ report }) => report.output).join(""),
    calls: runs.flatMap(({ report }) => report.calls),
  };
}
