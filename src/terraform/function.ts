import type { Values, Vendor } from "../core/definition";
import { fieldsOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { checkInputs } from "../core/validate";
import { problemDiagnostics } from "./diagnostics";
import { functionSchema } from "./function-schema";
import { unsettled } from "./inputs";
import type { Attributes, Diagnosed, Opened } from "./protocol/provider";
import type { ConfiguredRun } from "./run";
import { conform, toAttributes, toValues } from "./values";

/** A function and its vendor. */
export interface Asked {
  readonly vendor: Vendor;
  readonly fn: FunctionDefinition;
}

/** What is wrong with its inputs, before any provider is configured. */
export function validateFunction({ fn }: Asked, config: Attributes): Diagnosed {
  const { problems } = checkInputs(fn, toValues(fieldsOf(fn.inputs), config), unsettled);
  return { diagnostics: problemDiagnostics(fn.inputs, fn.name, problems, config) };
}

/** Asks the service. @param isKept whether a state keeps the answer: then secrets are left out of it */
export async function askFunction(
  { vendor, fn }: Asked,
  config: Attributes,
  run: ConfiguredRun,
  isKept: boolean,
): Promise<Opened> {
  const given = toValues(fieldsOf(fn.inputs), config);
  const { values, problems } = checkInputs(fn, given, (origin) =>
    typeof origin === "object" ? run.known(origin) : undefined,
  );
  if (problems.length > 0)
    return { result: null, diagnostics: problemDiagnostics(fn.inputs, fn.name, problems, config) };
  const answer = await fn.call(run.context(vendor), values);
  return { result: answerOf(fn, { ...values, ...answer }, config, isKept), diagnostics: [] };
}

/** The answer, and what was filled in of the inputs; what the user gave stays as it is spelled. */
function answerOf(fn: FunctionDefinition, values: Values, config: Attributes, isKept: boolean): Attributes {
  const { inputs, outputs } = fn;
  const fields = [...fieldsOf(inputs).filter(({ name }) => !(name in outputs.shape)), ...fieldsOf(outputs)];
  const found = isKept ? toAttributes(fields, values) : toAttributes(fields, values, (secret) => secret.reveal());
  const spelled = Object.entries(config).filter(([, value]) => value !== null);
  return conform(functionSchema(fn, !isKept), { ...found, ...Object.fromEntries(spelled) });
}
