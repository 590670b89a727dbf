import type { Values, Vendor } from "../core/definition";
import { fieldsOf } from "../core/fields";
import type { LookUp } from "../core/look-up";
import { checkInputs } from "../core/validate";
import { problemDiagnostics } from "./diagnostics";
import { unsettled } from "./inputs";
import { lookUpSchema } from "./look-up-schema";
import type { Attributes, Diagnosed, Opened } from "./protocol/provider";
import type { ConfiguredRun } from "./run";
import { conform, toAttributes, toValues } from "./values";

/** A look-up and the vendor that it asks. */
export interface Asked {
  readonly vendor: Vendor;
  readonly lookUp: LookUp;
}

/** What is wrong with its inputs, before any provider is configured. */
export function validateLookUp({ lookUp }: Asked, config: Attributes): Diagnosed {
  const { problems } = checkInputs(lookUp, toValues(fieldsOf(lookUp.inputs), config), unsettled);
  return { diagnostics: problemDiagnostics(lookUp.inputs, lookUp.name, problems, config) };
}

/** Asks the service. @param isKept whether a state keeps the answer: then secrets are left out of it */
export async function askLookUp(
  { vendor, lookUp }: Asked,
  config: Attributes,
  run: ConfiguredRun,
  isKept: boolean,
): Promise<Opened> {
  const given = toValues(fieldsOf(lookUp.inputs), config);
  const { values, problems } = checkInputs(lookUp, given, (origin) =>
    typeof origin === "object" ? run.known(origin) : undefined,
  );
  if (problems.length > 0)
    return { result: null, diagnostics: problemDiagnostics(lookUp.inputs, lookUp.name, problems, config) };
  const answer = await lookUp.look(run.context(vendor), values);
  return { result: answerOf(lookUp, { ...values, ...answer }, config, isKept), diagnostics: [] };
}

/** The answer, and what was filled in of the inputs; what the user gave stays as it is spelled. */
function answerOf(lookUp: LookUp, values: Values, config: Attributes, isKept: boolean): Attributes {
  const { inputs, outputs } = lookUp;
  const fields = [...fieldsOf(inputs).filter(({ name }) => !(name in outputs.shape)), ...fieldsOf(outputs)];
  const found = isKept ? toAttributes(fields, values) : toAttributes(fields, values, (secret) => secret.reveal());
  const spelled = Object.entries(config).filter(([, value]) => value !== null);
  return conform(lookUpSchema(lookUp, !isKept), { ...found, ...Object.fromEntries(spelled) });
}
