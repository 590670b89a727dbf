import type { z } from "zod";
import type { Address } from "./address";
import type { DeclaredComposition } from "./composition";
import { checkDeclaredInputs, checkSecrets } from "./declared-inputs";
import type { Problem } from "./errors";
import { fieldsOf, leavesOf } from "./fields";
import type { LookUp } from "./look-up";
import type { Connectable, Context } from "./run";
import type { Setting } from "./settings";

/** Inputs or state as a flat object by field name. What is secret in it is a `Secret`. */
export type Values = Readonly<Record<string, unknown>>;

/** Why a resource must change, in words for a person, and which outputs the change will alter. */
export interface Reason {
  /** `changed` or `rekey` for an input, or what the definition's `due` calls it: `rotate`, `retire`, `revoke`. */
  readonly code: string;
  /** The path of the input that changed. */
  readonly field?: string;
  readonly message: string;
  readonly outputs: readonly string[];
}

/** A check over several inputs. It runs when all of `fields` are known. Pure. */
export interface Rule<I> {
  readonly fields: readonly string[];
  check(inputs: I): readonly Omit<Problem, "secret">[];
}

/** How an object that exists already is told, so that it can be taken over as it is. */
export interface Importing<S> {
  /** What people give, its parts in angle brackets: `<accessPoint>/<clientKeyId>`. */
  readonly form: string;
  /** One or two sentences for the reference page: where people find the parts. */
  readonly doc: string;
  /** What `read` needs to find the object, as far as `id` says it; nothing when `id` isn't of the form. Pure. */
  state(id: string): Partial<S> | undefined;
}

/** The same kind of object in the records of another tool, from which it can be taken over. */
export interface Formerly<S> {
  /** What that tool calls the kind: `alicloud_kms_network_rule`. */
  readonly kind: string;
  /**
   * What `read` needs to find the object, and what it can't find out by itself; nothing when the record isn't of an object
   * that this definition can have. Pure.
   * @param record the other tool's own names and values, null for what is absent
   */
  state(record: Readonly<Record<string, unknown>>): Partial<S> | undefined;
}

/** How a service does what a resource needs: observe, ensure, sync, return. */
export interface Verbs<I, O, C> {
  /** @returns the outputs. @throws PartialError when something was made but not finished */
  create(context: Context<C>, inputs: I): Promise<O>;
  /**
   * @param state as recorded. Of an object that is being taken over, only what `importing` or `formerly` say of it, and over
   * that the defaults of inputs: what the service tells is to be filled in
   * @returns the state as the service has it now, or nothing when the object is gone
   */
  read(context: Context<C>, state: I & O): Promise<(I & O) | undefined>;
  /** @returns the outputs. @param reasons what the plan found; empty when a half-done create is taken up again */
  update(context: Context<C>, prior: I & O, inputs: I, reasons: readonly Reason[]): Promise<O>;
  /** Done also when the object was gone already. */
  delete(context: Context<C>, state: I & O): Promise<void>;
}

/** What the author of a resource writes. */
export interface Declaration<Inputs extends z.ZodObject, Outputs extends z.ZodObject, C>
  extends Verbs<z.output<Inputs>, z.output<Outputs>, C> {
  readonly name: string;
  /** One paragraph for the reference page. */
  readonly summary: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  /** The input by which messages call a resource. */
  readonly subject: string;
  /**
   * What the service itself calls the object, for objects that it doesn't know by the program's name: fixed for the
   * object's life. Engines record it as the resource's id, and it is what a reference to the resource stands for.
   */
  id?(state: z.output<Inputs> & z.output<Outputs>): string;
  /**
   * What makes two objects the same one. Of an object that is yet to be made, or half made, values are missing. A replacement
   * with the address of what it replaces deletes first. Pure.
   */
  address(values: Partial<z.output<Inputs> & z.output<Outputs>>): Address;
  /** What a replacement breaks, for the plan. */
  readonly replacing?: string;
  /** Inputs of other resources that people look for here, and why there are none. */
  readonly absent?: Readonly<Record<string, string>>;
  /** Absent where nothing that people could give tells the object. */
  readonly importing?: Importing<z.output<Inputs> & z.output<Outputs>>;
  readonly formerly?: readonly Formerly<z.output<Inputs> & z.output<Outputs>>[];
  /**
   * Top-level inputs that say the same in both, although in other words: they are no change. What is taken over is
   * recorded in the service's words, which needn't be the program's. Pure.
   */
  alike?(prior: z.output<Inputs>, inputs: z.output<Inputs>): readonly string[];
  readonly rules?: readonly Rule<z.output<Inputs>>[];
  /** The vendor's API actions that each verb may call. */
  readonly actions: Readonly<Record<keyof Verbs<unknown, unknown, unknown>, readonly string[]>>;
  /**
   * What can't work and is refused before anything is written, beyond what `rules` can tell: a change that the service
   * can't make, or a date that is over. Pure.
   * @param prior the recorded inputs; nothing when the resource is to be created
   */
  refuse?(prior: z.output<Inputs> | undefined, inputs: z.output<Inputs>, now: Date): readonly Omit<Problem, "secret">[];
  /** Changes that time asks for although no input changed. Pure and monotone: once due, due until done. */
  due?(state: z.output<Inputs> & z.output<Outputs>, inputs: z.output<Inputs>, now: Date): readonly Reason[];
  /** What a person should know before it is too late. Pure. */
  warnings?(state: z.output<Inputs> & z.output<Outputs>, inputs: z.output<Inputs>, now: Date): readonly string[];
  /** What a person should know about these inputs, whatever the state. Pure. */
  advice?(inputs: z.output<Inputs>): readonly string[];
}

