import type { CheckpointCodec, Deployment } from "./checkpoint";
import { deleteLeftovers, ensureProviders } from "./deletion";
import { Executor } from "./executor";
import { Planner } from "./planner";
import { ProgramRun } from "./program-run";
import type { Provider } from "./provider";
import { ProviderHost } from "./provider-host";
import { refreshAll } from "./refresh";
import { errorText, Report, Reported } from "./report";
import type { RunContext, RunSettings } from "./run-context";
import { Snapshot } from "./snapshot";
import type { StateFiles } from "./state-files";
import { isProviderType } from "./urn";

export interface EngineRunOptions extends RunSettings {
  readonly title: string;
  readonly latest: Deployment | undefined;
  readonly codec: CheckpointCodec;
  readonly files: StateFiles;
}

export type RunKind = "update" | "refresh" | "destroy";

/** One pass of the engine: a preview, or the change itself. It has a provider process and a state of its own. */
export class EngineRun {
  readonly report: Report;
  readonly #context: RunContext;
  #program: ProgramRun | undefined;
  #isDead = false;

  constructor(options: EngineRunOptions) {
    this.report = new Report(options.title);
    this.#context = this.#assemble(options);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Never throws: how it went is in the report. */
  async run(kind: RunKind, { refreshFirst }: { readonly refreshFirst: boolean }): Promise<void> {
    try {
      this.#warnOfInterruptedChanges(kind);
      if (kind === "refresh" || refreshFirst) await this.#refresh(kind === "refresh");
      if (kind === "update") await this.#update();
      if (kind === "destroy") await deleteLeftovers(this.#context);
    } catch (error) {
      if (!(error instanceof Reported)) this.report.error(errorText(error));
    } finally {
      this.#context.snapshot.flush();
      this.report.summary();
      await this.#context.host.close();
    }
  }

  /** What `kill -9` on the engine and its children does: nothing is written any more and nobody is told. */
  kill(): void {
    this.#isDead = true;
    this.#context.snapshot.freeze();
    this.#context.executor.stop();
    this.#context.host.kill();
    this.#program?.kill();
  }

  async #refresh(counted: boolean): Promise<void> {
    const { snapshot, report } = this.#context;
    await ensureProviders(this.#context, snapshot.base);
    snapshot.base = await refreshAll({ ...this.#context, resources: snapshot.base, counted });
    if (report.failed) throw new Reported("refresh failed");
  }

  async #update(): Promise<void> {
    if (this.#isDead) return;
    const program = new ProgramRun(this.#context);
    this.#program = program;
    try {
      await program.run();
      if (!this.report.failed) await deleteLeftovers(this.#context);
      program.recordStackOutputs();
    } finally {
      await program.close();
    }
  }

  #assemble({ title: _, latest, codec, files, ...settings }: EngineRunOptions): RunContext {
    const { report } = this;
    const snapshot = new Snapshot(latest, codec, settings.dryRun ? undefined : files);
    const record = report.calls.push.bind(report.calls);
    const host = new ProviderHost({ ...settings, record, onLine: (line) => report.message(line) });
    const providerOf = (type: string, reference: string | undefined): Provider =>
      isProviderType(type) ? host : host.client(reference ?? "");
    const base = { ...settings, report, snapshot, host, providerOf };
    const reportError = (text: string, urn: string): void => report.error(text, urn);
    const planner = new Planner({ providerOf, reportError, resources: () => snapshot.base });
    const executor = new Executor({ ...base, onFailure: () => this.#program?.fail() });
    return { ...base, planner, executor };
  }

  #warnOfInterruptedChanges(kind: RunKind): void {
    const { snapshot, dryRun } = this.#context;
    if (kind !== "update" || dryRun || snapshot.interrupted.length === 0) return;
    const urns = snapshot.interrupted.map(({ type, resource }) => `${resource.urn}, interrupted while ${type}`);
    this.report.warning(`changes of an earlier run are pending: ${urns.join("; ")}`);
  }
}
