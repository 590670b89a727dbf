import type * as dynamic from "@pulumi/pulumi/dynamic";
import { valueAt } from "../core/compare";
import { type Definition, subjectOf, type Values, type Vendor } from "../core/definition";
import type { Problem } from "../core/errors";
import type { Source } from "../core/fields";
import { createState, secretNames, updateState, wrapSecrets } from "../core/lifecycle";
import { advise, explain, plan, settle } from "../core/plan";
import type { Configuration } from "../core/settings";
import { checkInputs } from "../core/validate";
import { shownError, writeError } from "./failure";
import type { Session } from "./session";
import { fromWire, inputsToWire, type Properties, stateToWire } from "./wire";

/** The namespace of our configuration: `keysmith:region`. */
const NAMESPACE = "keysmith";

/** One definition as the engine's provider of a dynamic resource. */
export class DefinitionProvider implements dynamic.ResourceProvider<Properties, Properties> {
  readonly #vendor: Vendor;
  readonly #definition: Definition;
  readonly #session: Session;
  #configuration: Configuration = () => undefined;

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

  /** Fills in defaults and settings, and finds what is wrong. Unknown values pass. */
  async check(_olds: Properties, news: Properties): Promise<dynamic.CheckResult<Properties>> {
    return this.#shown(() => {
      const given = fromWire(news);
      const { values, problems } = checkInputs(this.#definition, given, (source) => this.#lookUp(source));
      if (problems.length > 0) return { inputs: news, failures: problems.map(toFailure) };
      this.#session.say(advise(this.#definition, values));
      return { inputs: inputsToWire(values), failures: [] };
    });
  }

  /** Says what an update would do, and why on the way. Pure but for that: a refresh calls it with the roles inverted. */
  async diff(_id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    return this.#shown(() => {
      const [prior, desired] = [this.#values(olds), this.#values(news)];
      const planned = plan(this.#definition, prior, desired, this.#session.now());
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
    const id = this.#id(desired);
    return this.#written(id, desired, async () => {
      const state = await createState(this.#definition, this.#context(), desired);
      return { id, outs: this.#record(state) };
    });
  }

  /** Answers with the whole state as it is now, or with nothing when the object is gone. */
  async read(id: string, properties: Properties = {}): Promise<dynamic.ReadResult<Properties>> {
    return this.#shown(async () => {
      const state = await this.#definition.read(this.#context(), this.#values(properties));
      return state ? { id, props: this.#record(state) } : {};
    });
  }

  /** Answers with the whole state: the engine forgets every output that isn't in it. */
  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult<Properties>> {
    const [prior, desired] = [this.#values(olds), this.#values(news)];
    return this.#written(id, desired, async () => {
      const state = await updateState(this.#definition, this.#context(), prior, desired);
      return { outs: this.#record(state) };
    });
  }

  async delete(_id: string, properties: Properties): Promise<void> {
    return this.#shown(() => this.#definition.delete(this.#context(), this.#values(properties)));
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

  /** What people see as the resource's id. The engine never encrypts it. */
  #id(inputs: Values): string {
    const name = valueAt(inputs, this.#definition.subject);
    return typeof name === "string" ? name : subjectOf(this.#definition, inputs);
  }

  async #shown<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw shownError(error);
    }
  }

  async #written<T>(id: string, inputs: Values, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw writeError(error, id, (state) => this.#record({ ...inputs, ...state }));
    }
  }
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
