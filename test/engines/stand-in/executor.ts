import { describeInitErrors } from "./init-failure";
import { errorText, type Report, Reported } from "./report";
import { Slots } from "./slots";
import type { Snapshot } from "./snapshot";
import type { Step } from "./step";
import { type ActionContext, perform } from "./step-actions";

export interface ExecutorOptions extends ActionContext {
  readonly snapshot: Snapshot;
  readonly report: Report;
  /** Called with the first failure; nothing new is started after it. */
  readonly onFailure: (error: Error) => void;
}

/** Carries out chains of steps: the steps of one chain in order, chains side by side. */
export class Executor {
  readonly #options: ExecutorOptions;
  readonly #finished = new Map<string, Step>();
  readonly #running = new Set<Promise<void>>();
  readonly #slots = new Slots();
  #stopped = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** The last step that was carried out for a registered resource. */
  finished(urn: string): Step | undefined {
    return this.#finished.get(urn);
  }

  /** Resolves when the chain has ended, also when it has failed. */
  async execute(chain: readonly Step[]): Promise<void> {
    const run = this.#slots.run(() => this.#runChain(chain));
    this.#running.add(run);
    await run;
    this.#running.delete(run);
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Lets running steps end and starts no more. */
  stop(): void {
    this.#stopped = true;
  }

  async #runChain(chain: readonly Step[]): Promise<void> {
    try {
      for (const step of chain) {
        if (this.#stopped) return;
        await this.#runStep(step);
      }
    } catch (error) {
      this.stop();
      this.#options.onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #runStep(step: Step): Promise<void> {
    const { snapshot, report } = this.#options;
    snapshot.begin(step);
    const reasons = await this.#perform(step);
    if (reasons.length > 0) report.error(describeInitErrors(reasons), step.urn);
    else report.step(step);
    if (step.next) this.#finished.set(step.urn, step);
    snapshot.end(step, true);
    if (reasons.length > 0) throw new Reported(`${step.urn} is not ready`);
    if (step.next) step.registered?.(step.next);
  }

  async #perform(step: Step): Promise<readonly string[]> {
    try {
      return await perform(step, this.#options);
    } catch (error) {
      this.#options.report.error(errorText(error), step.urn);
      this.#options.snapshot.end(step, false);
      throw new Reported(errorText(error));
    }
  }
}
