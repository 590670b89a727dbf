import type { Values, Vendor } from "../core/definition";
import { isKeysmithError } from "../core/errors";
import { everyField, type Field, fieldsOf, referencesOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { isFilledIn, mayBeLeftOut } from "../core/left-out";
import { message } from "../core/message";
import type { Setting } from "../core/settings";
import { isUnknown, UNKNOWN } from "../core/unknown";
import { type Checked, checkInputs } from "../core/validate";
import { problemDiagnostics, warning } from "./diagnostics";
import { unsettled } from "./inputs";
import { snakeCase } from "./names";
import type { Attributes, Diagnosed, Opened } from "./protocol/provider";
import type { Schema, SchemaAttribute } from "./protocol/schema";
import { answered, attributeOf, describedIn, isKnownOrigin, type ModeOf } from "./resource-schema";
import type { ConfiguredRun } from "./run";
import { conform, toAttributes, toValues } from "./values";

export interface BoundFunction {
  readonly vendor: Vendor;
  readonly fn: FunctionDefinition;
}

export function validateFunction({ fn }: BoundFunction, config: Attributes): Diagnosed {
  const { problems } = checkInputs(fn, toValues(fieldsOf(fn.inputs), config), unsettled);
  return { diagnostics: problemDiagnostics(fn.inputs, fn.name, problems, config) };
}

/** @param isKept whether a state keeps the answer: then secrets are left out of it */
export async function askFunction(
  { vendor, fn }: BoundFunction,
  config: Attributes,
  run: ConfiguredRun,
  isKept: boolean,
): Promise<Opened> {
  const { values, diagnostics } = givenTo(fn, config, run);
  if (diagnostics.length > 0) return { result: null, diagnostics };
  const answer = await fn.call(run.context(vendor), values);
  return { result: answerOf(fn, { ...values, ...answer }, config, isKept), diagnostics: [] };
}

/** What a function is called with, or why it can't be. @throws ConfigurationError where a setting that it needs isn't known yet */
export function givenTo(
  fn: FunctionDefinition,
  config: Attributes,
  run: ConfiguredRun,
): Diagnosed & { readonly values: Values } {
  const given = toValues(fieldsOf(fn.inputs), config);
  const check = (say: (setting: Setting) => unknown): Checked =>
    checkInputs(fn, given, (origin) => (typeof origin === "object" ? say(origin) : undefined));
  // A setting that isn't known yet may not be needed, as an instance isn't beside the CRN of a key.
  const without = check((setting) => [run.known(setting)].find((value) => !isUnknown(value)));
  const { values, problems } = without.problems.length === 0 ? without : check((setting) => run.setting(setting));
  return { values, diagnostics: problemDiagnostics(fn.inputs, fn.name, problems, config) };
}

/**
 * Asks the service what nothing keeps. What it refuses about a resource that this run is yet to change, as a key that is
 * deleted and will be restored, isn't final: the answer is not known then, and the engine asks again when it applies.
 */
export async function askEphemeral(bound: BoundFunction, config: Attributes, run: ConfiguredRun): Promise<Opened> {
  try {
    return await askFunction(bound, config, run, false);
  } catch (error) {
    const subject = isKeysmithError(error) && changingSubject(bound, config, run);
    if (!subject) throw error;
    const { fn } = bound;
    const open = Object.keys(fn.outputs.shape).map((name) => [snakeCase(name), UNKNOWN] as const);
    const result = { ...conform(functionSchema(fn, true), config), ...Object.fromEntries(open) };
    const line = message`${fn.name} is asked again when ${subject} is changed, as by now ${error.told.problem}`;
    return { result, diagnostics: [warning(line)] };
  }
}

function changingSubject({ fn }: BoundFunction, config: Attributes, run: ConfiguredRun): string | undefined {
  const fields = fieldsOf(fn.inputs);
  const given = toValues(fields, config);
  const named = fields.filter((field) => referencesOf(field).length > 0).map(({ name }) => given[name]);
  return named.map((name) => run.changing(name)).find((subject) => subject !== undefined);
}

/** The answer, and what was filled in of the inputs; what the user gave stays as it is spelled. */
function answerOf(fn: FunctionDefinition, values: Values, config: Attributes, isKept: boolean): Attributes {
  const { inputs, outputs } = fn;
  const fields = [...fieldsOf(inputs).filter(({ name }) => !(name in outputs.shape)), ...fieldsOf(outputs)];
  const found = isKept ? toAttributes(fields, values) : toAttributes(fields, values, (secret) => secret.reveal());
  const spelled = Object.entries(config).filter(([, value]) => value !== null);
  return conform(functionSchema(fn, !isKept), { ...found, ...Object.fromEntries(spelled) });
}

/** Its answer the state keeps: without the secrets in it. */
export function isDataSource({ kind }: FunctionDefinition): boolean {
  return kind === "data";
}

/** Its answer nothing keeps: also to have the secrets in an answer. */
export function isEphemeral({ kind, outputs }: FunctionDefinition): boolean {
  return kind === "ephemeral" || (kind === "data" && everyField(fieldsOf(outputs)).some(({ meta }) => meta.secret));
}

/** @param withSecrets whether secrets may be in it, which the state would keep */
export function functionSchema({ summary, inputs, outputs }: FunctionDefinition, withSecrets: boolean): Schema {
  const isShown = ({ meta }: Field): boolean => withSecrets || !meta.secret;
  const [given, answers] = [fieldsOf(inputs).filter(isShown), fieldsOf(outputs).filter(isShown)];
  const names = new Set(answers.map(({ name }) => name));
  const attributes = new Map([
    ...answers.map((field) => [field.name, attributeOf(field, answered)] as const),
    ...given.map((field) => [field.name, attributeOf(field, askedMode(names.has(field.name)))] as const),
  ]);
  const shown = [...attributes.values()];
  return describedIn([...given, ...answers], summary, withSecrets ? shown : shown.map(withoutSecrets));
}

function askedMode(isAnswered: boolean): ModeOf {
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
