import { Application, type Credentials } from "../scripts/demo/application";
import type { Values } from "../src/core/definition";
import { Secret } from "../src/core/secret";

const PAUSE_MS = 10;

/** An application that reads a secret all the time, and counts what fails. */
export class Probe {
  readonly #application: Application;
  readonly #running: Promise<void>;
  #stopped = false;
  reads = 0;
  readonly failures: string[] = [];

  /** @param secretName of a secret that the emulator serves; @param key a recorded client key */
  constructor(name: string, endpoint: string, secretName: string, key: Values) {
    this.#application = new Application(name, endpoint, secretName, credentialsOf(key));
    this.#running = this.#run();
  }

  /** Changes over to the key of another record, as a new deployment would. */
  use(key: Values): void {
    this.#application.use(credentialsOf(key));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** One more read, begun now. */
  async read(): Promise<void> {
    const failure = await this.#application.read().catch(String);
    this.reads += 1;
    if (failure !== undefined) this.failures.push(`${this.#application.name}: ${failure}`);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.read();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function credentialsOf({ clientKeyContent, password }: Values): Credentials {
  return { clientKeyContent: revealed(clientKeyContent), password: revealed(password) };
}

function revealed(value: unknown): string {
  if (value instanceof Secret) return value.reveal();
  throw new Error("the record holds no credential");
}
