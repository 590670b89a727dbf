import { Application, type Credentials } from "../../scripts/demo/application";
import type { Values } from "../../src/core/definition";
import { Secret } from "../../src/core/secret";
import { Probe } from "../probe";

/** An application that continually reads a secret with a client key. */
export class Reader {
  readonly #application: Application;
  readonly probe: Probe;

  /** @param secretName of a secret that the emulator serves; @param key a recorded client key */
  constructor(name: string, endpoint: string, secretName: string, key: Values) {
    this.#application = new Application(name, endpoint, secretName, credentialsOf(key));
    this.probe = new Probe(name, () => this.#application.read());
  }

  /** Changes to the key of another record, as a new deployment would. */
  use(key: Values): void {
    this.#application.use(credentialsOf(key));
  }
}

function credentialsOf({ clientKeyContent, password }: Values): Credentials {
  return { clientKeyContent: revealed(clientKeyContent), password: revealed(password) };
}

function revealed(value: unknown): string {
  if (value instanceof Secret) return value.reveal();
  throw new Error("the record holds no credential");
}
