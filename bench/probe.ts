const PAUSE_MS = 10;

/** Does the same thing all the time, as an application would, and counts what fails. */
export class Probe {
  readonly #name: string;
  readonly #attempt: () => Promise<string | undefined>;
  readonly #running: Promise<void>;
  #stopped = false;
  attempts = 0;
  readonly failures: string[] = [];

  /** @param attempt tells why it failed, or throws; nothing when it went well */
  constructor(name: string, attempt: () => Promise<string | undefined>) {
    this.#name = name;
    this.#attempt = attempt;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Once more, begun now. */
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
