import { type Declared, keyOf, keysIn, mapReferences } from "../../scripts/direct/program";
import type { Definition, Vendor } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { Run } from "../../src/core/run";
import { isPlainObject } from "../../src/core/unknown";
import { type DefinitionProvider, providersOf } from "../../src/pulumi/provider";
import { PLACE_INPUT, providerLiteral, UNKNOWN_TEXT } from "../../src/pulumi/wire";
import { JumpingTiming } from "../http/fake-timing";
import { recorded } from "./provider-support";

// The calls that the engine makes to the adaptor for the options of a resource and of a command, in their order, as its sources and
// its logs tell them (`pkg/resource/deploy/step_generator.go` of pulumi/pulumi). There is no engine in it.

type Properties = Record<string, unknown>;

/** Options of a resource, under Pulumi's names. */
export interface ResourceOptions {
  readonly ignoreChanges?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly retainOnDelete?: boolean;
  readonly protect?: boolean;
  readonly aliases?: readonly string[];
}

export interface Registered extends Declared {
  readonly options?: ResourceOptions;
}

/** Options of `pulumi up`; resources by their keys. */
export interface UpOptions {
  readonly refresh?: boolean;
  readonly target?: readonly string[];
  readonly replace?: readonly string[];
}

export type Step = "same" | "create" | "update" | "replace" | "delete" | "untargeted";

export interface Resource {
  readonly key: string;
  readonly definition: Definition;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly needs: readonly string[];
  readonly options: ResourceOptions;
  /** Another one has taken its place, and it is to be deleted. */
  readonly isReplaced?: boolean;
}

interface Goal extends Registered {
  readonly key: string;
  readonly definition: Definition;
  readonly news: Properties;
}

export class CalledStack {
  readonly #vendors: readonly Vendor[];
  readonly #env: Readonly<Record<string, string>>;
  #now: string;
  resources: readonly Resource[] = [];
  #providers: Readonly<Record<string, DefinitionProvider>> = {};
  #isPreview = false;
  /** What people were shown. */
  readonly lines: string[] = [];

  constructor(vendors: readonly Vendor[], env: Readonly<Record<string, string>>, time: string) {
    this.#vendors = vendors;
    this.#env = env;
    this.#now = time;
  }

  at(time: string): void {
    this.#now = time;
  }

  /** What would be done, by key. */
  async preview(program: readonly Registered[], options: UpOptions = {}): Promise<Record<string, Step>> {
    const before = this.resources;
    this.#isPreview = true;
    try {
      return await this.#run(program, options);
    } finally {
      this.#isPreview = false;
      this.resources = before;
    }
  }

  /** @throws Error for what the engine or a check refuses, and what a verb throws; what was done until then is recorded */
  async up(program: readonly Registered[], options: UpOptions = {}): Promise<Record<string, Step>> {
    return this.#run(program, options);
  }

  async refresh(): Promise<void> {
    this.#begin();
    await this.#readAll();
  }

  /** What a reference to a resource stands for. */
  referredTo(key: string): unknown {
    const resource = this.#find([key]);
    if (!resource) throw new Error(`there is no ${key} to refer to`);
    return resource.definition.id ? resource.id : resource.outputs[resource.definition.subject];
  }

  /** Each command is a process of its own. */
  #begin(): void {
    const log = { warn: (line: string): void => void this.lines.push(line) };
    const clock = { now: (): Date => new Date(this.#now) };
    this.#providers = providersOf(this.#vendors, new Run({ env: this.#env, log, clock, timing: new JumpingTiming() }));
  }

  async #run(program: readonly Registered[], options: UpOptions): Promise<Record<string, Step>> {
    this.#begin();
    if (options.refresh) await this.#readAll();
    const steps: Record<string, Step> = {};
    const kept = new Set<string>();
    for (const each of program) {
      const key = keyOf(each);
      const old = this.#find([key, ...(each.options?.aliases ?? []).map((name) => keyOf({ type: each.type, name }))]);
      kept.add(old?.key ?? key).add(key);
      steps[key] = await this.#take(each, old, options);
    }
    const gone = this.resources.filter(({ key, isReplaced }) => isReplaced || !kept.has(key));
    for (const each of gone.reverse()) {
      if (!each.isReplaced && options.target && !options.target.includes(each.key)) continue;
      await this.#delete(each);
      steps[each.key] ??= "delete";
    }
    return steps;
  }

