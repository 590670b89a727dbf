import { vendors } from "../../src/catalog";
import { parseTime } from "../../src/core/clock";
import type { Definition, Values, Vendor } from "../../src/core/definition";
import { InvalidInputError } from "../../src/core/errors";
import { createState, deleteState, serviceId, updateState } from "../../src/core/lifecycle";
import { explain, plan } from "../../src/core/plan";
import { refusals } from "../../src/core/refusal";
import { type Context, Run } from "../../src/core/run";
import { Secret } from "../../src/core/secret";
import { settingValue } from "../../src/core/settings";
import { UNKNOWN } from "../../src/core/unknown";
import { requireInputs } from "../../src/core/validate";
import { type Action, type Declared, keyOf, mapReferences, type Outcome } from "./program";

interface Kind {
  readonly definition: Definition;
  readonly vendor: Vendor;
}

/** What is on record of a resource. */
export interface Recorded extends Kind {
  readonly inputs: Values;
  readonly state: Values;
}

export interface StackOptions {
  /** Before the names in labels: `shop/prod`. @default "direct" */
  readonly place?: string;
  /** What runs before have recorded, by key; the runs of this stack change it. */
  readonly records?: Map<string, Recorded>;
  /** Is told what a person should know while something is done. */
  readonly warn?: (line: string) => void;
}

interface Step {
  readonly key: string;
  readonly action: Action;
  readonly shown: readonly string[];
  run(): Promise<void>;
}

/** One pass over a program. */
interface Pass {
  readonly program: readonly Declared[];
  /** In a preview, what would have been made anew by now. */
  readonly unmade: Set<string>;
  /** What is deleted when all else is done. */
  readonly leftovers: (() => Promise<void>)[];
}

/** The least that an engine does: plan each resource against its record, and run the verb. In this process. */
export class DirectStack {
  readonly #env: Readonly<Record<string, string>>;
  readonly #options: StackOptions;
  readonly #records: Map<string, Recorded>;
  #now: Date;
  #run: Run;

  constructor(env: Readonly<Record<string, string>>, time: string, options: StackOptions = {}) {
    this.#env = env;
    this.#options = options;
    this.#records = options.records ?? new Map();
    this.#now = parseTime(time);
    this.#run = this.#begin();
  }

  at(time: string): void {
    this.#now = parseTime(time);
  }

  async preview(program: readonly Declared[]): Promise<Outcome> {
    return this.#take(program, true);
  }

  async up(program: readonly Declared[]): Promise<Outcome> {
    this.#run = this.#begin();
    return this.#take(program, false);
  }

