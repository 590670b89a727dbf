import { defaultIbm, type Emulator, type EmulatorOptions, type IbmReply } from "keysmith-emulator";
import { planProblems } from "../../../../src/core/checks";
import { fixedClock } from "../../../../src/core/clock";
import type { Definition, Values } from "../../../../src/core/definition";
import { InvalidInputError } from "../../../../src/core/errors";
import type { FunctionDefinition } from "../../../../src/core/function";
import { createState, noteRecorded, updateState } from "../../../../src/core/lifecycle";
import type { Nonces } from "../../../../src/core/nonce";
import { plan } from "../../../../src/core/plan";
import { type Context, Run } from "../../../../src/core/run";
import { realTiming, type Timing } from "../../../../src/core/timing";
import { checkInputs, requireInputs } from "../../../../src/core/validate";
import type { IbmClient } from "../../../../src/ibm/client";
import { connectIbm } from "../../../../src/ibm/client";
import { startEmulator } from "../../../support/emulator";

export const TIME = "2026-06-01T00:00:00Z";

/** What somebody else has done, in one resource of the key API. */
type Resource = Record<string, unknown> & { readonly id: string };

/** A policy as IAM stores it. */
export interface StoredPolicy {
  readonly id: string;
  readonly description?: string;
  readonly subject: { readonly attributes: readonly unknown[] };
  readonly resource: { readonly attributes: readonly unknown[] };
  readonly control: { readonly grant: { readonly roles: readonly { readonly role_id: string }[] } };
}

/** An emulator and what it takes to work on IBM's services without an engine. */
export class IbmBench {
  readonly emulator: Emulator;
  readonly warnings: string[] = [];
  #run: Run;
  #now = new Date(TIME);
  readonly timing: Timing = realTiming();
  readonly #client: IbmClient;

  private constructor(emulator: Emulator) {
    this.emulator = emulator;
    this.#run = this.#begin();
    this.#client = this.#connect(defaultIbm.apiKey);
  }

  static async start(options: EmulatorOptions = {}): Promise<IbmBench> {
    return new IbmBench(await startEmulator({ clock: TIME, ...options }));
  }

  async stop(): Promise<void> {
    await this.emulator.close();
  }

  /** Begins a run at another time, by its clock. */
  at(time: Date): void {
    this.#now = time;
    this.newRun();
  }

  /** Begins a run of the engine: what the last one remembered is gone. */
  newRun(): void {
    this.#run = this.#begin();
  }

  get context(): Context<unknown> {
    return { ...this.#run.context({ connect: () => this.#client }), timing: this.timing };
  }

  #begin(): Run {
    const clock = { now: () => this.#now };
    return new Run({ env: {}, log: { warn: (line) => this.warnings.push(line) }, clock });
  }

  /** The same for a caller with another API key. */
  contextOf(apiKey: string): Context<unknown> {
    return { ...this.context, client: this.#connect(apiKey) };
  }

  /** @param nonces as an engine has them on record */
  create(definition: Definition, given: Values, nonces: Nonces = this.context.nonces): Promise<Values> {
    return createState(definition, { ...this.context, nonces }, requireInputs(definition, definition.name, given));
  }

  /** Notes in this run that the stack records the object of a state. */
  record(definition: Definition, state: Values): void {
    noteRecorded(definition, this.context.ledger, state);
  }

  /** What an engine does with a resource in one run: refuse, or plan, and update when there is a reason. */
  async apply(definition: Definition, prior: Values, given: Values): Promise<{ action: string; state: Values }> {
    this.newRun();
    const desired = requireInputs(definition, definition.name, given);
    const now = this.context.clock.now();
    const problems = planProblems(definition, prior, desired, now);
    if (problems.length > 0) throw new InvalidInputError(definition.name, problems);
    const planned = plan(definition, prior, desired, now);
    const { action } = planned;
    return {
      action,
      state: action === "update" ? await updateState(definition, this.context, prior, desired, planned) : prior,
    };
  }

  /** Asks as a program does. */
  async ask(fn: FunctionDefinition, given: Values): Promise<Values> {
    return fn.call(this.context, requireInputs(fn, fn.name, given));
  }

  /** The operations called since the last time, in order, without those for tokens. */
  async calls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls.map(({ operation }) => operation).filter((operation) => !/token/i.test(operation));
  }

  /** Somebody else makes a key in the default instance of a service. */
  async makeKey(resource: Values = {}, service: "kms" | "hs-crypto" | "icp" = "kms"): Promise<Resource> {
    const type = "application/vnd.ibm.kms.key+json";
    const path = `${service === "icp" ? "/kms" : ""}/api/v2/keys`;
    const resources = [{ type, name: "payments", extractable: false, ...resource }];
    const body = { metadata: { collectionType: type, collectionTotal: 1 }, resources };
    const reply = await this.emulator.ibm.request("POST", path, { service, body });
    const [made] = (reply.body as { resources?: Resource[] }).resources ?? [];
    if (!made) throw new Error(`no key was made: ${JSON.stringify(reply)}`);
    return made;
  }

  /** The active policies, as IAM has them. */
  async policies(): Promise<readonly StoredPolicy[]> {
    const { body } = await this.act("GET", `/v2/policies?account_id=${defaultIbm.account}&state=active&limit=100`);
    return (body as { policies: StoredPolicy[] }).policies;
  }

  /** Somebody else does something. */
  act(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<IbmReply> {
    return this.emulator.ibm.request(method, path, { body, headers });
  }

  #connect(apiKey: string): IbmClient {
    const settings: Record<string, string> = {
      "ibm.endpoint": this.emulator.url,
      "ibm.apiKey": apiKey,
      "ibm.icpApiKey": apiKey,
      "ibm.replyTimeout": "PT1S",
      "ibm.deadline": "PT3S",
    };
    const client = connectIbm((setting) => settings[setting.config], {
      clock: { now: fixedClock(TIME).now },
      timing: this.timing,
      env: {},
    });
    return client;
  }
}

/** Waiting costs nothing from here on, but its time passes. @returns what records the waits, in milliseconds */
export function withoutWaiting({ timing }: IbmBench): jest.SpyInstance {
  let passed = 0;
  jest.spyOn(timing, "now").mockImplementation(() => passed);
  return jest.spyOn(timing, "sleep").mockImplementation(async (milliseconds) => {
    passed += milliseconds;
  });
}

/** What is wrong with inputs, a line each: `target.key: …`. */
export function problemsOf(checkable: Definition | FunctionDefinition, given: Values): string[] {
  return checkInputs(checkable, given).problems.map(({ field, reason }) => `${field}: ${reason}`);
}
