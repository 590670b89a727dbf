import type * as dynamic from "@pulumi/pulumi/dynamic";
import { type AskSetting, planProblems } from "../core/checks";
import { addressProblem } from "../core/claims";
import { aboutRecord } from "../core/damage";
import { type Definition, subjectOf, type Values, type Vendor } from "../core/definition";
import type { Problem } from "../core/errors";
import { fieldsOf } from "../core/fields";
import { type Ask, settle, withDefaults } from "../core/left-out";
import {
  createState,
  deleteState,
  engineId,
  fromStore,
  own,
  secretNames,
  serviceId,
  updateState,
} from "../core/lifecycle";
import { inWords } from "../core/message";
import { advise, dueReasons, explain, plan } from "../core/plan";
import type { Context, Run } from "../core/run";
import { checkInputs } from "../core/validate";
import { shownError, withRefreshAdvice, writeError } from "./failure";
import { fromWire, inputsToWire, PROVIDER_INPUT, type Properties, stateToWire } from "./wire";

/** The output in which a refresh says why a resource must change although the program did not. */
const DUE = "due";

interface Due {
  readonly code: string;
  readonly message: string;
}

/** The namespace of our configuration: `keysmith:region`. */
const NAMESPACE = "keysmith";

/** One definition as the engine's provider of a dynamic resource. */
export class DefinitionProvider implements dynamic.ResourceProvider<Properties, Properties> {
  readonly #vendor: Vendor;
  readonly #definition: Definition;
  readonly #run: Run;
  /** Whether a program has run: a refresh compares without one. */
  #declared = false;

  constructor(vendor: Vendor, definition: Definition, run: Run) {
    this.#vendor = vendor;
    this.#definition = definition;
    this.#run = run;
  }

  /**
   * Only keeps the configuration, and before its first `await`: the engine's process sends other calls to a provider
   * without waiting for this one. What is wrong with the configuration fails each call that needs it.
   */
  async configure({ config }: dynamic.ConfigureRequest): Promise<void> {
    this.#run.configure((key) => config.get(`${NAMESPACE}:${key}`));
  }

