import type { z } from "zod";
import type { Context } from "./context";
import type { Rule, Values } from "./definition";
import { fieldsOf, leavesOf } from "./fields";

/** What the author of a look-up writes: a question to a service that changes nothing there. */
export interface LookUpDeclaration<Inputs extends z.ZodObject, Outputs extends z.ZodObject, C> {
  /** What the function is called, verb first: `getKmsInstance`. */
  readonly name: string;
  /** One paragraph for the reference page. */
  readonly summary: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly rules?: readonly Rule<z.output<Inputs>>[];
  /** The vendor's API actions that it may call. */
  readonly actions: readonly string[];
  look(context: Context<C>, inputs: z.output<Inputs>): Promise<z.output<Outputs>>;
}

/** The one description of a look-up, with its types forgotten. */
export interface LookUp {
  readonly name: string;
  readonly summary: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  readonly rules: readonly Rule<Values>[];
  readonly actions: readonly string[];
  look(context: Context<unknown>, inputs: Values): Promise<Values>;
}

/**
 * Checks a declaration and forgets its types.
 * @throws TypeError when an input has no examples, at load time, so that no test can miss it
 */
export function defineLookUp<I extends z.ZodObject, O extends z.ZodObject, C>(
  declared: LookUpDeclaration<I, O, C>,
): LookUp {
  const bare = leavesOf(fieldsOf(declared.inputs)).find(({ meta }) => !meta.examples);
  if (bare) throw new TypeError(`${declared.name}.${bare.path} has no examples`);
  fieldsOf(declared.outputs);
  return { rules: [], ...declared } as unknown as LookUp;
}
