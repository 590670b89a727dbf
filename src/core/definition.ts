import type * as z from "zod";
import type { AccessPart } from "./access/part";
import type { Accounts } from "./account";
import type { Address } from "./address";
import type { Adoption } from "./adoption";
import type { Check } from "./checks";
import type { Equality } from "./compare";
import type { DeclaredComposition } from "./composition";
import type { Credentials } from "./credentials";
import type { KeysmithError } from "./errors";
import { checkDeclaredInputs, checkSecrets, fieldsOf, leavesOf } from "./fields";
import type { FunctionDefinition } from "./function";
import type { Identity } from "./identity";
import type { Ledger } from "./ledger";
import type { Listing } from "./listing";
import type { Message } from "./message";
import type { Moment } from "./moments";
import type { Owned } from "./ownership";
import type { DueRule, Reason } from "./reasons";
import type { Revocation } from "./revocable";
import type { Connectable, Context } from "./run";
import type { Setting } from "./settings";
import type { Values } from "./unknown";

export type { Values };

/** A service's methods for a resource: observe, ensure, sync, return. */
export interface Verbs<I, O, C> {
  /** @returns the outputs. @throws PartialError when something was made but not finished */
  create(context: Context<C>, inputs: I): Promise<O>;
  /** @returns the recorded state as the service has it now, or nothing when the object is gone */
  read(context: Context<C>, state: I & O): Promise<(I & O) | undefined>;
  /** @returns the outputs. @param reasons those that the plan found; empty when a half-done create is resumed */
  update(context: Context<C>, prior: I & O, inputs: I, reasons: readonly Reason[]): Promise<O>;
  /** Succeeds also when the object was gone already. */
  delete(context: Context<C>, state: I & O): Promise<void>;
}

/**
 * The one description of a resource, from which engines, pages and tests are derived. Authors write it with types, which `define`
 * forgets.
 */
export interface Definition<
  Inputs extends z.ZodObject = z.ZodObject,
  Outputs extends z.ZodObject = z.ZodObject,
  Client = unknown,
> extends Verbs<z.output<Inputs>, z.output<Outputs>, Client>,
    Abilities<z.output<Inputs>, z.output<Inputs> & z.output<Outputs>, Client> {
  readonly name: string;
  readonly summary: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  /** The input by which messages name a resource. */
  readonly subject: string;
  /**
   * Two objects with the same address are the same one. Values are missing for an object that is yet to be made, or half made. If a
   * replacement has the address of the replaced object, the old one is deleted first. Pure.
   */
  address(values: Partial<z.output<Inputs> & z.output<Outputs>>): Address;
  /** The API actions that the caller must be allowed, in the service's words. */
  readonly actions: Actions;
}

export type Actions = Readonly<Record<keyof Verbs<unknown, unknown, unknown>, readonly string[]>>;

