import type { Calls } from "./calls";
import type { SentMessage } from "./message-types";
import type { FunctionOutcome, Provider } from "./provider";
import type { CtyType, FunctionSignature, ProviderSchema } from "./schema";
import { functionEntries } from "./schema-message";
import { decodeValue, encodeValue } from "./value";

/** The calls about functions. */
export function functionCalls(
  provider: Provider,
  schema: () => ProviderSchema,
): Calls<"GetFunctions" | "CallFunction"> {
  return {
    GetFunctions: () => ({ functions: functionEntries(schema()) }),
    CallFunction: async ({ name, arguments: given }) => {
      const signature = signatureOf(schema(), name);
      const args = signature.parameters.map(({ type }, index) => decodeValue(given[index], type));
      return answer(await provider.callFunction(name, args), signature.returns);
    },
  };
}

function signatureOf({ functions }: ProviderSchema, name: string): FunctionSignature {
  const signature = functions[name];
  if (!signature) throw new RangeError(`there is no function ${name}`);
  return signature;
}

function answer(outcome: FunctionOutcome, type: CtyType): SentMessage<"CallFunctionResponse"> {
  if ("result" in outcome) return { result: encodeValue(outcome.result, type) };
  const { text, argument } = outcome.error;
  return { error: { text, functionArgument: argument === undefined ? undefined : BigInt(argument) } };
}