/** The one description of a resource, with its types forgotten: what engines, pages and tests are derived from. */
export interface Definition extends Verbs<Values, Values, unknown> {
  readonly name: string;
  readonly summary: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  readonly subject: string;
  /** Absent where the service knows the object by its `subject`. */
  readonly id: ((state: Values) => string) | undefined;
  address(values: Values): Address;
  readonly replacing: string | undefined;
  readonly absent: Readonly<Record<string, string>>;
  readonly importing: Importing<Values> | undefined;
  readonly formerly: readonly Formerly<Values>[];
  alike(prior: Values, inputs: Values): readonly string[];
  readonly rules: readonly Rule<Values>[];
  readonly actions: Readonly<Record<keyof Verbs<unknown, unknown, unknown>, readonly string[]>>;
  refuse(prior: Values | undefined, inputs: Values, now: Date): readonly Omit<Problem, "secret">[];
  due(state: Values, inputs: Values, now: Date): readonly Reason[];
  warnings(state: Values, inputs: Values, now: Date): readonly string[];
  advice(inputs: Values): readonly string[];
}

/** A service: its resources, what can be set for it, and how to reach it. */
export interface Vendor extends Connectable {
  /** What programs and the command line call it: `ibm`. */
  readonly name: string;
  /** What people call it: `IBM`. */
  readonly title: string;
  readonly definitions: readonly Definition[];
  readonly lookUps: readonly LookUp[];
  readonly compositions?: readonly DeclaredComposition[];
  readonly settings: readonly Setting[];
  /** Inputs that the examples of the reference pages show although they may be left out, by their paths. */
  readonly shown?: readonly string[];
}

/**
 * Checks a declaration and forgets its types.
 * @throws TypeError when the declaration contradicts itself, at load time, so that no test can miss it
 */
export function define<I extends z.ZodObject, O extends z.ZodObject, C>(declared: Declaration<I, O, C>): Definition {
  const definition = {
    rules: [],
    replacing: undefined,
    absent: {},
    formerly: [],
    importing: undefined,
    id: undefined,
    ...declared,
    alike: declared.alike ?? (() => []),
    refuse: declared.refuse ?? (() => []),
    due: declared.due ?? (() => []),
    warnings: declared.warnings ?? (() => []),
    advice: declared.advice ?? (() => []),
  } as unknown as Definition;
  checkDeclaration(definition);
  return definition;
}

/** The values of a state that belong to `shape`, its outputs for one. */
export function pick<S extends z.ZodObject>(state: Partial<z.output<S>>, shape: S): z.output<S> {
  const values: Values = state;
  return Object.fromEntries(Object.keys(shape.shape).map((name) => [name, values[name]])) as z.output<S>;
}

/** What `definition` calls one of its resources: `ClientKey "orders-app"`. */
export function subjectOf(definition: Definition, values: Values): string {
  const name = values[definition.subject];
  return typeof name === "string" ? `${definition.name} ${JSON.stringify(name)}` : definition.name;
}

function checkDeclaration(definition: Definition): void {
  checkDeclaredInputs(definition.name, definition.inputs);
  checkSecrets(definition.name, fieldsOf(definition.outputs));
  const inputs = leavesOf(fieldsOf(definition.inputs));
  const outputs = new Set(Object.keys(definition.outputs.shape));
  for (const { path, meta } of inputs) {
    const stray = meta.affects?.find((output) => !outputs.has(output));
    if (stray) throw new TypeError(`${definition.name}.${path} affects ${stray}, which is no output`);
  }
  if (inputs.every(({ path }) => path !== definition.subject)) {
    throw new TypeError(`${definition.name} is named by ${definition.subject}, which is no input`);
  }
}