export interface Abilities<I, S extends I, C> {
  /**
   * The service's own id, for objects that the service doesn't know by the program's name: fixed for the object's life. Engines
   * record it as the resource's id, and a reference to the resource means this id.
   */
  id?(state: S): string;
  readonly adopt?: Adoption<S, C>;
  readonly account?: Accounts<S, C>;
  /** What a record says about who may use what, from where. */
  readonly access?: AccessPart<S>;
  readonly identity?: Identity<S>;
  /** Further actions that the caller must be allowed where an input is given, by that input. */
  readonly actionsWith?: Readonly<Record<string, Partial<Actions>>>;
  readonly list?: Listing<S, C>;
  /** Brings the state that an earlier version recorded to this version's form; also takes a current one. Pure. */
  upgrade?(recorded: Partial<S>): Partial<S>;
  readonly checks?: readonly Check<I>[];
  readonly equal?: readonly Equality<I>[];
  /** The rules for what must be done although no input changed, in the order in which they are asked. */
  readonly due?: readonly DueRule<S, I>[];
  /** When, by the record, something rotates, is deleted, or ends: whatever falls due in `due` has its moment here. Pure. */
  moments?(state: S): readonly Moment[];
  /** The state that a rotation at that time will leave, as far as `moments` needs it. Pure. */
  rotated?(state: S, at: Date): S;
  /** How a leaked credential of the resource is ended. */
  readonly revocation?: Revocation<S>;
  /** Notes for people. @param ledger the objects that the run has seen recorded so far, where there is a run */
  notes?(inputs: I, state: S | undefined, now: Date, ledger?: Pick<Ledger, "hasRecorded">): readonly Message[];
  /** What another value of a `rekey` input makes, with these inputs; undefined for nothing. @default a new credential. Pure. */
  renews?(inputs: I): string | undefined;
  /** What ends with a replacement, whichever object comes first. */
  readonly replacing?: Message;
  /** What else a deletion ends. */
  readonly deleting?: Message;
  /** What a replacement interrupts if the old object is deleted before the new one is made. */
  readonly interrupts?: Message;
  /** The object that this one ends with: when that object is replaced, the service deletes this one too. Pure. */
  endsWith?(values: Partial<S>): Address;
  /** The object into which only this one puts content: if that object is replaced, this one is planned to `mend`. Pure. */
  fills?(values: Partial<S>): Address | undefined;
  /** Whether an object's secret outputs go where its inputs say, and into no record. Pure. */
  recordsNoSecrets?(values: Partial<I>): boolean;
  /**
   * The owner that the object itself names now, for kinds whose mark is rewritten by each adoption. Asked before each deletion, as
   * another process may have adopted the object in this very run. Undefined when the object is gone. Never from an earlier reply.
   */
  mark?(context: Context<C>, state: S): Promise<Owned | undefined>;
  /**
   * Why the recorded object can't be deleted, where the record says so. A plan asks before anything else is deleted, and the delete
   * method asks too and may look again. Pure.
   */
  undeletable?(state: S): KeysmithError | undefined;
}

/** A service: its resources, its settings, and how to reach it. */
export interface Vendor extends Connectable {
  readonly name: string;
  readonly title: string;
  readonly definitions: readonly Definition[];
  readonly functions: readonly FunctionDefinition[];
  readonly compositions?: readonly DeclaredComposition[];
  readonly settings: readonly Setting[];
  /** The settings among `settings` that say who calls. */
  readonly credentials?: Credentials;
  /** What gives a caller these actions, in the vendor's own form, a policy or roles, as JSON. */
  granting?(actions: readonly string[]): unknown;
  /** Paths of optional inputs that the examples of the reference pages show all the same. */
  readonly shown?: readonly string[];
}

/**
 * Checks a definition and forgets its types.
 * @throws TypeError when it contradicts itself, at load time, so that no test can miss it
 */
export function define<I extends z.ZodObject, O extends z.ZodObject, C>(declared: Definition<I, O, C>): Definition {
  const definition = declared as unknown as Definition;
  checkDeclaration(definition);
  return definition;
}

export function pick<S extends z.ZodObject>(state: Partial<z.output<S>>, shape: S): z.output<S> {
  const values: Values = state;
  return Object.fromEntries(Object.keys(shape.shape).map((name) => [name, values[name]])) as z.output<S>;
}

/** The name of a resource in messages: `ClientKey "orders-app"`. */
export function subjectOf(definition: Definition, values: Values): string {
  const name = values[definition.subject];
  return typeof name === "string" ? `${definition.name} ${JSON.stringify(name)}` : definition.name;
}

function checkDeclaration({ name, inputs, outputs, subject }: Definition): void {
  checkDeclaredInputs(name, inputs);
  checkSecrets(name, fieldsOf(outputs));
  const leaves = leavesOf(fieldsOf(inputs));
  for (const { path, meta, from } of leaves) {
    const affected = meta.affects === "all" ? [] : (meta.affects ?? []);
    const stray = affected.find((output) => !(output in outputs.shape));
    if (stray) throw new TypeError(`${name}.${path} affects ${stray}, which is not an output`);
    if (path in outputs.shape && !from.includes("recorded"))
      throw new TypeError(`${name}.${path} is an output too, and so has to be from "recorded" where it is left out`);
  }
  if (leaves.every(({ path }) => path !== subject))
    throw new TypeError(`${name} is named by ${subject}, which is not an input`);
}
