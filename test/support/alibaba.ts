import type { Emulator, EmulatorOptions } from "keysmith-emulator";
import { alibaba } from "../../src/alibaba";
import type { AlibabaClient } from "../../src/alibaba/api/client";
import { type Clock, formatTime, parseTime } from "../../src/core/clock";
import type { Definition, Values } from "../../src/core/definition";
import type { FunctionDefinition } from "../../src/core/function";
import { createState, updateState } from "../../src/core/lifecycle";
import type { Nonces } from "../../src/core/nonce";
import { plan } from "../../src/core/plan";
import { type Context, Run } from "../../src/core/run";
import { realTiming } from "../../src/core/timing";
import { requireInputs } from "../../src/core/validate";
import { startEmulator } from "./emulator";

export const REGION = "cn-hangzhou";
/** Of the one resource that most tests have. */
const NONCE_OF_TESTS = "0t5j2m8k3f9a2";

/** A clock that a test sets. It doesn't count as moved: it stands for the real one. */
export class TestClock implements Clock {
  #now: Date;

  constructor(time: string) {
    this.#now = parseTime(time);
  }

  now(): Date {
    return this.#now;
  }

  set(time: string): void {
    this.#now = parseTime(time);
  }
}

/** An emulator and what it takes to work on it without an engine. */
export class Bench {
  readonly emulator: Emulator;
  readonly clock: TestClock;
  readonly warnings: string[] = [];
  /** Of the one resource that a test is about. */
  nonces: Nonces = { own: NONCE_OF_TESTS };
  readonly #client: AlibabaClient;
  #run: Run;

  private constructor(emulator: Emulator, clock: TestClock) {
    this.emulator = emulator;
    this.clock = clock;
    this.#run = this.#begin();
    this.#client = this.#connect("emulator");
  }

  static async start(options: EmulatorOptions & { readonly clock: string }): Promise<Bench> {
    return new Bench(await startEmulator(options), new TestClock(options.clock));
  }

  async stop(): Promise<void> {
    await this.emulator.close();
  }

  /** Moves both clocks. */
  async at(time: string): Promise<void> {
    this.clock.set(time);
    await this.emulator.clock.set(time);
  }

  /** Begins a run of the engine: what the last one remembered is gone. */
  newRun(): void {
    this.#run = this.#begin();
  }

  get context(): Context<unknown> {
    return this.#run.context({ connect: () => this.#client }, this.nonces);
  }

  #begin(): Run {
    return new Run({ env: {}, log: { warn: (line) => this.warnings.push(line) }, clock: this.clock });
  }

  /** The same for a caller with another access key. */
  contextOf(accessKeyId: string): Context<unknown> {
    return { ...this.context, client: this.#connect(accessKeyId) };
  }

  inputs(definition: Definition, given: Values): Values {
    return requireInputs(definition, definition.name, { region: REGION, ...given });
  }

  create(definition: Definition, given: Values): Promise<Values> {
    return createState(definition, this.context, this.inputs(definition, given));
  }

  /** What a function answers. */
  ask(fn: FunctionDefinition, given: Values, context = this.context): Promise<Values> {
    return fn.call(context, requireInputs(fn, fn.name, { region: REGION, ...given }));
  }

  /**
   * What an engine does with a resource in one run: plan, and update when there is a reason.
   * @param plannedAt the moment of the plan where that was saved
   */
  async apply(
    definition: Definition,
    prior: Values,
    given: Values,
    plannedAt = formatTime(this.clock.now()),
  ): Promise<{ action: string; state: Values; reasons: string[] }> {
    this.newRun();
    const desired = this.inputs(definition, given);
    const planned = plan(definition, prior, desired, parseTime(plannedAt));
    const reasons = planned.reasons.map(({ code }) => code);
    if (planned.action !== "update") return { action: planned.action, state: prior, reasons };
    return {
      action: planned.action,
      state: await updateState(definition, this.context, prior, desired, planned),
      reasons,
    };
  }

  /** The operations called since the last time, in order, without the question whose the credentials are, which a run asks once. */
  async calls(): Promise<string[]> {
    return (await this.allCalls()).filter((operation) => operation !== "GetCallerIdentity");
  }

  async allCalls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls.map(({ operation }) => operation);
  }

  #connect(accessKeyId: string): AlibabaClient {
    const settings: Record<string, string> = {
      "alibaba.endpoint": this.emulator.url,
      "alibaba.writeQps": "1000",
      "alibaba.readQps": "1000",
      "alibaba.replyTimeout": "PT0.5S",
      "alibaba.deadline": "PT2S",
    };
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = accessKeyId;
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "emulator";
    const client = alibaba.connect((setting) => settings[setting.config], {
      clock: this.clock,
      timing: realTiming(),
      env: process.env,
    }) as AlibabaClient;
    return client;
  }

  /** Ids of the client keys that the service has for an access point. */
  async liveKeys(accessPoint: string): Promise<string[]> {
    const reply = await this.emulator.alibaba.call("ListClientKeys", { AapName: accessPoint });
    return (reply["ClientKeys"] as { ClientKeyId: string }[]).map(({ ClientKeyId }) => ClientKeyId).sort();
  }
}
