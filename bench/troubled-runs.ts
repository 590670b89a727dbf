import type { Definition, Values } from "../src/core/definition";
import { KeysmithError, PartialError } from "../src/core/errors";
import { type Figure, figure } from "./figure";
import type { Trouble } from "./troubles";
import type { Workbench } from "./workbench";

/** The number of runs without trouble within which everything that was begun must be finished. */
const ENOUGH_RUNS = 5;

/** A resource, and its constant inputs in the program. */
export interface Subject {
  readonly definition: Definition;
  readonly given: Values;
}

/** An observer's actions. */
export interface Onlooker {
  /** After a run that recorded something. */
  recorded?(state: Values): Promise<void>;
  /** After every run that had something to do. */
  ran?(): Promise<void>;
}

/** Runs of an engine on one resource, in which things go wrong, and the records after them. */
export class TroubledRuns {
  readonly #bench: Workbench;
  readonly #subject: Subject;
  readonly #onlooker: Onlooker;
  #state: Values;
  readonly #seen = { deaths: 0, faults: 0, failed: 0 };

  constructor(bench: Workbench, subject: Subject, state: Values, onlooker: Onlooker) {
    this.#bench = bench;
    this.#subject = subject;
    this.#state = state;
    this.#onlooker = onlooker;
  }

  /** The engine's record. */
  get state(): Values {
    return this.#state;
  }

  /** The troubles so far. */
  figures(): Figure[] {
    const { deaths, faults, failed } = this.#seen;
    return [
      figure("runs that died before anything was recorded", deaths),
      figure("calls that were refused, or whose reply was lost", faults),
      figure("runs that failed", failed),
    ];
  }

  /** Runs with these troubles, then without, until there is nothing to do. @throws Error when that takes too long */
  async untilDone(troubles: readonly Trouble[]): Promise<void> {
    const calm = Array.from({ length: ENOUGH_RUNS }, () => ({ crash: false }));
    for (const trouble of [...troubles, ...calm]) if (await this.#run(trouble)) return;
    throw new Error(`${this.#subject.definition.name}: what was begun came to no end`);
  }

  /** @returns whether there was nothing to do */
  async #run({ fault, crash }: Trouble): Promise<boolean> {
    const { emulator } = this.#bench;
    await emulator.setFaults(fault ? [fault] : []);
    try {
      const { action, state } = await this.#apply();
      if (action === "none") return true;
      if (crash) this.#seen.deaths += 1;
      else await this.#record(state);
    } catch (error) {
      await this.#fail(error);
    }
    for (const { hits } of await emulator.faults()) this.#seen.faults += hits;
    await this.#onlooker.ran?.();
    return false;
  }

  #apply(): ReturnType<Workbench["apply"]> {
    const { definition, given } = this.#subject;
    return this.#bench.apply(definition, this.#state, given);
  }

  async #fail(error: unknown): Promise<void> {
    if (!(error instanceof KeysmithError)) throw error;
    this.#seen.failed += 1;
    if (error instanceof PartialError) await this.#record(afterFailure(this.#state, error));
  }

  async #record(state: Values): Promise<void> {
    this.#state = state;
    await this.#onlooker.recorded?.(state);
  }
}

/** An engine's record after a failed run: the progress of an unfinished one counts. */
export function afterFailure(prior: Values, error: KeysmithError): Values {
  return error instanceof PartialError ? { ...prior, ...error.state } : prior;
}
