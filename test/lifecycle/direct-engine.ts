import { vendors } from "../../src/catalog";
import { parseTime } from "../../src/core/clock";
import { type Context, Memo } from "../../src/core/context";
import type { Definition, Values, Vendor } from "../../src/core/definition";
import { createState, updateState } from "../../src/core/lifecycle";
import { explain, plan } from "../../src/core/plan";
import { Secret } from "../../src/core/secret";
import { settingValue } from "../../src/core/settings";
import { requireInputs } from "../../src/core/validate";
import {
  type Action,
  type Declared,
  isReference,
  keyOf,
  type LifecycleEngine,
  type LifecycleStack,
  type Outcome,
} from "./engine";

interface Recorded {
  readonly definition: Definition;
  readonly vendor: Vendor;
  readonly state: Values;
}

interface Step {
  readonly key: string;
  readonly action: Action;
  readonly shown: readonly string[];
  run(): Promise<void>;
}

/** The least that an engine does: plan each resource against its record, and run the verb. In this process. */
class DirectStack implements LifecycleStack {
  readonly #env: Readonly<Record<string, string>>;
  readonly #records = new Map<string, Recorded>();
  #now: Date;
  #memo = new Memo();

  constructor(env: Readonly<Record<string, string>>, time: string) {
    this.#env = env;
    this.#now = parseTime(time);
  }

  at(time: string): void {
    this.#now = parseTime(time);
  }

  async preview(program: readonly Declared[]): Promise<Outcome> {
    return outcome(this.#steps(program));
  }

  async up(program: readonly Declared[]): Promise<Outcome> {
    this.#memo = new Memo();
    const steps = this.#steps(program);
    for (const step of steps) await step.run();
    return outcome(steps);
  }

  async refresh(): Promise<void> {
    for (const [key, record] of this.#records) {
      const state = await record.definition.read(this.#context(record.vendor), record.state);
      if (state) this.#records.set(key, { ...record, state });
      else this.#records.delete(key);
    }
  }

  async destroy(): Promise<void> {
    for (const step of this.#steps([])) await step.run();
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

  files(): readonly string[] {
    return [];
  }

  printed(): string {
    return "";
  }

  async stop(): Promise<void> {}

  #steps(program: readonly Declared[]): Step[] {
    const wanted = new Set(program.map(keyOf));
    const gone = [...this.#records.keys()].filter((key) => !wanted.has(key)).reverse();
    return [...program.map((declared) => this.#step(declared)), ...gone.map((key) => this.#deletion(key))];
  }

  #step(declared: Declared): Step {
    const key = keyOf(declared);
    const { definition, vendor } = find(declared.type);
    const inputs = this.#inputs(definition, declared);
    const record = this.#records.get(key);
    const create = async (): Promise<void> => {
      const state = await createState(definition, this.#context(vendor), inputs);
      this.#records.set(key, { definition, vendor, state });
    };
    if (!record) return { key, action: "create", shown: [], run: create };
    const planned = plan(definition, record.state, inputs, this.#now);
    const shown = explain(definition, inputs, planned);
    if (planned.action === "replace")
      return { key, action: "replace", shown, run: () => this.#replace(record, planned.deleteFirst, create) };
    if (planned.action === "none") return { key, action: "same", shown, run: async () => {} };
    return {
      key,
      action: "update",
      shown,
      run: async () => {
        const state = await updateState(definition, this.#context(vendor), record.state, inputs);
        this.#records.set(key, { definition, vendor, state });
      },
    };
  }

  async #replace(
    { definition, vendor, state }: Recorded,
    deleteFirst: boolean,
    create: () => Promise<void>,
  ): Promise<void> {
    if (deleteFirst) await definition.delete(this.#context(vendor), state);
    await create();
    if (!deleteFirst) await definition.delete(this.#context(vendor), state);
  }

  #deletion(key: string): Step {
    return {
      key,
      action: "delete",
      shown: [],
      run: async () => {
        const record = this.#records.get(key);
        if (record) await record.definition.delete(this.#context(record.vendor), record.state);
        this.#records.delete(key);
      },
    };
  }

  #inputs(definition: Definition, { name, args }: Declared): Values {
    return requireInputs(definition, name, resolveReferences(args) as Values, (source) => {
      if (source === "logicalName") return name;
      return source === "address" ? `test/lifecycle/${name}` : settingValue(source, () => undefined, this.#env);
    });
  }

  #context(vendor: Vendor): Context<unknown> {
    const clock = { now: () => this.#now };
    const client = vendor.connect((setting) => settingValue(setting, () => undefined, this.#env), clock, this.#env);
    return { client, clock, log: { warn: () => {} }, memo: this.#memo };
  }
}

export const directEngine: LifecycleEngine = {
  name: "no engine",
  start: async (env, time) => {
    Object.assign(process.env, env);
    return new DirectStack(env, time);
  },
};

function find(type: string): { definition: Definition; vendor: Vendor } {
  for (const vendor of vendors) {
    const definition = vendor.definitions.find(({ name }) => name === type);
    if (definition) return { definition, vendor };
  }
  throw new Error(`no definition is called ${type}`);
}

function resolveReferences(value: unknown): unknown {
  if (isReference(value)) return value.$name;
  if (Array.isArray(value)) return value.map(resolveReferences);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolveReferences(part)]));
}

function outcome(steps: readonly Step[]): Outcome {
  return {
    actions: Object.fromEntries(steps.map(({ key, action }) => [key, action])),
    shown: steps.flatMap(({ shown }) => shown).join("\n"),
  };
}
