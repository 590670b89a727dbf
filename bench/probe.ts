const PAUSE_MS = 10;

/** Continually repeats an action, as an application would, and counts the failures. */
export class Probe {
  readonly #name: string;
  readonly #attempt: () => Promise<string | undefined>;
  readonly #running: Promise<void>;
  #stopped = false;
  attempts = 0;
  readonly failures: string[] = [];

  /** @param attempt returns the reason for a failure, or throws; undefined on success */
  constructor(name: string, attempt: () => Promise<string | undefined>) {
    this.#name = name;
    this.#attempt = attempt;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Waits for one more attempt that begins now. */
  async once(): Promise<void> {
    const failure = await this.#attempt().catch(String);
    this.attempts += 1;
    if (failure !== undefined) this.failures.push(`${this.#name}: ${failure}`);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.once();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
