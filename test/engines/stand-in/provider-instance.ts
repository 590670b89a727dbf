import type { Project } from "../project";
import type { ProviderCall } from "../types";
import type { Stream } from "./child-process";
import { ProviderClient } from "./provider-client";
import { ProviderConnection } from "./provider-connection";
import { ProviderProcess } from "./provider-process";
import { cancelProvider, openProvider } from "./provider-setup";

export interface ProviderInstanceOptions {
  readonly project: Project;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly record: (call: ProviderCall) => void;
  readonly onLine: (line: string, stream: Stream) => void;
}

/** One provider process and the conversation with it. */
export class ProviderInstance {
  readonly #options: ProviderInstanceOptions;
  readonly #process: ProviderProcess;
  #opening: Promise<ProviderConnection> | undefined;

  /** Starts the process at once, because that takes longest; nothing is said to it before it is needed. */
  constructor(options: ProviderInstanceOptions) {
    this.#options = options;
    this.#process = new ProviderProcess(options);
  }

  /** The connection, after the calls with which the engine opens it. */
  connection(): Promise<ProviderConnection> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async client(): Promise<ProviderClient> {
    return new ProviderClient(await this.connection());
  }

  /** Says good-bye if there has been a conversation, then ends the process and waits for the last of its output. */
  async close(): Promise<void> {
    const connection = await this.#opening?.catch(() => undefined);
    if (connection) await cancelProvider(connection).catch(() => {});
    this.kill();
    await this.#process.ended();
    connection?.close();
  }

  kill(): void {
    this.#process.kill();
  }

  async #open(): Promise<ProviderConnection> {
    const { record, project } = this.#options;
    const connection = new ProviderConnection(await this.#process.port, record);
    await openProvider(connection, project.programDir);
    return connection;
  }
}
