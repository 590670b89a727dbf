import type * as dynamic from "@pulumi/pulumi/dynamic";
import { placeOfId, soughtValues } from "../core/adoption";
import { labelField } from "../core/claims";
import { needsBefore, topOf } from "../core/compare";
import { aboutRecord, withRefreshAdvice } from "../core/damage";
import { type Definition, subjectOf, type Values, type Vendor } from "../core/definition";
import type { Problem } from "../core/errors";
import { fieldsOf } from "../core/fields";
import { onlyGiven, settle } from "../core/left-out";
import {
  createState,
  deleteState,
  engineId,
  noteRecorded,
  own,
  readState,
  secretNames,
  serviceId,
  updateState,
  warnOfLack,
} from "../core/lifecycle";
import { message } from "../core/message";
import type { Nonces } from "../core/nonce";
import { advise, explain, type Plan, plan } from "../core/plan";
import { plannedState } from "../core/planned";
import type { Context, Run } from "../core/run";
import { adoptionAdvice } from "./adopting";
import { InputCheck } from "./check";
import { type Detail, detailsOf } from "./details";
import { shownError, writeError } from "./failure";
import { RecordedNonces } from "./nonces";
import { DUE, type Due, dueIn, inputsOf, recordOf, valuesIn, withNonce } from "./record";
import { PACKAGE } from "./tokens";
import { NONCE_INPUT, PROVIDER_INPUT, type Properties, stateToWire, UNKNOWN_TEXT } from "./wire";

const REFRESH = "If it was deleted by hand, run `pulumi refresh`: the next `pulumi up` then recreates it.";

export interface Difference extends dynamic.DiffResult {
  /** By property path. The process that serves dynamic resources doesn't pass them on. */
  readonly details: Readonly<Record<string, Detail>>;
}

/** Serves one definition as the provider of a dynamic resource. The plugin calls further methods. */
export class DefinitionProvider implements dynamic.ResourceProvider<Properties, Properties> {
  readonly #vendor: Vendor;
  readonly #definition: Definition;
  readonly #run: Run;
  readonly #check: InputCheck;
  readonly #nonces: RecordedNonces;
  /**
   * The nonces of the resources that have passed a check, so that a program declares them. An engine also calls `diff` without one: in
   * a refresh, with old and new swapped, and of what depends on a resource that is to be deleted first, with values taken for unknown.
   */
  readonly #declared = new Set<unknown>();

  constructor(vendor: Vendor, definition: Definition, run: Run) {
    this.#vendor = vendor;
    this.#definition = definition;
    this.#run = run;
    this.#check = new InputCheck(vendor, definition, run);
    this.#nonces = new RecordedNonces(definition, run);
  }

