import { mapReferences } from "../../scripts/direct/program";
import { vendors } from "../../src/catalog";
import { addressOf, sameAddress } from "../../src/core/address";
import { parseTime } from "../../src/core/clock";
import { differences } from "../../src/core/compare";
import type { Definition, Values, Vendor } from "../../src/core/definition";
import { type Field, fieldsOf } from "../../src/core/fields";
import { fromStore } from "../../src/core/lifecycle";
import { dueReasons } from "../../src/core/plan";
import { keyOf } from "../lifecycle/engine";
import { placesOf, varyArguments } from "../lifecycle/prerequisites";
import { programsOf } from "../lifecycle/programs";
import { definitions, fits, MADE, refusedChange } from "../lifecycle/samples";
import { anHourAfter } from "../lifecycle/scene";
import { canDrift, type Service, startService } from "../lifecycle/services";
import { leftToAll } from "../support/describe-engine";
import {
  CalledStack,
  type Registered,
  type Resource,
  type ResourceOptions,
  type Step,
  type UpOptions,
} from "./engine-calls";

/** One thing that a program, a command or somebody else does. */
interface Setting {
  readonly name: string;
  /** Input that the program changes. */
  readonly changed?: Field;
  readonly options?: ResourceOptions;
  /** With the subject's key. */
  readonly command?: (key: string) => UpOptions;
  readonly isMoved?: true;
  readonly drifts?: true;
}

const NOBODY = "NetworkRule nobody";

/** Everything that changes what is applied. The import option has no place here: it is refused in the program. */
function settingsOf(definition: Definition): readonly Setting[] {
  const { changing, replacing } = programsOf(definition);
  // What the resource refers to has to move with it, which is another change.
  const alone = [...changing, ...replacing].filter(({ field }) => !placesOf(definition).includes(field));
  const ignored = alone.map(
    ({ field, path }): Setting => ({
      name: `ignoreChanges of ${path}`,
      changed: field,
      options: { ignoreChanges: [path] },
    }),
  );
  const changed = [...changing.slice(0, 1), ...replacing.slice(0, 1)].map(
    ({ field, path }): Setting => ({ name: `another ${path}`, changed: field, options: { replaceOnChanges: [path] } }),
  );
  return [
    ...ignored,
    ...changed,
    { name: "--target", command: (key) => ({ target: [key] }) },
    { name: "--target of another", command: () => ({ target: [NOBODY] }) },
    { name: "--replace", command: (key) => ({ replace: [key] }) },
    { name: "retainOnDelete", options: { retainOnDelete: true } },
    { name: "protect", options: { protect: true } },
    { name: "deleteBeforeReplace", options: { deleteBeforeReplace: true } },
    { name: "aliases", isMoved: true },
    ...(canDrift(definition.name)
      ? [{ name: "--refresh after a drift", drifts: true, command: () => ({ refresh: true }) } as const]
      : []),
    { name: "ignoreChanges of all", options: { ignoreChanges: ["*"] } },
  ];
}

/** The vendors, whose verbs note that they were called for the subject. */
function noting(verbs: string[], { name: type }: Definition): readonly Vendor[] {
  const noted = (definition: Definition): Definition => {
    if (definition.name !== type) return definition;
    const { create, update, delete: remove } = definition;
    return {
      ...definition,
      create: (...args) => {
        verbs.push("create");
        return create.apply(definition, args);
      },
      update: (...args) => {
        verbs.push("update");
        return update.apply(definition, args);
      },
      delete: (...args) => {
        verbs.push("delete");
        return remove.apply(definition, args);
      },
    };
  };
  return vendors.map((vendor) => ({ ...vendor, definitions: vendor.definitions.map(noted) }));
}

/** A resource, made with the options of a pair of settings. */
class Life {
  readonly definition: Definition;
  readonly service: Service;
  readonly stack: CalledStack;
  readonly verbs: string[] = [];
  readonly options: ResourceOptions;
  readonly command: UpOptions;
  readonly changed: readonly Field[];
  readonly isMoved: boolean;
  readonly drifts: boolean;