  /** A run of its own, and so with a memory of its own. */
  async refresh(): Promise<void> {
    this.#run = this.#begin();
    for (const [key, record] of this.#records) {
      const state = await record.definition.read(this.#context(record.vendor), record.state);
      if (state) this.#records.set(key, { ...record, state });
      else this.#records.delete(key);
    }
  }

  async destroy(): Promise<Outcome> {
    return this.up([]);
  }

  async state(key: string): Promise<Values | undefined> {
    const state = this.#records.get(key)?.state;
    return (
      state &&
      Object.fromEntries(
        Object.entries(state).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
      )
    );
  }

  /** Each resource is planned when those before it are done, as it may refer to them. */
  async #take(program: readonly Declared[], isPreview: boolean): Promise<Outcome> {
    const pass: Pass = { program, unmade: new Set(), leftovers: [] };
    const steps: Step[] = [];
    const take = async (step: Step): Promise<void> => {
      steps.push(step);
      if (!isPreview) await step.run();
      else if (step.action === "create" || step.action === "replace") pass.unmade.add(step.key);
    };
    for (const declared of program) await take(this.#step(declared, pass));
    for (const remove of pass.leftovers.reverse()) await remove();
    const wanted = new Set(program.map(keyOf));
    const gone = [...this.#records.keys()].filter((key) => !wanted.has(key)).reverse();
    for (const key of gone) await take(this.#deletion(key));
    return outcome(steps);
  }

  #step(declared: Declared, pass: Pass): Step {
    const key = keyOf(declared);
    const kind = find(declared.type);
    const record = this.#records.get(key);
    const inputs = this.#inputs(kind.definition, declared, pass);
    this.#refuse(kind.definition, declared, record?.inputs, inputs);
    if (!record) return { key, action: "create", shown: [], run: () => this.#create(key, kind, inputs) };
    const planned = plan(kind.definition, record.state, inputs, this.#now);
    const shown = explain(kind.definition, inputs, planned);
    if (planned.action === "none") return { key, action: "same", shown, run: async () => {} };
    if (planned.action === "update")
      return { key, action: "update", shown, run: () => this.#update(key, record, inputs) };
    // An engine checks a replacement once more, as something new.
    this.#refuse(kind.definition, declared, undefined, inputs);
    const remove = (): Promise<void> => deleteState(kind.definition, this.#context(kind.vendor), record.state);
    const run = async (): Promise<void> => {
      if (planned.deleteFirst) await remove();
      else pass.leftovers.push(remove);
      await this.#create(key, kind, inputs);
    };
    return { key, action: "replace", shown, run };
  }

  async #create(key: string, kind: Kind, inputs: Values): Promise<void> {
    const state = await createState(kind.definition, this.#context(kind.vendor), inputs);
    this.#records.set(key, { ...kind, inputs, state });
  }

  async #update(key: string, record: Recorded, inputs: Values): Promise<void> {
    const state = await updateState(record.definition, this.#context(record.vendor), record.state, inputs);
    this.#records.set(key, { ...record, inputs, state });
  }

  #deletion(key: string): Step {
    const run = async (): Promise<void> => {
      const record = this.#records.get(key);
      if (record) await deleteState(record.definition, this.#context(record.vendor), record.state);
      this.#records.delete(key);
    };
    return { key, action: "delete", shown: [], run };
  }

  #inputs(definition: Definition, { name, args }: Declared, pass: Pass): Values {
    const resolved = mapReferences(args, ({ $type, $name }) => this.#resolve($type, $name, pass));
    return requireInputs(definition, name, resolved as Values, (source) => {
      if (source === "logicalName") return name;
      if (source === "address") return `${this.#options.place ?? "direct"}/${name}`;
      return settingValue(source, () => undefined, this.#env);
    });
  }

  /** The name that the program gives the other resource, or the service's id of it, which is unknown until that is made. */
  #resolve(type: string, name: string, { program, unmade }: Pass): unknown {
    const key = keyOf({ type, name });
    const { definition } = find(type);
    if (!definition.id) return program.find((each) => keyOf(each) === key)?.args[definition.subject] ?? name;
    const record = unmade.has(key) ? undefined : this.#records.get(key);
    return (record && serviceId(definition, record.state)) ?? UNKNOWN;
  }

  #refuse(definition: Definition, { name }: Declared, prior: Values | undefined, inputs: Values): void {
    const problems = refusals(definition, prior, inputs, this.#now);
    if (problems.length > 0) throw new InvalidInputError(name, problems);
  }

  #context(vendor: Vendor): Context<unknown> {
    return this.#run.context(vendor);
  }

  #begin(): Run {
    const { warn = () => {} } = this.#options;
    return new Run({ env: this.#env, log: { warn }, clock: { now: () => this.#now } });
  }
}

/** @throws Error when no vendor has a definition of that name */
export function find(type: string): Kind {
  for (const vendor of vendors) {
    const definition = vendor.definitions.find(({ name }) => name === type);
    if (definition) return { definition, vendor };
  }
  throw new Error(`no definition is called ${type}`);
}

function outcome(steps: readonly Step[]): Outcome {
  return {
    actions: Object.fromEntries(steps.map(({ key, action }) => [key, action])),
    shown: steps.flatMap(({ shown }) => shown).join("\n"),
  };
}
