import { isDeepStrictEqual } from "node:util";
import { mapReferences } from "../../../scripts/direct/program";
import { vendors } from "../../../src/catalog";
import type { Definition } from "../../../src/core/definition";
import { fieldsOf } from "../../../src/core/fields";
import { hasUnknown, UNKNOWN } from "../../../src/core/unknown";
import { resourceType, snakeCase, writeOnlyName, writeOnlyVersionName } from "../../../src/terraform/names";
import type {
  Attributes,
  Diagnosed,
  Planned,
  PlanRequest,
  Provider,
  Value,
} from "../../../src/terraform/protocol/provider";
import { createProvider } from "../../../src/terraform/provider";
import { resourceSchema } from "../../../src/terraform/resource-schema";
import { conform, toAttributes } from "../../../src/terraform/values";
import { type Action, type Declared, keyOf } from "../../lifecycle/engine";
import { referencesIn } from "../../lifecycle/prerequisites";
import { find } from "../../lifecycle/samples";
import { SecretVersions } from "../../lifecycle/terraform-program";
import { broken, ignoring, unaskedFor } from "./engine-rules";

/** What programs and commands tell an engine beside the arguments of a resource. */
export interface Options {
  /** `ignore_changes` of a resource, by its key. */
  readonly ignored?: Readonly<Record<string, "all" | readonly string[]>>;
  /** The keys of resources with `create_before_destroy`. */
  readonly createFirst?: readonly string[];
  /** `replace_triggered_by`: which resource's change replaces another, both by key. */
  readonly triggers?: Readonly<Record<string, string>>;
  /** `-replace`, by key. */
  readonly replace?: readonly string[];
  /** `-target`, by key. */
  readonly targets?: readonly string[];
  /** `-refresh=false` where it is false. */
  readonly refresh?: boolean;
}

interface Kept {
  readonly state: Attributes;
  readonly private: Uint8Array;
  readonly identity?: Attributes | null | undefined;
}

/** What was replaced, and is to be deleted. */
interface Deposed {
  readonly step: Step;
  readonly old: Kept | undefined;
}

interface Step {
  readonly declared: Declared;
  readonly action: Action;
  readonly planned: Attributes | null;
  readonly private: Uint8Array;
  readonly identity: Attributes | null | undefined;
}

/** A plan, as it is saved with the state that it starts from. */
export interface EnginePlan {
  readonly steps: readonly Step[];
  readonly options: Options;
  readonly actions: Readonly<Record<string, Action>>;
  readonly warnings: readonly string[];
  planned(key: string): Attributes | null | undefined;
}

const NOTHING = new Uint8Array();
const capabilities = { writeOnly: true };

/**
 * The adaptor called as Terraform and OpenTofu call it, in this process, and held to what they hold providers to: each walk
 * configures a provider of its own, and an apply plans once more.
 */
export class CallingEngine {
  readonly #env: Readonly<Record<string, string>>;
  readonly #block: Attributes;
  readonly #versions = new SecretVersions();
  #records: Readonly<Record<string, Kept>> = {};
  readonly #deposed: Deposed[] = [];
  #isToDie = false;
  #folder = "/shop/prod";
  /** Left out where it is the machine's own. */
  #now: string | undefined;
  #provider: Provider | undefined;
  /** As Terraform from 1.16 on: what a plan leaves is handed to the plan that its apply makes again. */
  readonly #stores: boolean;
  /** What deletions have said. */
  readonly said: string[] = [];

  constructor(
    env: Readonly<Record<string, string>>,
    time: string | undefined,
    block: Attributes = {},
    { stores = false }: { readonly stores?: boolean } = {},
  ) {
    // Some of the vendors' own libraries look there.
    Object.assign(process.env, env);
    this.#env = env;
    this.#block = { plain_secrets: true, stack: "shop", ...block };
    this.#now = time;
    this.#stores = stores;
  }

  at(time: string): void {
    this.#now = time;
  }

  /** Further commands are run there. */
  moveTo(folder: string): void {
    this.#folder = folder;
  }

  /** As another version recorded it. */
  edit(key: string, edit: (kept: Kept) => Kept): void {
    const record = this.#records[key];
    if (record) this.#records = { ...this.#records, [key]: edit(record) };
  }