  async #readAll(): Promise<void> {
    for (const each of this.resources.filter(({ isReplaced }) => !isReplaced)) {
      const provider = this.#provider(each.definition);
      const { id, props, inputs } = await provider.read(each.id, each.outputs);
      const read = { ...each, id: id ?? "", outputs: recorded(props), inputs: inputs ? recorded(inputs) : each.inputs };
      this.#set(each, id ? [read] : []);
      // With the roles inverted: what is fresh counts as old.
      if (id) await provider.diff(id, read.outputs, each.inputs);
    }
  }

  async #take(each: Registered, old: Resource | undefined, { target, replace = [] }: UpOptions): Promise<Step> {
    const key = keyOf(each);
    if (target && !target.includes(key)) return "untargeted";
    const goal = this.#goal(each, key);
    const { definition, news } = goal;
    const provider = this.#provider(definition);
    const isForced = old !== undefined && replace.includes(key);
    if (!old || isForced) {
      const inputs = await this.#checked(goal, {}, news);
      if (!old) return this.#create(goal, inputs);
      return this.#replace(goal, old, inputs, false);
    }
    const inputs = await this.#checked(goal, old.inputs, withIgnored(news, old.inputs, each.options?.ignoreChanges));
    // What the dynamic provider's process hands on says nothing of single properties, so `replaceOnChanges` has no effect.
    const { changes, replaces = [], deleteBeforeReplace = false } = await provider.diff(old.id, old.outputs, inputs);
    if (changes && replaces.length > 0) {
      requireUnprotected(old, goal.options);
      return this.#replace(goal, old, await this.#checked(goal, {}, news), deleteBeforeReplace);
    }
    const next = { ...old, key, inputs, needs: keysIn(each.args), options: each.options ?? {} };
    if (!changes) {
      this.#set(old, [next]);
      return "same";
    }
    const outs = this.#isPreview ? inputs : (await provider.update(old.id, old.outputs, inputs)).outs;
    this.#set(old, [{ ...next, outputs: recorded(outs) }]);
    return "update";
  }

  async #replace(goal: Goal, old: Resource, inputs: Properties, deleteFirst: boolean): Promise<Step> {
    requireUnprotected(old, goal.options);
    if (goal.options?.deleteBeforeReplace ?? deleteFirst) {
      await this.#askDependents(old);
      await this.#delete(old);
      await this.#create(goal, inputs);
    } else {
      await this.#create(goal, inputs);
      this.#set(old, [{ ...old, isReplaced: true }]);
    }
    return "replace";
  }

  /** Whatever would have to be replaced if it were other than it is. */
  async #askDependents(root: Resource): Promise<void> {
    for (const each of this.resources.filter(({ needs }) => needs.includes(root.key))) {
      const value = this.referredTo(root.key);
      const unknown = (part: unknown): unknown => {
        if (part === value) return UNKNOWN_TEXT;
        if (Array.isArray(part)) return part.map(unknown);
        return isPlainObject(part) ? Object.fromEntries(Object.entries(part).map(([n, v]) => [n, unknown(v)])) : part;
      };
      const inputs = unknown(each.inputs) as Properties;
      const { replaces = [] } = await this.#provider(each.definition).diff(each.id, each.outputs, inputs);
      if (replaces.length > 0) throw new Error(`${each.key} would be replaced with ${root.key}`);
    }
  }

  async #create({ key, definition, args, options = {} }: Goal, inputs: Properties): Promise<Step> {
    const made = { key, definition, inputs, needs: keysIn(args), options };
    const { id, outs } = this.#isPreview
      ? { id: UNKNOWN_TEXT, outs: inputs }
      : await this.#provider(definition).create(inputs);
    this.resources = [...this.resources, { ...made, id, outputs: recorded(outs) }];
    return "create";
  }

  async #delete(each: Resource): Promise<void> {
    requireUnprotected(each, each.options);
    const isCalled = !this.#isPreview && !each.options.retainOnDelete;
    if (isCalled) await this.#provider(each.definition).delete(each.id, each.outputs);
    this.#set(each, []);
  }

  async #checked({ key, definition }: Goal, olds: Properties, news: Properties): Promise<Properties> {
    const { inputs = {}, failures = [] } = await this.#provider(definition).check(olds, news);
    if (failures.length > 0) throw new Error(`${key}: ${failures.map(({ reason }) => reason).join("; ")}`);
    return { ...inputs, __provider: news["__provider"] };
  }

  /** What the program registers: names and ids as the engine has them, and the name that it knows. */
  #goal(each: Registered, key: string): Goal {
    const { type, name, args } = each;
    const definition = this.#vendors.flatMap(({ definitions }) => definitions).find((one) => one.name === type);
    if (!definition) throw new Error(`no definition is called ${type}`);
    const given = mapReferences(args, ({ $type, $name }) =>
      this.referredTo(keyOf({ type: $type, name: $name })),
    ) as Properties;
    const named = fieldsOf(definition.inputs).filter(({ from }) => from.includes("name"));
    const names = Object.fromEntries(named.map((field) => [field.name, name]));
    const hidden = { __provider: providerLiteral(type), [PLACE_INPUT]: ["shop", "prod", name] };
    return { ...each, key, definition, news: { ...names, ...given, ...hidden } };
  }

  #find(keys: readonly string[]): Resource | undefined {
    return this.resources.find(({ key, isReplaced }) => !isReplaced && keys.includes(key));
  }

  #set(old: Resource, next: readonly Resource[]): void {
    this.resources = this.resources.flatMap((each) => (each === old ? next : [each]));
  }

  #provider({ name }: Definition): DefinitionProvider {
    const provider = this.#providers[name];
    if (!provider) throw new Error(`there is no provider for ${name}`);
    return provider;
  }
}

function requireUnprotected(old: Resource, options: ResourceOptions = {}): void {
  if (old.options.protect && options.protect) throw new Error(`${old.key} is protected`);
}

/** Inputs in which what is ignored is as it is recorded. */
function withIgnored(news: Properties, olds: Properties, paths: readonly string[] = []): Properties {
  return paths.reduce((inputs, path) => reset(path.split("."), olds, inputs), news);
}

function reset([name = "", ...rest]: readonly string[], olds: Properties, news: Properties): Properties {
  if (name === "*") return { ...olds };
  const { [name]: will, ...others } = news;
  const was = olds[name];
  if (rest.length > 0)
    return isPlainObject(was) && isPlainObject(will) ? { ...news, [name]: reset(rest, was, will) } : news;
  return was === undefined ? others : { ...others, [name]: was };
}