  private constructor(definition: Definition, pair: readonly Setting[], service: Service) {
    this.definition = definition;
    this.service = service;
    const all = pair.map(({ options = {} }) => options);
    const joined = (name: "ignoreChanges" | "replaceOnChanges") => all.flatMap((each) => each[name] ?? []);
    this.options = Object.assign({}, ...all, {
      ignoreChanges: joined("ignoreChanges"),
      replaceOnChanges: joined("replaceOnChanges"),
    });
    this.isMoved = pair.some(({ isMoved }) => isMoved);
    this.command = Object.assign({}, ...pair.map(({ command }) => command?.(this.key)));
    this.changed = [...new Set(pair.flatMap(({ changed }) => changed ?? []))];
    this.drifts = pair.some(({ drifts }) => drifts);
    this.stack = new CalledStack(noting(this.verbs, definition), service.env, MADE);
    // Some of the vendors' own libraries look there.
    Object.assign(process.env, service.env);
  }

  static async of(
    definition: Definition,
    pair: readonly Setting[],
    live: (life: Life) => Promise<void>,
  ): Promise<void> {
    const life = new Life(definition, pair, await startService(MADE));
    try {
      await life.stack.up(life.before);
      life.verbs.length = 0;
      const later = anHourAfter(MADE);
      life.stack.at(later);
      await life.service.at(later);
      await live(life);
    } finally {
      await life.service.stop();
    }
  }

  get name(): string {
    return this.isMoved ? "moved" : "subject";
  }

  get key(): string {
    return keyOf({ type: this.definition.name, name: this.name });
  }

