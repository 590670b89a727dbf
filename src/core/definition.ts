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

/** How a service does what a resource needs: observe, ensure, sync, return. */
export interface Verbs<I, O, C> {
  /** @returns the outputs. @throws PartialError when something was made but not finished */
  create(context: Context<C>, inputs: I): Promise<O>;
  /** @returns the recorded state as the service has it now, or nothing when the object is gone */
  read(context: Context<C>, state: I & O): Promise<(I & O) | undefined>;
  /** @returns the outputs. @param reasons what the plan found; empty when a half-done create is taken up again */
  update(context: Context<C>, prior: I & O, inputs: I, reasons: readonly Reason[]): Promise<O>;
  /** Done also when the object was gone already. */
  delete(context: Context<C>, state: I & O): Promise<void>;
}

/**
 * The one description of a resource: what engines, pages and tests are derived from. Authors write it with types, which
 * `define` forgets.
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
  /** The input by which messages call a resource. */
  readonly subject: string;
  /**
   * What makes two objects the same one. Of an object that is yet to be made, or half made, values are missing. A replacement
   * with the address of what it replaces deletes first. Pure.
   */
  address(values: Partial<z.output<Inputs> & z.output<Outputs>>): Address;
  /** What the caller must be allowed to do, in the service's words. */
  readonly actions: Actions;
}

export type Actions = Readonly<Record<keyof Verbs<unknown, unknown, unknown>, readonly string[]>>;

export interface Abilities<I, S extends I, C> {
  /**
   * What the service itself calls the object, for objects that it doesn't know by the program's name: fixed for the
   * object's life. Engines record it as the resource's id, and it is what a reference to the resource stands for.
   */
  id?(state: S): string;
  readonly adopt?: Adoption<S, C>;
  readonly account?: Accounts<S, C>;
  /** What a record says of who may use what, from where. */
  readonly access?: AccessPart<S>;
  readonly identity?: Identity<S>;
  /** What more the caller must be allowed to do where an input is given, by that input. */
  readonly actionsWith?: Readonly<Record<string, Partial<Actions>>>;
  readonly list?: Listing<S, C>;
  /** A state as an earlier version has recorded it, as this one does; also one that is as it should be. Pure. */
  upgrade?(recorded: Partial<S>): Partial<S>;
  readonly checks?: readonly Check<I>[];
  readonly equal?: readonly Equality<I>[];
  /** What must be done although no input changed, in the order in which it is asked. */
  readonly due?: readonly DueRule<S, I>[];
  /** When a record says that something of it rotates, is deleted, or ends: what is due in `due` has its moment here. Pure. */
  moments?(state: S): readonly Moment[];
  /** The state as a rotation at that time is going to leave it, as far as `moments` asks. Pure. */
  rotated?(state: S, at: Date): S;
  /** How one of its credentials that has leaked is ended. */
  readonly revocation?: Revocation<S>;
  /** What a person should know. @param ledger what the run has seen recorded by now, where there is a run */
  notes?(inputs: I, state: S | undefined, now: Date, ledger?: Pick<Ledger, "hasRecorded">): readonly Message[];
  /** What a replacement ends, whichever object comes first. */
  readonly replacing?: Message;
  /** What a deletion ends beside the object itself. */
  readonly deleting?: Message;
  /** What a replacement interrupts where the old object is deleted before the new one is made. */
  readonly interrupts?: Message;
  /** What the object ends with: where that is replaced, the service deletes this one too. Pure. */
  endsWith?(values: Partial<S>): Address;
  /** What this object alone puts content into. Pure. */
  fills?(values: Partial<S>): Address | undefined;
  /** Whether the secret outputs of an object go where its inputs say, and into no record. Pure. */
  recordsNoSecrets?(values: Partial<I>): boolean;
  /**
   * What the object itself says of its owner now, for kinds whose mark is written anew by whoever adopts an object: asked before
   * each deletion, as another process may have adopted it in this very run. Nothing when it is gone. Not from an earlier answer.
   */
  mark?(context: Context<C>, state: S): Promise<Owned | undefined>;
  /**
   * Why the recorded object can't be deleted, where that is recorded. Asked by a plan, before anything else is deleted, as by
   * the method itself, which may look again. Pure.
   */
  undeletable?(state: S): KeysmithError | undefined;
}

/** A service: its resources, what can be set for it, and how to reach it. */
export interface Vendor extends Connectable {
  readonly name: string;
  readonly title: string;
  readonly definitions: readonly Definition[];
  readonly functions: readonly FunctionDefinition[];
  readonly compositions?: readonly DeclaredComposition[];
  readonly settings: readonly Setting[];
  /** Those of `settings` that say who calls. */
  readonly credentials?: Credentials;
  /** What gives a caller these actions, in the vendor's own form: a policy, or roles. As JSON has it. */
  granting?(actions: readonly string[]): unknown;
  /** Inputs that the examples of the reference pages show although they may be left out, by their paths. */
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

/** What `definition` calls one of its resources: `ClientKey "orders-app"`. */
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
