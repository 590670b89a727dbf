import type * as dynamic from "@pulumi/pulumi/dynamic";
import { valueAt } from "../core/compare";
import { type Definition, subjectOf, type Values, type Vendor } from "../core/definition";
import type { Problem } from "../core/errors";
import type { Source } from "../core/fields";
import { createState, objectKey, secretNames, serviceId, updateState, wrapSecrets } from "../core/lifecycle";
import { advise, explain, plan, settle } from "../core/plan";
import { refusals } from "../core/refusal";
import type { Session } from "../core/session";
import type { Configuration } from "../core/settings";
import { checkInputs } from "../core/validate";
import { shownError, withRefreshAdvice, writeError } from "./failure";
import { PROVIDER_INPUT } from "./literal";
import { fromWire, inputsToWire, type Properties, stateToWire } from "./wire";

/** The namespace of our configuration: `keysmith:region`. */
const NAMESPACE = "keysmith";

/** One definition as the engine's provider of a dynamic resource. */
export class DefinitionProvider implements dynamic.ResourceProvider<Properties, Properties> {
  readonly #vendor: Vendor;
  readonly #definition: Definition;
  readonly #session: Session;
  #configuration: Configuration = () => undefined;
  /** Whether a program has run: a refresh compares without one. */
  #declared = false;

  constructor(vendor: Vendor, definition: Definition, session: Session) {
    this.#vendor = vendor;
    this.#definition = definition;
    this.#session = session;
  }

  /**
   * Only keeps the configuration, and before its first `await`: the engine's process sends other calls to a provider
   * without waiting for this one. What is wrong with the configuration fails each call that needs it.
   */
  async configure({ config }: dynamic.ConfigureRequest): Promise<void> {
    this.#configuration = (key) => config.get(`${NAMESPACE}:${key}`);
  }

  /**
   * Fills in defaults and settings, and finds what is wrong. Unknown values pass.
   * @param olds the recorded inputs; empty for what is to be created, also in place of something else
   */
  async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult<Properties>> {
    return this.#shown(() => {
      const { values, problems } = checkInputs(this.#definition, fromWire(news), (source) => this.#lookUp(source));
      const failures = (problems.length > 0 ? problems : this.#refusals(olds, values)).map(toFailure);
      if (failures.length > 0) return { inputs: news, failures };
      this.#declared = true;
      this.#session.say(advise(this.#definition, values));
      return { inputs: inputsToWire(values), failures };
    });
  }

