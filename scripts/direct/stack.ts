import { vendors } from "../../src/catalog";
import { addressOf, sameAddress } from "../../src/core/address";
import { planProblems } from "../../src/core/checks";
import { parseTime } from "../../src/core/clock";
import type { Definition, Values, Vendor } from "../../src/core/definition";
import { InvalidInputError, PartialError } from "../../src/core/errors";
import { labelFrom } from "../../src/core/label";
import {
  createState,
  deleteState,
  noteRecorded,
  own,
  readState,
  serviceId,
  updateState,
} from "../../src/core/lifecycle";
import { newNonce, nonceOf, successorOf } from "../../src/core/nonce";
import { explain, type Plan, plan } from "../../src/core/plan";
import { type Context, Run } from "../../src/core/run";
import { Secret } from "../../src/core/secret";
import type { Timing } from "../../src/core/timing";
import { UNKNOWN } from "../../src/core/unknown";
import { requireInputs } from "../../src/core/validate";
import { type Action, type Declared, keyOf, keysIn, mapReferences, type Outcome } from "./program";

interface Kind {
  readonly definition: Definition;
  readonly vendor: Vendor;
}

/** The record of one resource. It is never changed: a later record takes its place. */
export interface Recorded extends Kind {
  readonly key: string;
  /** The keys of the resources that it refers to. */
  readonly needs: readonly string[];
  readonly inputs: Values;
  readonly state: Values;
  /** Absent in records of a version without it. */
  readonly nonce?: string | undefined;
  /** Part of the work failed: the next run continues it, whatever the plan says. */
  readonly unfinished?: boolean;
  /** A replacement exists, and this resource is still to be deleted. */
  readonly replaced?: boolean;
}

export interface StackOptions {
  /** The prefix of names in labels: `shop/prod`. @default "direct" */
  readonly place?: string;
  /** Records of an earlier stack, from which this one continues. */
  readonly records?: readonly Recorded[];
  /** Receives messages for the user during a run. */
  readonly warn?: (line: string) => void;
  /** How to wait between calls. @default as in every run */
  readonly timing?: Timing;
}

interface Step {
  readonly key: string;
  readonly action: Action;
  readonly shown: readonly string[];
  run(): Promise<void>;
}

/** One pass over a program, and in a preview the keys that it would have made by now. */
interface Pass {
  readonly program: readonly Declared[];
  /** Keys of resources to replace, whatever the plan says. */
  readonly replace: readonly string[];
  readonly unmade: Set<string>;
}

/** The minimum of an engine, in this process: it plans each resource against its record, and runs the verb. */
export class DirectStack {
  readonly #env: Readonly<Record<string, string>>;
  readonly #options: StackOptions;
  #now: Date;
  /** The current records. */
  records: readonly Recorded[];
  #run: Run;

  constructor(env: Readonly<Record<string, string>>, time: string, options: StackOptions = {}) {
    this.#env = env;
    this.#options = options;
    this.#now = parseTime(time);
    this.records = options.records ?? [];
    this.#run = this.#begin();
  }

  at(time: string): void {
    this.#now = parseTime(time);
  }

  async preview(program: readonly Declared[]): Promise<Outcome> {
    return this.#take(program, true);
  }

  /**
   * @param replace keys of resources to replace, whatever the plan says
   * @throws the error of the verb that failed; everything done until then, even in part, is recorded
   */
  async up(program: readonly Declared[], replace: readonly string[] = []): Promise<Outcome> {
    return this.#take(program, false, replace);
  }

