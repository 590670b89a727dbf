import { everyField, type Field, fieldsOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { isFilledIn, mayBeLeftOut } from "../core/left-out";
import type { Schema, SchemaAttribute } from "./protocol/schema";
import { answered, attributeOf, describedIn, isKnownOrigin, type ModeOf } from "./resource-schema";

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
