import { defaultIbm, type Emulator, type IbmOptions } from "keysmith-emulator";
import { addressOf } from "../../../../src/core/address";
import { planProblems } from "../../../../src/core/checks";
import type { Definition, Values } from "../../../../src/core/definition";
import { InvalidInputError, PartialError } from "../../../../src/core/errors";
import { createState, updateState } from "../../../../src/core/lifecycle";
import { type Nonces, newNonce, nonceOf, successorOf } from "../../../../src/core/nonce";
import { plan } from "../../../../src/core/plan";
import { type Context, Run } from "../../../../src/core/run";
import { realTiming, type Timing } from "../../../../src/core/timing";
import { requireInputs } from "../../../../src/core/validate";
import type { IbmClient } from "../../../../src/ibm/client";
import { connectIbm } from "../../../../src/ibm/client";
import { TestClock } from "../../../support/alibaba";
import { startEmulator } from "../../../support/emulator";

/** Where keys of each flavour are, as inputs. */
export const KEY_PROTECT: Values = { instance: defaultIbm.keyProtect };
export const CRYPTO_SERVICES: Values = { instance: defaultIbm.hpcs };

export interface Applied {
  readonly action: string;
  readonly state: Values;
  readonly reasons: readonly string[];
  readonly messages: readonly string[];
}

/** An emulator of IBM's services, and what it takes to work on it without an engine. */
export class Bench {
  readonly emulator: Emulator;
  readonly clock: TestClock;
  readonly warnings: string[] = [];
  /** How long runs have waited, in milliseconds. */
  readonly waits: number[] = [];
  /** A run that waits lets the time pass at the service too. */
  readonly timing: Timing = {
    ...realTiming(),
    sleep: async (milliseconds) => {
      this.waits.push(milliseconds);
      await this.pass(`PT${milliseconds / 1000}S`);
    },
  };
  readonly #client: IbmClient;
  #run: Run;
  /** As an engine has them on record, by the ids of keys. */
  readonly #nonces = new Map<unknown, string>();

  private constructor(emulator: Emulator, clock: TestClock) {
    this.emulator = emulator;
    this.clock = clock;
    this.#run = this.#begin();
    this.#client = this.connect("emulator");
  }

  static async start(time: string, ibm: IbmOptions = {}): Promise<Bench> {
    const emulator = await startEmulator({ clock: time, ibm: { importKeyBits: 2048, ...ibm } });
    return new Bench(emulator, new TestClock(time));
  }

  async stop(): Promise<void> {
    await this.emulator.close();
  }

  /** Moves both clocks. */
  async at(time: string): Promise<void> {
    this.clock.set(time);
    await this.emulator.clock.set(time);
  }

  /** Lets some time pass on both clocks. */
  async pass(duration: string): Promise<void> {
    this.clock.set(await this.emulator.clock.advance(duration));
  }

  /** Begins a run of the engine: what the last one remembered is gone. */
  newRun(): void {
    this.#run = this.#begin();
  }

  get context(): Context<unknown> {
    return this.contextOf({ own: newNonce(this.clock.now()) });
  }

  /** What is worked on in this run has these nonces. */
  contextOf(nonces: Nonces): Context<unknown> {
    return this.#run.context({ connect: () => this.#client }, nonces);
  }

  /** What an engine has recorded with a state. */
  nonceOf(definition: Definition, state: Values): string {
    return this.#nonces.get(state["keyId"]) ?? nonceOf(addressOf(definition, state)) ?? "";
  }

