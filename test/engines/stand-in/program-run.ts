import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { NodeProcess } from "./child-process";
import { type Goal, goalFromRequest } from "./goal";
import { Monitor, type MonitorHandlers, ShuttingDown } from "./monitor";
import { FAILURE_ALREADY_LOGGED, runProgram } from "./program-process";
import { errorText, isStack, Reported } from "./report";
import type { ResourceState } from "./resource-state";
import type { RunContext } from "./run-context";
import { DYNAMIC_PACKAGE, DYNAMIC_PROVIDER_TYPE, makeUrn, providerReference } from "./urn";
import { containsSecret, type Properties, reveal } from "./wire";

/**
 * Runs the program and serves what it registers: one registration after the other goes to the planner, what the planner decides
 * is carried out side by side.
 */
export class ProgramRun implements MonitorHandlers {
  readonly #context: RunContext;
  readonly #monitor: Monitor = new Monitor(this);
  readonly #waiting = new Set<(error: Error) => void>();
  #planned: Promise<void> = Promise.resolve();
  #defaultProvider: Promise<string> | undefined;
  #program: NodeProcess | undefined;
  #stackOutputs: { readonly urn: string; readonly outputs: Properties } | undefined;
  #isFailed = false;
  #end: () => void = () => {};
  #release: () => void = () => {};
  readonly #ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });
  readonly #released = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Resolves when the program has registered everything, or has failed, and all that it caused has been carried out. */
  async run(): Promise<void> {
    const address = await this.#monitor.start();
    if (this.#isFailed) return;
    const program = this.#start(address);
    await Promise.race([this.#ended, program.ended.then((code) => this.#programExited(code))]);
    await this.#planned;
    await this.#context.executor.idle();
  }

  /** Lets the program exit, which waits at its end until the whole run is over. */
  async close(): Promise<void> {
    this.#release();
    if (!this.#isFailed) this.#programExited((await this.#program?.ended) ?? null);
    this.#program?.kill();
    this.#monitor.stop();
  }

  kill(): void {
    this.fail();
    this.#program?.kill();
  }

  /** Ends the run: the program gets no more answers. */
  fail(): void {
    this.#isFailed = true;
    this.#context.executor.stop();
    for (const refuse of this.#waiting) refuse(new ShuttingDown("the engine is shutting down"));
    this.#waiting.clear();
    this.#end();
  }

  async register(request: RegisterResourceRequest): Promise<ResourceState> {
    const goal = this.#goal(request);
    if (!goal.custom) return await this.#plan(goal);
    this.#defaultProvider ??= this.#registerDefaultProvider();
    return await this.#plan({ ...goal, provider: await this.#defaultProvider });
  }

  async registerOutputs(urn: string, outputs: Properties): Promise<void> {
    // The stack's own outputs count only when it is known how the run ended.
    if (isStack(urn)) this.#stackOutputs = { urn, outputs };
    else await this.#inOrder(async () => this.#setOutputs(urn, outputs));
  }

  async programEnded(): Promise<void> {
    this.#end();
    await this.#released;
  }

  log(severity: "debug" | "info" | "warning" | "error", text: string, urn: string | undefined): void {
    const { report } = this.#context;
    if (severity === "error") report.error(text, urn);
    else if (severity === "warning") report.warning(text);
    else if (severity === "info") report.message(text, urn);
  }

  /** After a failure the former outputs stay where there are no new ones. */
  recordStackOutputs(): void {
    if (!this.#stackOutputs) return;
    const { urn, outputs } = this.#stackOutputs;
    const former = this.#context.executor.finished(urn)?.old?.outputs;
    this.#setOutputs(urn, this.#context.report.failed ? { ...former, ...outputs } : outputs);
    this.#context.report.stackOutputs(outputs);
  }

  #start(address: string): NodeProcess {
    const { config, report } = this.#context;
    const plain = Object.entries(config).map(([key, value]) => [key, String(reveal(value))]);
    this.#program = runProgram({
      ...this.#context,
      address,
      config: Object.fromEntries(plain) as Record<string, string>,
      secretKeys: Object.keys(config).filter((key) => containsSecret(config[key] ?? null)),
      onLine: (line) => report.message(line),
    });
    return this.#program;
  }

  #programExited(code: number | null): void {
    if (code === 0 || this.#isFailed) return;
    if (code !== FAILURE_ALREADY_LOGGED) {
      this.#context.report.error(`Program exited with non-zero exit code: ${code}`);
    }
    this.fail();
  }

  #goal(request: RegisterResourceRequest): Goal {
    try {
      return goalFromRequest(request, this.#context.stack, this.#context.project.name);
    } catch (error) {
      this.#context.report.error(errorText(error));
      this.fail();
      throw new ShuttingDown(errorText(error));
    }
  }

  async #registerDefaultProvider(): Promise<string> {
    const { stack, project, config } = this.#context;
    const [type, name] = [DYNAMIC_PROVIDER_TYPE, "default"];
    const urn = makeUrn({ stack, project: project.name, parent: undefined, type, name });
    const links = { dependencies: [], propertyDependencies: {}, additionalSecretOutputs: [] };
    const state = await this.#plan({ urn, type, name, custom: true, inputs: config, protect: false, ...links });
    return providerReference(urn, state.id ?? DYNAMIC_PACKAGE);
  }

  /** @throws ShuttingDown when the run fails before the resource is registered. */
  #plan(goal: Goal): Promise<ResourceState> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      const registered = (state: ResourceState): void => {
        this.#waiting.delete(reject);
        resolve(state);
      };
      void this.#inOrder(async () => {
        const steps = await this.#context.planner.plan(goal, registered);
        void this.#context.executor.execute(steps);
      }, goal.urn);
      if (this.#isFailed) this.fail();
    });
  }

  /** Registrations are planned one at a time, in the order in which they came; none after a failure. */
  #inOrder(task: () => Promise<void>, urn?: string): Promise<void> {
    this.#planned = this.#planned.then(async () => {
      if (this.#isFailed) return;
      try {
        await task();
      } catch (error) {
        if (!(error instanceof Reported)) this.#context.report.error(errorText(error), urn);
        this.fail();
      }
    });
    return this.#planned;
  }

  #setOutputs(urn: string, outputs: Properties): void {
    const step = this.#context.executor.finished(urn);
    if (!step?.next) return;
    step.next.outputs = outputs;
    this.#context.snapshot.outputsChanged(step);
  }
}
