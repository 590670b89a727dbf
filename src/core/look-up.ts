import type { z } from "zod";
import { checkDeclaredInputs } from "./declared-inputs";
import type { Rule, Values } from "./definition";
import { fieldsOf } from "./fields";
import type { Context } from "./run";

/** What the author of a look-up writes: a question to a service, or with `acts` something to be done there at once. */
export interface LookUpDeclaration<Inputs extends z.ZodObject, Outputs extends z.ZodObject, C> {
  /** What the function is called, verb first: `getKmsInstance`. */
  readonly name: string;
  /** What people type for it on the command line, after the vendor's name; none where there is no such command. */
  readonly command?: string;
  /** One paragraph for the reference page. */
  readonly summary: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly rules?: readonly Rule<z.output<Inputs>>[];
  /** It changes something at the service: no engine calls it while it only plans. */
  readonly acts?: true;
  /** It answers otherwise each time without changing anything: no engine keeps its answer. */
  readonly varies?: true;
  /** The vendor's API actions that it may call. */
  readonly actions: readonly string[];
  look(context: Context<C>, inputs: z.output<Inputs>): Promise<z.output<Outputs>>;
}

/** The one description of a look-up, with its types forgotten. */
export interface LookUp {
  readonly name: string;
  readonly command?: string;
  readonly summary: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  readonly rules: readonly Rule<Values>[];
  /** Whether it changes something at the service. */
  readonly acts: boolean;
  /** Whether it answers otherwise each time. */
  readonly varies: boolean;
  readonly actions: readonly string[];
  look(context: Context<unknown>, inputs: Values): Promise<Values>;
}

/**
 * Checks a declaration and forgets its types.
 * @throws TypeError when the declaration contradicts itself, at load time, so that no test can miss it
 */
export function defineLookUp<I extends z.ZodObject, O extends z.ZodObject, C>(
  declared: LookUpDeclaration<I, O, C>,
): LookUp {
  checkDeclaredInputs(declared.name, declared.inputs);
  fieldsOf(declared.outputs);
  return { rules: [], acts: false, varies: false, ...declared } as unknown as LookUp;
}