  get args(): Values {
    const { subject } = programsOf(this.definition);
    return this.changed.reduce((args, field) => varyArguments(this.definition, args, field), this.#named(subject.args));
  }

  get before(): readonly Registered[] {
    const { subject, others } = programsOf(this.definition);
    return [...others, { ...subject, args: this.#named(subject.args), options: this.options }];
  }

  get after(): readonly Registered[] {
    const { subject, others } = programsOf(this.definition);
    const options = { ...this.options, aliases: [subject.name] };
    return [...others, { ...subject, name: this.name, args: this.args, options }];
  }

  /** As the engine has them: what is referred to by its name or id. */
  get resolvedArgs(): Values {
    return mapReferences(this.args, ({ $type, $name }) =>
      this.stack.referredTo(keyOf({ type: $type, name: $name })),
    ) as Values;
  }

  get isPossible(): boolean {
    const { subject } = programsOf(this.definition);
    return fits(this.definition, this.args) && refusedChange(this.definition, subject.args, this.args).length === 0;
  }

  /** What is recorded of it. */
  get resource(): Resource {
    return this.#in(this.stack);
  }

  /** What would be recorded of it after another look at the service. */
  async look(): Promise<Resource> {
    const other = new CalledStack(vendors, this.service.env, anHourAfter(MADE));
    other.resources = this.stack.resources;
    await other.refresh();
    return this.#in(other);
  }

  isIgnored({ path }: Field): boolean {
    return (this.options.ignoreChanges ?? []).some((each) => each === "*" || each === path);
  }

  #in({ resources }: CalledStack): Resource {
    const { subject } = programsOf(this.definition);
    const found = resources.find(({ key, isReplaced }) => [this.key, keyOf(subject)].includes(key) && !isReplaced);
    if (!found) throw new Error(`no ${this.key} is recorded`);
    return found;
  }

  /** So that a name doesn't come from where the resource is. */
  #named(args: Values): Values {
    const named = fieldsOf(this.definition.inputs).filter(({ from, name }) => from.includes("name") && !(name in args));
    return { ...args, ...Object.fromEntries(named.map(({ name }) => [name, "subject"])) };
  }
}

function stateOf({ definition, outputs }: Resource): Values {
  const { due: _due, __provider: _text, __nonce: _nonce, ...values } = outputs;
  return fromStore(definition, values);
}

/** What the engine is to do, by what the definition says of the fields that change. */
function stepFor(life: Life, drifted: readonly Field[], looked: Values): Step {
  const { target, replace } = life.command;
  if (target && !target.includes(life.key)) return "untargeted";
  if (replace) return "replace";
  const changes = [...life.changed, ...drifted].filter((field) => !life.isIgnored(field));
  if (changes.some(({ onChange }) => onChange === "replace")) return "replace";
  const isDue = dueReasons(life.definition, looked, looked, parseTime(MADE)).length > 0;
  return isDue || changes.some(({ onChange }) => onChange !== "ignore") ? "update" : "same";
}

interface Expected {
  /** What is called of the definition, in order. */
  readonly verbs: readonly string[];
  readonly refusal?: RegExp;
}

/** What becomes of a step. */
function expectedOf(life: Life, step: Step, before: Resource): Expected {
  if (step === "update") return { verbs: ["update"] };
  if (step !== "replace") return { verbs: [] };
  const { definition, options } = life;
  if (options.protect) return { verbs: [], refusal: /is protected/ };
  const [was, will] = [before.inputs, { ...before.inputs, ...life.resolvedArgs }].map((inputs) =>
    addressOf(definition, inputs),
  );
  if (options.deleteBeforeReplace ?? sameAddress(was, will)) {
    return { verbs: options.retainOnDelete ? ["create"] : ["delete", "create"] };
  }
  return { verbs: options.retainOnDelete ? ["create"] : ["create", "delete"] };
}

/**
 * A replacement that a person asks for: the engine tells nothing of what is recorded before it creates. What can't be made beside that
 * is refused, and then nothing is deleted.
 */
async function isForced(life: Life): Promise<void> {
  const before = (await life.look()).outputs;
  const refused = await life.stack.up(life.after, life.command).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect((await life.look()).outputs).toEqual(life.resource.outputs);
  if (refused === undefined) return;
  const { message } = refused as Error;
  expect(message).toMatch(
    life.options.protect
      ? /is protected/
      : /already|can't be adopted|does not belong to this resource|was made by another run/,
  );
  expect(life.verbs).not.toContain("delete");
  expect(life.resource.outputs).toEqual(before);
}

/** Two inputs that are ignored are alike whichever they are: of those pairs, neighbours will do. */
function areAlike(first: Setting, second: Setting): boolean {
  return [first, second].every(({ changed, options }) => changed !== undefined && options?.ignoreChanges !== undefined);
}

/** In a run that is to be quick each setting once, or the first twice; else all pairs. */
function pairsFor(definition: Definition): readonly (readonly [names: string, pair: readonly Setting[]])[] {
  const settings = settingsOf(definition);
  const pairs = settings.flatMap((first, index) =>
    settings
      .slice(index + 1)
      .filter((second, later) => later === 0 || !areAlike(first, second))
      .map((second) => [first, second]),
  );
  const some = settings.flatMap((_first, index) =>
    index === 0 || (settings.length - index) % 2 === 0 ? [settings.slice(index, index + 2)] : [],
  );
  return (leftToAll() ? some : pairs).map((pair) => [pair.map(({ name }) => name).join(", "), pair]);
}

describe.each(definitions)("of $name", (definition) => {
  it.each(pairsFor(definition))("%s: done is what was planned", (_names, pair) =>
    Life.of(definition, pair, async (life) => {
      if (!life.isPossible) return;
      const before = life.resource;
      if (life.drifts) await life.service.drift(definition.name, stateOf(before));
      const looked = stateOf(await life.look());
      const step = stepFor(life, differences(definition, stateOf(before), looked), looked);
      await life.service.calls();
      if (life.command.replace && step === "replace") return isForced(life);
      const { verbs, refusal } = expectedOf(life, step, before);
      if (refusal) {
        await expect(life.stack.up(life.after, life.command)).rejects.toThrow(refusal);
        expect([life.verbs, (await life.look()).outputs]).toEqual([verbs, life.resource.outputs]);
        return;
      }
      expect((await life.stack.preview(life.after, life.command))[life.key]).toBe(step);
      await life.service.calls();
      expect((await life.stack.up(life.after, life.command))[life.key]).toBe(step);
      expect(life.verbs).toEqual(verbs);
      if (verbs.length === 0 && !life.command.refresh) expect(await life.service.calls()).toEqual([]);
      expect((await life.look()).outputs).toEqual(life.resource.outputs);
      if (step !== "untargeted") expect((await life.stack.preview(life.after))[life.key]).toBe("same");
    }),
  );
});
