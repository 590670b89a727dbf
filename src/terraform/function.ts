import type { Values, Vendor } from "../core/definition";
import { isKeysmithError } from "../core/errors";
import { everyField, type Field, fieldsOf, referencesOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { type Ask, isFilledIn } from "../core/left-out";
import { message } from "../core/message";
import { isUnknown, UNKNOWN } from "../core/unknown";
import { checkInputs } from "../core/validate";
import { problemDiagnostics, warning } from "./diagnostics";
import { unsettled } from "./inputs";
import { snakeCase } from "./names";
import type { Attributes, Diagnosed, Opened } from "./protocol/provider";
import type { Schema, SchemaAttribute } from "./protocol/schema";
import { answered, asked, attributeOf, describedIn, isKnownOrigin, type ModeOf } from "./resource-schema";
import type { ConfiguredRun } from "./run";
import { conform, toAttributes, toValues } from "./values";

export interface BoundFunction {
  readonly vendor: Vendor;
  readonly fn: FunctionDefinition;
}

interface Given extends Diagnosed {
  readonly values: Values;
}

function checked(fn: FunctionDefinition, config: Attributes, ask: Ask): Given {
  const { values, problems } = checkInputs(fn, toValues(fieldsOf(fn.inputs), config), ask);
  return { values, diagnostics: problemDiagnostics(fn.inputs, fn.name, problems, config) };
}

export function validateFunction({ fn }: BoundFunction, config: Attributes): Diagnosed {
  return { diagnostics: checked(fn, config, unsettled).diagnostics };
}

/** Checks what a plan can tell without a call: the object may be made in the same run. */
export function planAction({ fn }: BoundFunction, config: Attributes, run: ConfiguredRun): Diagnosed {
  return { diagnostics: checked(fn, config, run.ofKnown).diagnostics };
}

export async function invokeAction(
  { vendor, fn }: BoundFunction,
  config: Attributes,
  run: ConfiguredRun,
): Promise<Diagnosed> {
  run.isApplying = true;
  const { values, diagnostics } = givenTo(fn, config, run);
  if (diagnostics.length === 0) await fn.call(run.context(vendor), values);
  return { diagnostics };
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

/** The arguments of a call, or why it can't be made. @throws ConfigurationError if it needs an unknown setting */
function givenTo(fn: FunctionDefinition, config: Attributes, run: ConfiguredRun): Given {
  // An unknown setting may not be needed, as an instance isn't beside the CRN of a key.
  const known: Ask = (...asked) => [run.ofKnown(...asked)].find((value) => !isUnknown(value));
  const without = checked(fn, config, known);
  return without.diagnostics.length === 0 ? without : checked(fn, config, run.ofSettings);
}

/**
 * Calls a function whose answer nothing keeps. An error about a resource that this run is yet to change (a deleted key
 * that will be restored) isn't final: the answer is then unknown, and the engine asks again when it applies.
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
    const line = message`${fn.name} is asked again when ${subject} is changed, because for now ${error.told.problem}`;
    return { result, diagnostics: [warning(line)] };
  }
}

function changingSubject({ fn }: BoundFunction, config: Attributes, run: ConfiguredRun): string | undefined {
  const fields = fieldsOf(fn.inputs);
  const given = toValues(fields, config);
  const named = fields.filter((field) => referencesOf(field).length > 0).map(({ name }) => given[name]);
  return named.map((name) => run.changing(name)).find((subject) => subject !== undefined);
}

/** The answer, with the inputs that were filled in; those that the user gave keep their spelling. */
function answerOf(fn: FunctionDefinition, values: Values, config: Attributes, isKept: boolean): Attributes {
  const { inputs, outputs } = fn;
  const fields = [...fieldsOf(inputs).filter(({ name }) => !(name in outputs.shape)), ...fieldsOf(outputs)];
  const found = isKept ? toAttributes(fields, values) : toAttributes(fields, values, (secret) => secret.reveal());
  const spelled = Object.entries(config).filter(([, value]) => value !== null);
  return conform(functionSchema(fn, !isKept), { ...found, ...Object.fromEntries(spelled) });
}

/** The state keeps the answer of a data source, without its secrets. */
export function isDataSource({ kind }: FunctionDefinition): boolean {
  return kind === "data";
}

/** Nothing keeps the answer of an ephemeral resource, so it may hold secrets: a data source with any is also one. */
export function isEphemeral({ kind, outputs }: FunctionDefinition): boolean {
  return kind === "ephemeral" || (kind === "data" && everyField(fieldsOf(outputs)).some(({ meta }) => meta.secret));
}

/** Engines invoke actions on demand, or before and after they change a resource: Terraform from 1.14 on. */
export function isAction({ kind }: FunctionDefinition): boolean {
  return kind === "action";
}

/**
 * Has no secrets: a plan keeps an action's arguments and leaves out ephemeral ones, so an action that is invoked alone
 * would never get them. Has no answer either, as there is no place for one.
 */
export function actionSchema({ summary, inputs }: FunctionDefinition): Schema {
  const given = fieldsOf(inputs).filter((field) => !everyField([field]).some(({ meta }) => meta.secret));
  return describedIn(
    given,
    summary,
    given.map((field) => attributeOf(field, asked)),
  );
}

/** @param withSecrets whether it may hold secrets, which a state would keep */
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
    const mode = asked(field);
    return mode.optional && (isFilledIn(field, isKnownOrigin) || isAnswered) ? { ...mode, computed: true } : mode;
  };
}

function withoutSecrets(attribute: SchemaAttribute): SchemaAttribute {
  if (!("nesting" in attribute)) return attribute;
  const open = attribute.attributes.filter(({ sensitive }) => !sensitive);
  return { ...attribute, attributes: open.map(withoutSecrets) };
}
