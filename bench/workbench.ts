import { type Emulator, type EmulatorOptions, startEmulator } from "keysmith-emulator";
import type { Definition, Values, Vendor } from "../src/core/definition";
import { createState, updateState } from "../src/core/lifecycle";
import { type Nonces, newNonce } from "../src/core/nonce";

import { plan } from "../src/core/plan";
import { type Context, Run } from "../src/core/run";
import { realTiming } from "../src/core/timing";
import { requireInputs } from "../src/core/validate";
import { TestClock } from "../test/support/alibaba";

/** An emulator, and an engine's actions on a recorded resource. */
export interface Workbench {
  readonly emulator: Emulator;
  /** Begins a run: plans, and updates if there is a reason. */
  apply(
    definition: Definition,
    prior: Values,
    given: Values,
  ): Promise<{ readonly action: string; readonly state: Values }>;
}

/** Any vendor's resources without an engine, through its client with only the settings that it takes to reach the emulator. */
export class DirectBench implements Workbench {
  readonly emulator: Emulator;
  readonly clock: TestClock;
  readonly #connect: () => unknown;
  /** The recorded nonces: an object with the mark of another nonce has another owner. */
  readonly #nonces: Nonces;
  #client: unknown;
  #run: Run;

  private constructor(emulator: Emulator, clock: TestClock, connect: () => unknown) {
    this.emulator = emulator;
    this.clock = clock;
    this.#nonces = { own: newNonce(clock.now()) };
    this.#connect = connect;
    this.#client = connect();
    this.#run = this.#begin();
  }

  /** @param settings by the emulator's address; their values by the settings' names */
  static async start(
    vendor: Vendor,
    settings: (url: string) => Readonly<Record<string, string>>,
    options: EmulatorOptions & { readonly clock: string },
  ): Promise<DirectBench> {
    const emulator = await startEmulator(options);
    const clock = new TestClock(options.clock);
    const values = settings(emulator.url);
    return new DirectBench(emulator, clock, () =>
      vendor.connect(({ config }) => values[config], { clock, timing: realTiming(), env: {} }),
    );
  }

  async stop(): Promise<void> {
    await this.emulator.close();
  }

  /** Begins a run in another process: the last one's connections and tokens are gone too. */
  newProcess(): void {
    this.#client = this.#connect();
    this.newRun();
  }

  /** Moves both clocks. */
  async at(time: string): Promise<void> {
    this.clock.set(await this.emulator.clock.set(time));
  }

  /** Moves both clocks forward. */
  async pass(duration: string): Promise<void> {
    this.clock.set(await this.emulator.clock.advance(duration));
  }

  /** Begins a run of the engine without the memory of the last one. */
  newRun(): void {
    this.#run = this.#begin();
  }

  /** In the current run. */
  get context(): Context<unknown> {
    return this.#run.context({ connect: () => this.#client }, this.#nonces);
  }

  #begin(): Run {
    return new Run({ env: {}, log: { warn: () => {} }, clock: this.clock });
  }

  /** Creates a resource in the current run. */
  create(definition: Definition, given: Values): Promise<Values> {
    return createState(definition, this.context, requireInputs(definition, definition.name, given));
  }

  /** Reads a resource in the current run. @throws Error when it is gone */
  async read(definition: Definition, state: Values): Promise<Values> {
    const found = await definition.read(this.context, state);
    if (!found) throw new Error(`the ${definition.name} is gone`);
    return found;
  }

  async apply(definition: Definition, prior: Values, given: Values): ReturnType<Workbench["apply"]> {
    this.newRun();
    const desired = requireInputs(definition, definition.name, given);
    const planned = plan(definition, prior, desired, this.clock.now());
    const { action } = planned;
    const update = (): Promise<Values> => updateState(definition, this.context, prior, desired, planned);
    return { action, state: action === "update" ? await update() : prior };
  }
}
