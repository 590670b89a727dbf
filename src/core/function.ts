import type * as z from "zod";
import type { Check } from "./checks";
import { checkDeclaredInputs, fieldsOf } from "./fields";
import type { Context } from "./run";

/**
 * The meaning of a call: `data` asks and changes nothing; `ephemeral` answers with secrets, or differently each time, so no engine
 * keeps its answer; `action` changes something at the service, so no engine calls it while it only plans.
 */
export type FunctionKind = "data" | "ephemeral" | "action";

/** The one description of a function: a question to a service, or an action at one. */
export interface FunctionDefinition<
  Inputs extends z.ZodObject = z.ZodObject,
  Outputs extends z.ZodObject = z.ZodObject,
  Client = unknown,
> {
  readonly name: string;
  readonly kind: FunctionKind;
  /** Typed on the command line after the vendor's name; absent where there is no such command. */
  readonly command?: string;
  readonly summary: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly checks?: readonly Check<z.output<Inputs>>[];
  readonly actions: readonly string[];
  call(context: Context<Client>, inputs: z.output<Inputs>): Promise<z.output<Outputs>>;
}

/** @throws TypeError when it contradicts itself, at load time, so that no test can miss it */
export function defineFunction<I extends z.ZodObject, O extends z.ZodObject, C>(
  declared: FunctionDefinition<I, O, C>,
): FunctionDefinition {
  checkDeclaredInputs(declared.name, declared.inputs);
  fieldsOf(declared.outputs);
  return declared as unknown as FunctionDefinition;
}
