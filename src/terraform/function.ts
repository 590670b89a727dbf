import type { Values, Vendor } from "../core/definition";
import { everyField, type Field, fieldsOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { isFilledIn, mayBeLeftOut } from "../core/left-out";
import { checkInputs } from "../core/validate";
import { problemDiagnostics } from "./diagnostics";
import { unsettled } from "./inputs";
import type { Attributes, Diagnosed, Opened } from "./protocol/provider";
import type { Schema, SchemaAttribute } from "./protocol/schema";
import { answered, attributeOf, describedIn, isKnownOrigin, type ModeOf } from "./resource-schema";
import type { ConfiguredRun } from "./run";
import { conform, toAttributes, toValues } from "./values";

export interface Asked {
  readonly vendor: Vendor;
  readonly fn: FunctionDefinition;
}

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

/** Whether a function is a data source, whose answer the state keeps: without the secrets in it. */
export function isDataSource({ kind }: FunctionDefinition): boolean {
  return kind === "data";
}

/** Whether a function is an ephemeral resource, whose answer nothing keeps: also to have the secrets in an answer. */
export function isEphemeral({ kind, outputs }: FunctionDefinition): boolean {
  return kind === "ephemeral" || (kind === "data" && everyField(fieldsOf(outputs)).some(({ meta }) => meta.secret));
}

/**
 * The schema of a function: its inputs, and over them its outputs.
 * @param withSecrets whether secrets may be in it, which the state would keep
 */
export function functionSchema({ summary, inputs, outputs }: FunctionDefinition, withSecrets: boolean): Schema {
  const isShown = ({ meta }: Field): boolean => withSecrets || !meta.secret;
  const [given, answers] = [fieldsOf(inputs).filter(isShown), fieldsOf(outputs).filter(isShown)];
  const names = new Set(answers.map(({ name }) => name));
  const attributes = new Map([
    ...answers.map((field) => [field.name, attributeOf(field, answered)] as const),
    ...given.map((field) => [field.name, attributeOf(field, asked(names.has(field.name)))] as const),
  ]);
  const shown = [...attributes.values()];
  return describedIn([...given, ...answers], summary, withSecrets ? shown : shown.map(withoutSecrets));
}

/** @param isAnswered whether the answer says it too */
function asked(isAnswered: boolean): ModeOf {
  return (field) => {
    if (!mayBeLeftOut(field, isKnownOrigin)) return { required: true };
    return { optional: true, ...(isFilledIn(field, isKnownOrigin) || isAnswered ? { computed: true } : {}) };
  };
}

function withoutSecrets(attribute: SchemaAttribute): SchemaAttribute {
  if (!("nesting" in attribute)) return attribute;
  const open = attribute.attributes.filter(({ sensitive }) => !sensitive);
  return { ...attribute, attributes: open.map(withoutSecrets) };
}