  /** The names of the fields that are secret by definition. */
  get secrets(): readonly string[] {
    return secretNames(this.#definition);
  }

  /**
   * Stores the configuration before the first `await`: the engine's process sends other calls to a provider without
   * waiting for this one. An invalid configuration fails each call that needs it.
   */
  async configure({ config }: dynamic.ConfigureRequest): Promise<void> {
    this.#run.configure((key) => config.get(`${PACKAGE}:${key}`));
  }

  /**
   * Fills in defaults and settings, and reports invalid inputs. Unknown values pass.
   * @param olds the recorded inputs; empty for a create, including that of a replacement
   */
  async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult<Properties>> {
    return this.#shown(() => {
      const prior = Object.keys(olds).length > 0 ? this.#values(olds) : undefined;
      const { values, problems } = this.#check.check(news, prior);
      if (problems.length > 0) return { inputs: news, failures: problems.map(toFailure) };
      this.#run.say(advise(this.#definition, values, this.#run.moment));
      if (prior === undefined) this.#run.say(adoptionAdvice(this.#definition, values));
      const nonce = this.#nonces.ofChecked(olds, values);
      this.#declared.add(nonce);
      // Marked here too: a transform may have given a secret that the resource's constructor never saw.
      return { inputs: withNonce(stateToWire(values, this.secrets), nonce), failures: [] };
    });
  }

  /** Answers with what an update would do, and logs why if the program declares the resource. */
  async diff(_id: string, olds: Properties, news: Properties): Promise<Difference> {
    return this.#shown(() => {
      const [prior, desired] = [this.#values(olds), this.#values(news)];
      const planned = this.#plan(prior, desired);
      this.#nonces.note(olds, prior);
      if (this.#declared.has(news[NONCE_INPUT])) {
        // A resource to be updated is owned only from the update on: until then the engine may still replace it.
        if (planned.action === "none") own(this.#definition, this.#run.ledger, prior);
        this.#explain(prior, desired, planned);
      }
      return {
        changes: planned.action !== "none",
        replaces: [...new Set(planned.replaces.map(topOf))],
        deleteBeforeReplace: planned.deleteFirst,
        details: detailsOf(planned, prior, desired),
      };
    }, olds);
  }

  #explain(prior: Values, desired: Values, planned: Plan): void {
    const settled = settle(fieldsOf(this.#definition.inputs), prior, desired);
    const needs = planned.action === "update" ? needsBefore(this.#definition, prior, desired) : [];
    this.#run.say([
      ...explain(this.#definition, settled, planned),
      ...needs.map((each) => message`${subjectOf(this.#definition, settled)}: ${each}`),
    ]);
  }

  async create(inputs: Properties): Promise<dynamic.CreateResult<Properties>> {
    const desired = this.#values(inputs);
    const nonces = this.#nonces.ofNew(inputs, desired);
    const describe = (state: Values): Recorded => ({
      id: this.#newId(state),
      properties: this.#recorded(state, nonces.own),
    });
    return this.#written(inputs, describe, async () => {
      const state = await createState(this.#definition, this.#context(nonces), desired);
      return { id: this.#newId(state), outs: this.#recorded(state, nonces.own, []) };
    });
  }

  /** The state that a create will record, as far as it is known. */
  async previewCreate(inputs: Properties): Promise<Properties> {
    return this.#shown(() => {
      const desired = this.#values(inputs);
      const made = Object.keys(this.#definition.outputs.shape);
      return this.#recorded(plannedState(this.#definition, undefined, desired, made), undefined);
    });
  }

  /** The state that an update will record, as far as it is known. */
  async previewUpdate(olds: Properties, news: Properties): Promise<Properties> {
    return this.#shown(() => {
      const [prior, desired] = [this.#values(olds), this.#values(news)];
      const { outputs } = this.#plan(prior, desired);
      const planned = plannedState(this.#definition, prior, desired, outputs);
      // An update records inputs as the program spells them.
      const spelled = Object.entries(desired).filter(
        ([name, value]) => value !== undefined && !(name in this.#definition.outputs.shape),
      );
      // The nonce is unknown, so that whatever waits for the update can tell that it is pending.
      return this.#recorded({ ...prior, ...planned, ...Object.fromEntries(spelled) }, UNKNOWN_TEXT, []);
    }, olds);
  }

  /**
   * Finds an object that no state records, by the id that people give. Answers with nothing if there is none.
   * @param place of the resource in its program, from which left-out inputs are filled in
   * @param said properties of the object beside its id
   * @throws InvalidInputError for an id of another form
   */
  async find(id: string, place: readonly string[], said: Properties = {}): Promise<dynamic.ReadResult<Properties>> {
    return this.#shown(async () => {
      const definition = this.#definition;
      const told = { ...onlyGiven(this.#values(said)), ...placeOfId(definition.name, definition.adopt, id) };
      const ask = this.#check.asking(place);
      const sought = soughtValues(definition, told, ask);
      const own = this.#nonces.of({}, sought);
      const context = this.#context({ own });
      const found = await definition.adopt?.find(context, sought);
      if (!found) return {};
      const state = labelled(definition, found, sought);
      noteRecorded(definition, context.ledger, state);
      warnOfLack(definition, context, state);
      const nonce = this.#nonces.of({}, state);
      const props = this.#recorded(state, nonce, this.#due(state));
      return { id: this.#newId(state), props, inputs: inputsOf(definition, state, {}, nonce) };
    });
  }

  /**
   * Answers with the whole current state, or with nothing if the object is gone. Also answers with the inputs, as the
   * engine takes the inputs on record for those whose changes the program ignores.
   */
  async read(id: string, properties: Properties = {}): Promise<dynamic.ReadResult<Properties>> {
    return this.#shown(async () => {
      const [{ [NONCE_INPUT]: nonce }, recorded] = [properties, this.#values(properties)];
      const own = this.#nonces.of(properties, recorded);
      const state = await readState(this.#definition, this.#context({ own }), recorded);
      if (!state) return {};
      const due = this.#due(state);
      // A state from a version without `due` gets the output only once something is due.
      const props = this.#recorded(state, nonce, due.length > 0 || DUE in properties ? due : undefined);
      // A create that failed early may have been recorded without the service's id.
      return {
        id: serviceId(this.#definition, state) ?? id,
        props,
        inputs: inputsOf(this.#definition, state, recorded, nonce),
      };
    }, properties);
  }

  /** Answers with the whole state: the engine forgets every output that is missing from it. */
  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult<Properties>> {
    const [prior, desired] = [this.#values(olds), this.#values(news)];
    const own = this.#nonces.of(olds, prior);
    const describe = (state: Values): Recorded => ({
      id,
      properties: this.#recorded(state, own, this.#due({ ...prior, ...state })),
    });
    const work = async (): Promise<dynamic.UpdateResult<Properties>> => {
      const { reasons } = this.#plan(prior, desired);
      // The engine also calls this for a half-done resource, for which the plan may have no reasons.
      const todo = { action: "update", reasons } as const;
      const state = await updateState(this.#definition, this.#context({ own }), prior, desired, todo).catch(
        (error: unknown) => {
          throw withRefreshAdvice(error, REFRESH);
        },
      );
      return { outs: this.#recorded(state, own, []) };
    };
    const told = (error: unknown): unknown => aboutRecord(subjectOf(this.#definition, olds), error);
    return this.#written(news, describe, () => work().catch((error: unknown) => Promise.reject(told(error))));
  }

  async delete(_id: string, properties: Properties): Promise<void> {
    return this.#shown(() => {
      const state = this.#values(properties);
      const own = this.#nonces.of(properties, state);
      return deleteState(this.#definition, this.#context({ own }), state);
    }, properties);
  }

  /** Plans alike for a diff and for the update that follows it. */
  #plan(prior: Values, desired: Values): Plan {
    return plan(this.#definition, prior, desired, this.#run.moment, { ledger: this.#run.ledger });
  }

  #context(nonces: Nonces): Context<unknown> {
    return this.#run.context(this.#vendor, nonces);
  }

  #values(properties: Properties): Values {
    return valuesIn(this.#definition, properties);
  }

  #recorded(state: Values, nonce: unknown, due?: readonly Due[]): Properties {
    return recordOf(this.#definition, state, nonce, due);
  }

  #due(state: Values): Due[] {
    return dueIn(this.#definition, state, this.#run);
  }

  /** The resource's id as people see it and as references resolve to it. The engine never encrypts it. */
  #newId(state: Values): string {
    return engineId(this.#definition, state) ?? subjectOf(this.#definition, state);
  }

  /** @param recorded the state that the work reads, which somebody may have edited */
  async #shown<T>(work: () => T | Promise<T>, recorded?: Properties): Promise<T> {
    try {
      return await this.#run.work.during(async () => work());
    } catch (error) {
      throw shownError(recorded ? aboutRecord(subjectOf(this.#definition, recorded), error) : error);
    }
  }

  /**
   * The engine's process adds the provider's text to the state of a finished resource, but not to that of a half-done
   * one, and can't read or delete a resource without it.
   * @param sent the inputs as received
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

/** An object with no label, or another owner's, is recorded with the resource's: only changing that writes the mark. */
function labelled(definition: Definition, state: Values, sought: Values): Values {
  const label = labelField(definition)?.name;
  return label === undefined ? state : { ...state, [label]: state[label] ?? sought[label] };
}

interface Recorded {
  readonly id: string;
  readonly properties: Properties;
}

/**
 * The providers of all resources of `vendors`, by resource name.
 * @param run shared by all of them: the engine starts one process per run
 */
export function providersOf(vendors: readonly Vendor[], run: Run): Record<string, DefinitionProvider> {
  return Object.fromEntries(
    vendors.flatMap((vendor) =>
      vendor.definitions.map((definition) => [definition.name, new DefinitionProvider(vendor, definition, run)]),
    ),
  );
}

/**
 * Reports a problem for the resource as a whole, with the field in the reason: for a named property the engine prints
 * the value, secrets included, in its own notation (`{[{10.0.0.1/8}]}`).
 */
function toFailure({ field, reason }: Problem): dynamic.CheckFailure {
  return { property: "", reason: field ? `${field}: ${reason}` : String(reason) };
}