  /** Says what an update would do, and why on the way. Pure but for that: a refresh calls it with the roles inverted. */
  async diff(_id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    return this.#shown(() => {
      const [prior, desired] = [this.#values(olds), this.#values(news)];
      const planned = plan(this.#definition, prior, desired, this.#session.now());
      if (this.#declared && planned.action !== "replace") this.#keep(prior);
      this.#session.say(explain(this.#definition, settle(this.#definition, prior, desired), planned));
      return {
        changes: planned.action !== "none",
        replaces: [...new Set(planned.replaces.map((path) => path.split(".")[0] ?? path))],
        deleteBeforeReplace: planned.deleteFirst,
      };
    });
  }

  async create(inputs: Properties): Promise<dynamic.CreateResult<Properties>> {
    const desired = this.#values(inputs);
    const describe = (state: Values): Recorded => ({ id: this.#newId(state), properties: this.#record(state) });
    return this.#written(inputs, describe, async () => {
      const state = await createState(this.#definition, this.#context(), desired);
      this.#keep(state);
      const { id, properties } = describe(state);
      return { id, outs: properties };
    });
  }

  /** Answers with the whole state as it is now, or with nothing when the object is gone. */
  async read(id: string, properties: Properties = {}): Promise<dynamic.ReadResult<Properties>> {
    return this.#shown(async () => {
      const state = await this.#definition.read(this.#context(), this.#values(properties));
      // A create that broke off early may have had to do without the service's id.
      return state ? { id: serviceId(this.#definition, state) ?? id, props: this.#record(state) } : {};
    });
  }

  /** Answers with the whole state: the engine forgets every output that isn't in it. */
  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult<Properties>> {
    const [prior, desired] = [this.#values(olds), this.#values(news)];
    const describe = (state: Values): Recorded => ({ id, properties: this.#record(state) });
    return this.#written(news, describe, async () => {
      const state = await updateState(this.#definition, this.#context(), prior, desired).catch((error: unknown) => {
        throw withRefreshAdvice(error);
      });
      return { outs: this.#record(state) };
    });
  }

  /**
   * What was replaced stays in the state until a run deletes it. Meanwhile the program may have taken it back, and the
   * state then holds it twice: such an object is left alone.
   */
  async delete(id: string, properties: Properties): Promise<void> {
    return this.#shown(async () => {
      const state = this.#values(properties);
      if (!this.#isKept(state)) return this.#definition.delete(this.#context(), state);
      this.#session.say([`${subjectOf(this.#definition, state)}: ${id} is not deleted, as the program still has it`]);
    });
  }

  #keep(state: Values): void {
    const key = objectKey(this.#definition, state);
    if (key) this.#session.keep(`${this.#definition.name} ${key}`);
  }

  #isKept(state: Values): boolean {
    const key = objectKey(this.#definition, state);
    return key !== undefined && this.#session.keeps(`${this.#definition.name} ${key}`);
  }

  #context(): ReturnType<Session["context"]> {
    return this.#session.context(this.#vendor, this.#configuration);
  }

  #lookUp(source: Source): string | undefined {
    return typeof source === "object" ? this.#session.setting(source, this.#configuration) : undefined;
  }

  #values(properties: Properties): Values {
    return wrapSecrets(this.#definition, fromWire(properties));
  }

  #record(state: Values): Properties {
    return stateToWire(state, secretNames(this.#definition));
  }

  /** What people see as the resource's id, and what references to it stand for. The engine never encrypts it. */
  #newId(state: Values): string {
    const name = serviceId(this.#definition, state) ?? valueAt(state, this.#definition.subject);
    return typeof name === "string" ? name : subjectOf(this.#definition, state);
  }

  /** Never asked in a diff: a refresh calls that with the roles of old and new inverted. */
  #refusals(olds: Properties, desired: Values): readonly Problem[] {
    const prior = Object.keys(olds).length > 0 ? this.#values(olds) : undefined;
    return refusals(this.#definition, prior, desired, this.#session.now());
  }

  async #shown<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw shownError(error);
    }
  }

  /**
   * The engine's process adds the provider's text to the state of what is done, and not to that of what is half done; yet
   * it reads and deletes nothing without it.
   * @param sent inputs as they came
   */
  async #written<T>(sent: Properties, describe: (state: Values) => Recorded, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { [PROVIDER_INPUT]: text } = sent;
      throw writeError(error, (state) => {
        const { id, properties } = describe({ ...this.#values(sent), ...state });
        return { id, properties: text === undefined ? properties : { ...properties, [PROVIDER_INPUT]: text } };
      });
    }
  }
}

/** What the engine keeps of a resource. */
interface Recorded {
  readonly id: string;
  readonly properties: Properties;
}

/**
 * The providers of all resources of `vendors`, by the resource's name.
 * @param session what they share
 */
export function providersOf(vendors: readonly Vendor[], session: Session): Record<string, DefinitionProvider> {
  return Object.fromEntries(
    vendors.flatMap((vendor) =>
      vendor.definitions.map((definition) => [definition.name, new DefinitionProvider(vendor, definition, session)]),
    ),
  );
}

/**
 * Always for the resource as a whole, with the field in the reason: of a named property the engine prints the value,
 * secrets and all, and in its own notation (`{[{10.0.0.1/8}]}`).
 */
function toFailure({ field, reason }: Problem): dynamic.CheckFailure {
  return { property: "", reason: field ? `${field}: ${reason}` : reason };
}