  async refresh(): Promise<void> {
    this.#run = this.#begin();
    for (const record of this.records.filter(({ replaced }) => !replaced)) {
      const state = await readState(record.definition, this.#context(record), record.state);
      const found = state ? [{ ...record, state }] : [];
      this.records = this.records.flatMap((each) => (each === record ? found : [each]));
    }
  }

  async destroy(): Promise<Outcome> {
    return this.up([]);
  }

  async state(key: string): Promise<Values | undefined> {
    const state = this.#current(key)?.state;
    const open = (value: unknown): unknown => (value instanceof Secret ? value.reveal() : value);
    return state && Object.fromEntries(Object.entries(state).map(([name, value]) => [name, open(value)]));
  }

  /** A run remembers nothing of earlier runs. */
  #begin(): Run {
    const { warn = () => {}, timing } = this.#options;
    return new Run({ env: this.#env, log: { warn }, clock: { now: () => this.#now }, ...(timing && { timing }) });
  }

  /** Plans each resource when the resources before it are done, because it may refer to them. */
  async #take(program: readonly Declared[], isPreview: boolean, replace: readonly string[] = []): Promise<Outcome> {
    this.#run = this.#begin();
    const pass: Pass = { program, replace, unmade: new Set() };
    const steps: Step[] = [];
    const take = async (step: Step): Promise<void> => {
      steps.push(step);
      if (!isPreview) await step.run();
      else if (step.action === "create" || step.action === "replace") pass.unmade.add(step.key);
    };
    for (const declared of program) await take(this.#step(declared, pass));
    const isWanted = (key: string): boolean => program.some((declared) => keyOf(declared) === key);
    const unwanted = this.records.filter(({ key, replaced }) => replaced || !isWanted(key));
    for (const record of dependentsFirst(unwanted)) await take(this.#deletion(record));
    return outcome(steps);
  }

  #step(declared: Declared, pass: Pass): Step {
    const key = keyOf(declared);
    const kind = find(declared.type);
    const record = this.#current(key);
    const inputs = this.#inputs(kind.definition, declared, pass);
    this.#refuse(kind.definition, declared, record?.inputs, inputs);
    const nonce = record ? nonceIn(record) : newNonce(this.#now);
    const wanted = { ...kind, key, needs: keysIn(declared.args), inputs, state: inputs, nonce };
    if (record) noteRecorded(kind.definition, this.#run.ledger, record.state);
    if (!record) return { key, action: "create", shown: [], run: () => this.#create(wanted) };
    const planned = plan(kind.definition, record.state, inputs, this.#now, { ledger: this.#run.ledger });
    const shown = explain(kind.definition, inputs, planned).map(String);
    if (planned.action === "replace" || pass.replace.includes(key)) {
      // Engines check a replacement a second time, as a new resource.
      this.#refuse(kind.definition, declared, undefined, inputs);
      const run = async (): Promise<void> => {
        if (sameAddress(addressOf(kind.definition, record.state), addressOf(kind.definition, inputs)))
          await this.#delete(record);
        await this.#create({ ...wanted, nonce: nonce && successorOf(nonce) }, nonce);
      };
      return { key, action: "replace", shown, run };
    }
    own(kind.definition, this.#run.ledger, record.state);
    if (planned.action === "none" && !record.unfinished) return { key, action: "same", shown, run: async () => {} };
    const todo = { action: "update", reasons: planned.reasons } as const;
    return { key, action: "update", shown, run: () => this.#update({ ...wanted, state: record.state }, todo) };
  }

  #deletion(record: Recorded): Step {
    const action = record.replaced ? "replace" : "delete";
    return { key: record.key, action, shown: [], run: () => this.#delete(record) };
  }

  /** A record with the same key is marked as replaced. */
  async #create(wanted: Recorded, replaced?: string): Promise<void> {
    const { definition, inputs } = wanted;
    const make = (): Promise<Values> => createState(definition, this.#context(wanted, replaced), inputs);
    await this.#recordDone(wanted, make, (old) => [{ ...old, replaced: true }]);
  }

  async #update(wanted: Recorded, planned: Pick<Plan, "action" | "reasons">): Promise<void> {
    const { definition, inputs, state } = wanted;
    const change = (): Promise<Values> => updateState(definition, this.#context(wanted), state, inputs, planned);
    await this.#recordDone(wanted, change, () => []);
  }

  async #delete(record: Recorded): Promise<void> {
    await deleteState(record.definition, this.#context(record), record.state);
    this.records = this.records.filter((each) => each !== record);
  }

  /**
   * Records the result of a verb, even a partial one when the verb fails half-way.
   * @param becomes the records that take the old record's place
   */
  async #recordDone(
    wanted: Recorded,
    act: () => Promise<Values>,
    becomes: (old: Recorded) => readonly Recorded[],
  ): Promise<void> {
    const record = (done: Recorded): void => {
      const old = this.#current(done.key);
      this.records = [...this.records.flatMap((each) => (each === old ? becomes(each) : [each])), done];
    };
    try {
      record({ ...wanted, state: await act() });
    } catch (error) {
      if (error instanceof PartialError) {
        record({ ...wanted, state: { ...wanted.state, ...error.state }, unfinished: true });
      }
      throw error;
    }
  }

  #current(key: string): Recorded | undefined {
    return this.records.find((record) => record.key === key && !record.replaced);
  }

  #inputs(definition: Definition, { name, args }: Declared, pass: Pass): Values {
    const resolved = mapReferences(args, ({ $type, $name }) => this.#resolve($type, $name, pass));
    return requireInputs(definition, name, resolved as Values, (origin) => {
      if (origin === "name") return name;
      if (origin === "label") return labelFrom([this.#options.place ?? "direct", name]);
      return typeof origin === "object" ? this.#run.setting(origin) : undefined;
    });
  }

  /** The other resource's name in the program, or its id at the service, which is unknown until the resource exists. */
  #resolve(type: string, name: string, { program, unmade }: Pass): unknown {
    const key = keyOf({ type, name });
    const { definition } = find(type);
    if (!definition.id) return program.find((each) => keyOf(each) === key)?.args[definition.subject] ?? name;
    const record = unmade.has(key) ? undefined : this.#current(key);
    return (record && serviceId(definition, record.state)) ?? UNKNOWN;
  }

  #refuse(definition: Definition, { name }: Declared, prior: Values | undefined, inputs: Values): void {
    const problems = planProblems(definition, prior, inputs, this.#now);
    if (problems.length > 0) throw new InvalidInputError(name, problems);
  }

  #context(record: Recorded, replaced?: string): Context<unknown> {
    const own = nonceIn(record);
    return this.#run.context(record.vendor, own === undefined ? undefined : { own, replaced });
  }
}

function nonceIn({ definition, nonce, state }: Recorded): string | undefined {
  return nonce ?? nonceOf(addressOf(definition, state));
}

/** @throws Error when no vendor has a definition of that name */
export function find(type: string): Kind {
  const kinds = vendors.flatMap((vendor) => vendor.definitions.map((definition) => ({ definition, vendor })));
  const kind = kinds.find(({ definition }) => definition.name === type);
  if (!kind) throw new Error(`no definition is called ${type}`);
  return kind;
}

/** Orders resources so that each comes before those that it refers to. */
function dependentsFirst(records: readonly Recorded[]): readonly Recorded[] {
  const [rest, ordered] = [[...records].reverse(), [] as Recorded[]];
  while (rest.length > 0) {
    const free = rest.findIndex(({ key }) => !rest.some(({ needs }) => needs.includes(key)));
    ordered.push(...rest.splice(free, 1));
  }
  return ordered;
}

/** Counts a deletion at the end of a replacement as part of it. */
function outcome(steps: readonly Step[]): Outcome {
  const actions: Record<string, Action> = {};
  for (const { key, action } of steps) if ((actions[key] ?? "same") === "same") actions[key] = action;
  return { actions, shown: steps.flatMap(({ shown }) => shown).join("\n") };
}