  /**
   * Fills in defaults and settings, and finds what is wrong. Unknown values pass.
   * @param olds the recorded inputs; empty for what is to be created, also in place of something else
   */
  async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult<Properties>> {
    return this.#shown(() => {
      const prior = Object.keys(olds).length > 0 ? this.#values(olds) : undefined;
      const ask: Ask = (origin) => (typeof origin === "object" ? this.#run.setting(origin) : undefined);
      const { values, problems } = checkInputs(this.#definition, fromWire(news), ask, prior);
      // Never asked in a diff: a refresh calls that with the roles of old and new inverted.
      const setting: AskSetting = (of) => this.#run.setting(of);
      const wrong = (): Problem[] => planProblems(this.#definition, prior, values, this.#run.now(), setting);
      const refused = problems.length > 0 ? problems : wrong();
      const failures = (refused.length > 0 ? refused : this.#claimed(values, news)).map(toFailure);
      if (failures.length > 0) return { inputs: news, failures };
      this.#declared = true;
      this.#run.say(advise(this.#definition, values, this.#run.now()));
      return { inputs: inputsToWire(values), failures };
    });
  }

  /** Says what an update would do, and why on the way. Pure but for that: a refresh calls it with the roles inverted. */
  async diff(_id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    return this.#shown(() => {
      const [prior, desired] = [this.#values(olds), this.#values(news)];
      const planned = plan(this.#definition, prior, desired, this.#run.now());
      // What is to be updated is owned by the update: until then the engine may still make a replacement of it.
      if (this.#declared && planned.action === "none") own(this.#definition, this.#run.ledger, prior);
      this.#run.say(explain(this.#definition, settle(fieldsOf(this.#definition.inputs), prior, desired), planned));
      return {
        changes: planned.action !== "none",
        replaces: [...new Set(planned.replaces.map((path) => path.split(".")[0] ?? path))],
        deleteBeforeReplace: planned.deleteFirst,
      };
    }, olds);
  }

  async create(inputs: Properties): Promise<dynamic.CreateResult<Properties>> {
    const desired = this.#values(inputs);
    const describe = (state: Values): Recorded => ({ id: this.#newId(state), properties: this.#record(state) });
    return this.#written(inputs, describe, async () => {
      const state = await createState(this.#definition, this.#context(), desired);
      return { id: this.#newId(state), outs: this.#record(state, []) };
    });
  }

  /** Answers with the whole state as it is now, or with nothing when the object is gone. */
  async read(id: string, properties: Properties = {}): Promise<dynamic.ReadResult<Properties>> {
    return this.#shown(async () => {
      const state = await this.#definition.read(this.#context(), this.#values(properties));
      if (!state) return {};
      const due = this.#due(state);
      // A state of a version without it is no news as long as nothing is due.
      const props = this.#record(state, due.length > 0 || DUE in properties ? due : undefined);
      // A create that broke off early may have had to do without the service's id.
      return { id: serviceId(this.#definition, state) ?? id, props };
    }, properties);
  }

  /** Answers with the whole state: the engine forgets every output that isn't in it. */
  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult<Properties>> {
    const [prior, desired] = [this.#values(olds), this.#values(news)];
    const describe = (state: Values): Recorded => ({
      id,
      properties: this.#record(state, this.#due({ ...prior, ...state })),
    });
    const work = async (): Promise<dynamic.UpdateResult<Properties>> => {
      const { reasons } = plan(this.#definition, prior, desired, this.#run.now());
      // The engine goes on with what was left half done, whether or not there is a reason to change anything.
      const todo = { action: "update", reasons } as const;
      const state = await updateState(this.#definition, this.#context(), prior, desired, todo).catch(
        (error: unknown) => {
          throw withRefreshAdvice(error);
        },
      );
      return { outs: this.#record(state, []) };
    };
    const told = (error: unknown): unknown => aboutRecord(subjectOf(this.#definition, olds), error);
    return this.#written(news, describe, () => work().catch((error: unknown) => Promise.reject(told(error))));
  }

  async delete(_id: string, properties: Properties): Promise<void> {
    return this.#shown(() => deleteState(this.#definition, this.#context(), this.#values(properties)), properties);
  }

  /** A resource is checked again, with the same arguments, where it is replaced; labels tell equal ones apart. */
  #claimed(values: Values, news: Properties): Problem[] {
    const reason = addressProblem(this.#run.ledger, this.#definition, values, JSON.stringify(news));
    return reason === undefined ? [] : [{ field: this.#definition.subject, reason, secret: false }];
  }

  #context(): Context<unknown> {
    return this.#run.context(this.#vendor);
  }

  #values({ [DUE]: _due, ...properties }: Properties): Values {
    return fromStore(this.#definition, fromWire(properties));
  }

  /** @param due why time asks for a change; empty after one */
  #record(state: Values, due?: readonly Due[]): Properties {
    const properties = stateToWire(state, secretNames(this.#definition));
    return due && this.#definition.due ? { ...properties, [DUE]: due } : properties;
  }

  #due(state: Values): Due[] {
    const inputs = withDefaults(fieldsOf(this.#definition.inputs), state);
    const reasons = dueReasons(this.#definition, state, inputs, this.#run.now());
    return reasons.map(({ code, message }) => ({ code, message: inWords(message) }));
  }

  /** What people see as the resource's id, and what references to it stand for. The engine never encrypts it. */
  #newId(state: Values): string {
    return engineId(this.#definition, state) ?? subjectOf(this.#definition, state);
  }

  /** @param recorded what the work builds on, which somebody may have edited */
  async #shown<T>(work: () => T | Promise<T>, recorded?: Properties): Promise<T> {
    try {
      return await this.#run.work.during(async () => work());
    } catch (error) {
      throw shownError(recorded ? aboutRecord(subjectOf(this.#definition, recorded), error) : error);
    }
  }

  /**
   * The engine's process adds the provider's text to the state of what is done, and not to that of what is half done; yet
   * it reads and deletes nothing without it.
   * @param sent inputs as they came
   */
  async #written<T>(sent: Properties, describe: (state: Values) => Recorded, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#run.work.during(work);
    } catch (error) {
      const { [PROVIDER_INPUT]: text } = sent;
      throw writeError(error, (state) => {
        const { id, properties } = describe({ ...this.#values(sent), ...state });
        return { id, properties: text === undefined ? properties : { ...properties, [PROVIDER_INPUT]: text } };
      });
    }
  }
}

interface Recorded {
  readonly id: string;
  readonly properties: Properties;
}

/**
 * The providers of all resources of `vendors`, by the resource's name.
 * @param run what they share: the engine starts one process for one run
 */
export function providersOf(vendors: readonly Vendor[], run: Run): Record<string, DefinitionProvider> {
  return Object.fromEntries(
    vendors.flatMap((vendor) =>
      vendor.definitions.map((definition) => [definition.name, new DefinitionProvider(vendor, definition, run)]),
    ),
  );
}

/**
 * Always for the resource as a whole, with the field in the reason: of a named property the engine prints the value,
 * secrets and all, and in its own notation (`{[{10.0.0.1/8}]}`).
 */
function toFailure({ field, reason }: Problem): dynamic.CheckFailure {
  return { property: "", reason: field ? `${field}: ${reason}` : String(reason) };
}