  state(key: string): Attributes | undefined {
    return this.#records[key]?.state;
  }

  identity(key: string): Attributes | null | undefined {
    return this.#records[key]?.identity;
  }

  get recorded(): string {
    return JSON.stringify(this.#records);
  }

  /** Invokes an action beside what the last walk has done, in the process of that. */
  async invoke(type: string, config: Attributes, tell: (line: string) => void = () => {}): Promise<Diagnosed> {
    if (!this.#provider) throw new Error("nothing was planned or applied");
    return this.#provider.invokeAction({ type, config, capabilities }, tell);
  }

  async refresh(): Promise<void> {
    const provider = await this.#walk();
    for (const key of Object.keys(this.#records)) await this.#read(provider, key);
  }

  async plan(program: readonly Declared[], options: Options = {}): Promise<EnginePlan> {
    const provider = await this.#walk();
    const seen = program.filter((declared) => isMeant(declared, program, options));
    if (options.refresh !== false) for (const declared of seen) await this.#read(provider, keyOf(declared));
    const steps: Step[] = [];
    const warnings: string[] = [];
    for (const declared of seen) {
      const config = this.#config(declared, steps);
      warnings.push(...checked(await provider.validateResource({ ...typed(declared), config, capabilities })));
      steps.push(await this.#planned(provider, declared, config, { steps, options, warnings }));
    }
    const actions = Object.fromEntries(steps.map(({ declared, action }) => [keyOf(declared), action]));
    const planned = (key: string): Attributes | null | undefined =>
      steps.find(({ declared }) => keyOf(declared) === key)?.planned;
    return { steps, options, actions, warnings, planned };
  }

  /** @returns what was done, which is what was planned */
  async apply({ steps, options, actions }: EnginePlan): Promise<Readonly<Record<string, Action>>> {
    const provider = await this.#walk();
    for (const left of this.#deposed.splice(0)) await this.#deleteDeposed(provider, left);
    for (const step of steps) {
      const { declared, action } = step;
      const key = keyOf(declared);
      const old = this.#records[key];
      if (action === "same") continue;
      if (action !== "replace") await this.#carryOut(provider, step, old, options);
      else if (options.createFirst?.includes(key)) {
        await this.#carryOut(provider, step, undefined, options);
        if (this.#isToDie) this.#deposed.push({ step, old });
        else await this.#deleteDeposed(provider, { step, old });
      } else {
        await this.#delete(provider, step, old);
        await this.#carryOut(provider, step, undefined, options);
      }
    }
    return actions;
  }

  /** The same by an engine that dies before it deletes what it has replaced: the next apply does. */
  async applyUntilDeleting(plan: EnginePlan): Promise<void> {
    this.#isToDie = true;
    await this.apply(plan);
    this.#isToDie = false;
  }

  /** The same by a provider that dies at its end: the engine keeps of what changes the values that it had, and no private bytes. */
  async applyDying(plan: EnginePlan): Promise<void> {
    const before = this.#records;
    await this.apply(plan);
    const lost = Object.entries(before).map(([key, { state }]) => [key, { state, private: new Uint8Array() }]);
    this.#records = Object.fromEntries(lost);
  }

  async up(program: readonly Declared[], options: Options = {}): Promise<Readonly<Record<string, Action>>> {
    return this.apply(await this.plan(program, options));
  }

  async #walk(): Promise<Provider> {
    const env = { ...this.#env, ...(this.#now !== undefined && { KEYSMITH_AS_OF: this.#now }) };
    const provider = createProvider(vendors, { env, folder: this.#folder });
    this.#provider = provider;
    const config = conform(provider.schema().provider, this.#block);
    checked(await provider.validateProvider(config));
    const told = { ...capabilities, ...(this.#stores && { storesPlanned: true as const }) };
    checked(
      await provider.configure({ config, engineVersion: this.#stores ? "1.16.0" : "1.12.0", capabilities: told }),
    );
    return provider;
  }

  async #read(provider: Provider, key: string): Promise<void> {
    const record = this.#records[key];
    if (!record) return;
    const definition = find(key.split(" ")[0] ?? "");
    const type = resourceType(definition);
    const { identity = null } = record;
    const read = await provider.readResource({ type, ...record, identity });
    checked(read);
    if (!isMutable(definition))
      hold(`${key}: another identity after a refresh`, otherIdentity(identity, read.identity));
    const { [key]: _, ...others } = this.#records;
    const kept = read.state && {
      state: read.state,
      private: read.private ?? new Uint8Array(),
      identity: read.identity ?? null,
    };
    this.#records = kept ? { ...others, [key]: kept } : others;
  }

  async #planned(
    provider: Provider,
    declared: Declared,
    config: Attributes,
    { steps, options, warnings }: { readonly steps: readonly Step[]; readonly options: Options; warnings: string[] },
  ): Promise<Step> {
    const key = keyOf(declared);
    const old = this.#records[key];
    const first = await ask(
      provider,
      declared,
      old,
      ignoring(config, old?.state ?? null, options.ignored?.[key] ?? []),
    );
    warnings.push(...checked(first));
    const isForced = options.replace?.includes(key) || isTriggered(key, steps, options);
    const action = actionOf(old, first, isForced === true);
    if (action !== "replace")
      return { declared, action, planned: first.planned, private: left(first), identity: first.identity };
    const inPlace = { private: left(first), identity: first.identity ?? null };
    const anew = await ask(provider, declared, undefined, config, inPlace);
    if (anew.identity) throw new Error(`${key}: the plan of a replacement promises an identity`);
    warnings.push(...checked(anew));
    return { declared, action, planned: anew.planned, private: left(anew), identity: anew.identity };
  }

  /** Plans once more, now that all is known, and does it. */
  async #carryOut(provider: Provider, step: Step, old: Kept | undefined, { ignored = {} }: Options): Promise<void> {
    const { declared, planned } = step;
    const key = keyOf(declared);
    const config = this.#config(declared, []);
    const meant = ignoring(config, old?.state ?? null, ignored[key] ?? []);
    const again = await ask(provider, declared, old, meant, this.#stores ? { plannedPrivate: step.private } : {});
    checked(again);
    if ((again.requiresReplace ?? []).length > 0) throw new Error(`${key}: inconsistent final plan: a replacement`);
    hold(`${key}: inconsistent final plan`, broken(planned, again.planned));
    const { type } = typed(declared);
    const prior = old?.state ?? null;
    const { planned: wanted, identity } = again;
    const request = { type, prior, planned: wanted, config, private: left(again), identity: identity ?? null };
    const done = await provider.applyChange(request);
    if (done.state)
      this.#records = {
        ...this.#records,
        [key]: { state: done.state, private: done.private ?? new Uint8Array(), identity: done.identity ?? null },
      };
    checked(done);
    hold(`${key}: another identity than was planned`, otherIdentity(identity, done.identity));
    if (!isMutable(find(declared.type)))
      hold(`${key}: another identity after an apply`, otherIdentity(old?.identity, done.identity));
    hold(`${key}: inconsistent result`, broken(again.planned, done.state));
    if (hasUnknown(done.state)) throw new Error(`${key}: something is unknown after the apply`);
  }

  /** The one deletion that an engine plans while it applies. */
  async #deleteDeposed(provider: Provider, { step, old }: Deposed): Promise<void> {
    const { type } = typed(step.declared);
    const { state = null, private: bytes = new Uint8Array() } = old ?? {};
    const plan = await provider.planChange({
      type,
      prior: state,
      proposed: null,
      config: null,
      private: bytes,
      capabilities,
    });
    checked(plan);
    await this.#delete(provider, { ...step, private: left(plan) }, old);
  }

  async #delete(provider: Provider, step: Step, old: Kept | undefined): Promise<void> {
    const { type } = typed(step.declared);
    const prior = old?.state ?? null;
    const done = await provider.applyChange({ type, prior, planned: null, config: null, private: step.private });
    this.said.push(...checked(done));
  }

  /** What a program in the engine's language gives: references as far as they are known, secrets by what is write-only. */
  #config(declared: Declared, steps: readonly Step[]): Attributes {
    const definition = find(declared.type);
    const fields = fieldsOf(definition.inputs);
    const values = mapReferences(declared.args, ({ $type, $name }) => {
      const key = keyOf({ type: $type, name: $name });
      const state = steps.find((step) => keyOf(step.declared) === key)?.planned ?? this.state(key);
      const value = state?.[find($type).id ? "id" : snakeCase(find($type).subject)];
      return value ?? UNKNOWN;
    }) as Readonly<Record<string, unknown>>;
    const named = fields.filter(({ name, from }) => from.includes("name") && values[name] === undefined);
    const open = { ...values, ...Object.fromEntries(named.map(({ name }) => [name, declared.name])) };
    const secrets = fields.filter(({ name, meta }) => meta.secret && values[name] !== undefined);
    const writeOnly = secrets.flatMap(({ name }): [string, Value][] => [
      [writeOnlyName(snakeCase(name)), String(values[name])],
      [writeOnlyVersionName(snakeCase(name)), this.#versions.of(`${keyOf(declared)} ${name}`, values[name])],
    ]);
    const attributes = toAttributes(
      fields.filter((field) => !secrets.includes(field)),
      open,
    );
    return conform(resourceSchema(definition), { ...attributes, ...Object.fromEntries(writeOnly) });
  }
}

async function ask(
  provider: Provider,
  declared: Declared,
  old: Kept | undefined,
  config: Attributes,
  more: Partial<Pick<PlanRequest, "private" | "plannedPrivate" | "identity">> = {},
): Promise<Planned> {
  const { type } = typed(declared);
  const prior = old?.state ?? null;
  const known = { private: old?.private ?? NOTHING, identity: old?.identity ?? null, ...more };
  const request = { type, prior, proposed: config, config, ...known, capabilities };
  const answer = await provider.planChange(request);
  hold(`${keyOf(declared)}: invalid plan`, unaskedFor(withoutWriteOnly(config), prior, answer.planned));
  return answer;
}

function actionOf(old: Kept | undefined, { planned, requiresReplace = [] }: Planned, isForced: boolean): Action {
  if (!old) return "create";
  if (isForced || requiresReplace.length > 0) return "replace";
  return isDeepStrictEqual(planned, old.state) ? "same" : "update";
}

function isTriggered(key: string, steps: readonly Step[], { triggers = {} }: Options): boolean {
  return steps.some(({ declared, action }) => keyOf(declared) === triggers[key] && action !== "same");
}

/** Whether the engine looks at a resource at all: what is targeted, and what that depends on. */
function isMeant(declared: Declared, program: readonly Declared[], { targets, triggers = {} }: Options): boolean {
  if (!targets) return true;
  const meant = new Set<string>();
  const visit = (key: string): void => {
    if (meant.has(key)) return;
    meant.add(key);
    const found = program.find((each) => keyOf(each) === key);
    for (const { $type, $name } of referencesIn(found?.args)) visit(keyOf({ type: $type, name: $name }));
    const trigger = triggers[key];
    if (trigger) visit(trigger);
  };
  for (const target of targets) visit(target);
  return meant.has(keyOf(declared));
}

function typed({ type }: Declared): { readonly type: string } {
  return { type: resourceType(find(type)) };
}

function left({ private: bytes = new Uint8Array() }: Planned): Uint8Array {
  return bytes;
}

function withoutWriteOnly(config: Attributes): Attributes {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, name.endsWith("_wo") ? null : value]));
}

/** @returns the warnings */
function checked({ diagnostics }: Diagnosed): string[] {
  hold(
    "refused",
    diagnostics.filter(({ severity }) => severity === "error").map(({ summary, detail }) => `${summary}. ${detail}`),
  );
  return diagnostics.map(({ summary }) => summary);
}

function isMutable({ identity }: Definition): boolean {
  return identity?.mutable === true;
}

/** What an object has for its life, where its kind doesn't say otherwise; and what is promised. */
function otherIdentity(before: Attributes | null | undefined, after: Attributes | null | undefined): readonly string[] {
  if (!before || isDeepStrictEqual(before, after)) return [];
  return [`${JSON.stringify(before)} became ${JSON.stringify(after)}`];
}

function hold(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${what}: ${problems.join("; ")}`);
}
