import { randomUUID } from "node:crypto";
import type * as provider from "./provider";
import type { ProviderClient } from "./provider-client";
import { ProviderInstance, type ProviderInstanceOptions } from "./provider-instance";
import { checkConfig, configure, diffConfig } from "./provider-setup";
import { providerReference } from "./urn";
import { type Properties, sameProperties, UNKNOWN } from "./wire";

export interface ProviderHostOptions extends ProviderInstanceOptions {
  readonly dryRun: boolean;
}

/**
 * Owns the provider processes of an engine run. Towards the planner it is the provider of the provider resource, as in the
 * engine: checking that resource starts a process and calls CheckConfig, comparing it calls DiffConfig, making or changing it
 * calls Configure. A process that was configured earlier in the run, for a refresh, goes on serving; the one that was started for
 * the check is then left unconfigured.
 */
export class ProviderHost implements provider.Provider {
  readonly #options: ProviderHostOptions;
  readonly #clients = new Map<string, ProviderClient>();
  readonly #instances: ProviderInstance[];
  /** Started ahead of its use. */
  #spare: ProviderInstance | undefined;
  /** Checked, and not configured so far. */
  #unconfigured: ProviderInstance | undefined;
  #isKilled = false;

  constructor(options: ProviderHostOptions) {
    this.#options = options;
    this.#spare = new ProviderInstance(options);
    this.#instances = [this.#spare];
  }

  /** @throws Error when the provider resource of that reference has not been configured in this run. */
  client(reference: string): ProviderClient {
    const client = this.#clients.get(reference);
    if (!client) throw new Error(`provider ${reference} is not configured`);
    return client;
  }

  /** Has the provider configured as recorded, unless that has been done in this run. */
  async keep(urn: string, id: string, args: Properties): Promise<void> {
    if (!this.#clients.has(providerReference(urn, id))) await this.#configure(urn, id, args);
  }

  async check({ urn, olds, news }: provider.CheckRequest): Promise<provider.Checked> {
    this.#unconfigured = this.#start();
    await checkConfig(await this.#unconfigured.connection(), urn, { olds, news });
    return { inputs: news, failures: [] };
  }

  async diff({ urn, oldInputs, oldOutputs, news }: provider.DiffRequest): Promise<provider.Difference> {
    const instance = this.#unconfigured ?? this.#start();
    await diffConfig(await instance.connection(), urn, { olds: oldInputs, news });
    return { changes: !sameProperties(oldOutputs, news), replaces: false, deleteBeforeReplace: false };
  }

  async create({ urn, properties }: provider.CreateRequest): Promise<provider.Created> {
    const id = this.#options.dryRun ? UNKNOWN : randomUUID();
    await this.#configure(urn, id, properties);
    return { id, outputs: { ...properties } };
  }

  async update({ urn, id, news }: provider.DiffRequest): Promise<provider.Outcome> {
    await this.#configure(urn, id, news);
    return { outputs: { ...news } };
  }

  async read({ id, properties }: provider.ReadRequest): Promise<provider.ReadOutcome> {
    return { id, outputs: properties };
  }

  async delete(): Promise<void> {}

  async close(): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.close()));
  }

  kill(): void {
    this.#isKilled = true;
    for (const instance of this.#instances) instance.kill();
  }

  async #configure(urn: string, id: string, args: Properties): Promise<void> {
    const instance = this.#unconfigured ?? this.#start();
    this.#unconfigured = undefined;
    await configure(await instance.connection(), { urn, id, args });
    this.#clients.set(providerReference(urn, id), await instance.client());
  }

  #start(): ProviderInstance {
    if (this.#isKilled) throw new Error("the engine has been killed");
    const instance = this.#spare ?? new ProviderInstance(this.#options);
    if (instance !== this.#spare) this.#instances.push(instance);
    this.#spare = undefined;
    return instance;
  }
}