  #recordedContext(definition: Definition, state: Values): Context<unknown> {
    return this.contextOf({ own: this.nonceOf(definition, state) });
  }

  /** Makes a resource as an engine does that records its nonce. */
  async #make(definition: Definition, desired: Values, nonces: Nonces): Promise<Values> {
    const note = ({ keyId }: Values): unknown => this.#nonces.set(keyId, nonces.own);
    try {
      const state = await createState(definition, this.contextOf(nonces), desired);
      note(state);
      return state;
    } catch (error) {
      if (error instanceof PartialError) note(error.state);
      throw error;
    }
  }

  /** A new run in which another one takes the place of a resource, and is made first. */
  replace(definition: Definition, prior: Values, given: Values): Promise<Values> {
    this.newRun();
    const desired = this.inputs(definition, given);
    this.#refuse(definition, undefined, desired);
    const replaced = this.nonceOf(definition, prior);
    const address = addressOf(definition, prior);
    if (address) this.context.ledger.recorded(address);
    return this.#make(definition, desired, { own: successorOf(replaced), replaced });
  }

  #begin(): Run {
    return new Run({
      env: {},
      log: { warn: (line) => this.warnings.push(line) },
      clock: this.clock,
      timing: this.timing,
    });
  }

  /** IBM Cloud Private, as inputs. */
  get privateCloud(): Values {
    return { service: "icp", instanceId: defaultIbm.icpInstanceId, url: this.emulator.url };
  }

  inputs(definition: Definition, given: Values): Values {
    const isPlaced = given["instance"] || given["instanceId"] || !("instance" in definition.inputs.shape);
    const placed = isPlaced ? given : { ...KEY_PROTECT, ...given };
    return requireInputs(definition, definition.name, placed);
  }

  /** A new run in which a resource is made. */
  create(definition: Definition, given: Values): Promise<Values> {
    this.newRun();
    return this.createToo(definition, given);
  }

  /** The same in the run that is under way. */
  async createToo(definition: Definition, given: Values): Promise<Values> {
    const desired = this.inputs(definition, given);
    this.#refuse(definition, undefined, desired);
    return this.#make(definition, desired, this.context.nonces);
  }

  /** A new run in which a resource is read. */
  async read(definition: Definition, state: Values): Promise<Values | undefined> {
    this.newRun();
    return definition.read(this.#recordedContext(definition, state), state);
  }

  /** What an engine does with a resource in one run: plan, and update when there is a reason. */
  async apply(definition: Definition, prior: Values, given: Values): Promise<Applied> {
    this.newRun();
    const desired = this.inputs(definition, given);
    this.#refuse(definition, prior, desired);
    const planned = plan(definition, prior, desired, this.clock.now());
    const reasons = planned.reasons.map(({ code, field }) => field ?? code);
    const messages = planned.reasons.map(({ message }) => String(message));
    const state =
      planned.action === "update"
        ? await updateState(definition, this.#recordedContext(definition, prior), prior, desired, planned)
        : prior;
    return { action: planned.action, state, reasons, messages };
  }

  /** A new run in which a resource is deleted. */
  async delete(definition: Definition, state: Values): Promise<void> {
    this.newRun();
    await definition.delete(this.#recordedContext(definition, state), state);
  }

  /** The operations called since the last time, in order, without those that fetch tokens. */
  async calls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls
      .map(({ operation }) => operation)
      .filter((operation) => !/token$/i.test(operation) || /Import/.test(operation));
  }

  /** The keys of the default instance, deleted ones too, as the service shows them. */
  async keys(): Promise<Record<string, unknown>[]> {
    const { body } = await this.emulator.ibm.request("GET", "/api/v2/keys?limit=5000&state=0,1,2,3,5");
    return ((body as { resources?: Record<string, unknown>[] }).resources ?? []).slice();
  }

  /** Their ids. */
  async ids(): Promise<unknown[]> {
    return (await this.keys()).map(({ id }) => id);
  }

  /** The ids of those that weren't deleted. */
  async living(): Promise<unknown[]> {
    return (await this.keys()).filter(({ state }) => state !== 5).map(({ id }) => id);
  }

  /** The one key of an id, as the service shows it. */
  async key(state: Values): Promise<Record<string, unknown>> {
    const found = (await this.keys()).find(({ id }) => id === state["keyId"]);
    if (!found) throw new Error(`there is no key ${String(state["keyId"])}`);
    return found;
  }

  /** Does something to a key as somebody else. */
  async behind(method: string, path: string, body?: unknown): Promise<void> {
    const reply = await this.emulator.ibm.request(method, path, { body });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(reply)}`);
  }

  /** A client for another API key of the emulator. */
  connect(apiKey: string): IbmClient {
    const settings: Record<string, string> = {
      "ibm.endpoint": this.emulator.url,
      "ibm.apiKey": apiKey,
      "ibm.icpApiKey": apiKey,
      "ibm.replyTimeout": "PT0.5S",
      "ibm.deadline": "PT2S",
    };
    const client = connectIbm((setting) => settings[setting.config], {
      clock: this.clock,
      timing: realTiming(),
      env: {},
    });
    return client;
  }

  #refuse(definition: Definition, prior: Values | undefined, desired: Values): void {
    const problems = planProblems(definition, prior, desired, this.clock.now());
    if (problems.length > 0) throw new InvalidInputError(definition.name, problems);
  }
}
