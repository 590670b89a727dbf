import { sameValue } from "../core/compare";
import type { Definition, Values } from "../core/definition";
import { type Field, fieldsOf } from "../core/fields";
import { engineId } from "../core/lifecycle";
import { plannedState } from "../core/planned";
import { hasUnknown, isPlainObject, isUnknown, UNKNOWN } from "../core/unknown";
import { writeOnlyAttributes } from "./inputs";
import { snakeCase, writeOnlyName, writeOnlyVersionName } from "./names";
import type { Attributes, Value } from "./protocol/provider";
import { ID, secretInputs } from "./resource-schema";
import { stateFields, toAttributes } from "./values";

/** Every attribute except those that keep secrets. */
export function plannedAttributes(
  definition: Definition,
  prior: Values | undefined,
  desired: Values,
  changedOutputs: readonly string[],
  config: Attributes,
): Attributes {
  const values = plannedState(definition, prior, desired, changedOutputs);
  return {
    ...toAttributes(stateFields(definition), values),
    ...writeOnlyAttributes(definition, config),
    [ID]: plannedId(definition, prior, values),
  };
}

/** The service's id stays for life, so that references to it don't change with every update. */
function plannedId(definition: Definition, prior: Values | undefined, values: Values): Value {
  if (definition.id) return prior ? (engineId(definition, prior) ?? null) : UNKNOWN;
  const subject = values[definition.subject];
  return isUnknown(subject) || typeof subject === "string" ? subject : UNKNOWN;
}

/**
 * The state to record after an apply: the values that the plan promised, or else those of the lifecycle method's
 * answer. The next refresh finds what the service has changed meanwhile; here the engine would take that for a defect.
 * @param actual the lifecycle method's answer, as attributes
 */
export function asPlanned(planned: Attributes, actual: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(actual).map(([name, value]) => [name, promised(planned[name] ?? null, value)] as const),
  );
}

/**
 * The config as the plan has it. A plan has no write-only values: those of the config count if their version is
 * planned. Values that the plan left unknown are known by now.
 */
export function plannedConfig(definition: Definition, planned: Attributes, config: Attributes): Attributes {
  const known = (name: string): Value => promised(planned[name] ?? null, config[name] ?? null);
  // An input that the program leaves out, and that the state has as an output, was never asked for.
  const isKept = (input: string): boolean =>
    input in definition.outputs.shape && (config[snakeCase(input)] ?? null) === null;
  const open = fieldsOf(definition.inputs).filter(({ name, meta }) => !meta.secret && !isKept(name));
  const secrets = secretInputs(definition).flatMap(({ name: input }): [string, Value][] => {
    const name = snakeCase(input);
    const [writeOnly, version] = [writeOnlyName(name), writeOnlyVersionName(name)];
    const planned = known(version);
    return [
      [name, isKept(input) ? null : known(name)],
      [writeOnly, planned === null ? null : (config[writeOnly] ?? null)],
      [version, planned],
    ];
  });
  return { ...spelledAs(open, planned, config), ...Object.fromEntries(secrets) };
}

/**
 * The planned values, in the spelling of the config where it means the same. A plan keeps the recorded spelling, but
 * only the spellings of one program together say all that checks ask for.
 */
function spelledAs(fields: readonly Field[], planned: Attributes, config: Attributes): Attributes {
  const spelled = (field: Field): Value => {
    const name = snakeCase(field.name);
    const will: Value = planned[name] ?? null;
    const given: Value = config[name] ?? null;
    if (field.type.kind === "object" && isPlainObject(will) && isPlainObject(given))
      return spelledAs(field.type.fields, will as Attributes, given as Attributes);
    if (hasUnknown(will)) return promised(will, given);
    return given !== null && sameValue(field, will, given) ? given : will;
  };
  return Object.fromEntries(fields.map((field) => [snakeCase(field.name), spelled(field)]));
}

function promised(planned: Value, actual: Value): Value {
  if (!hasUnknown(planned)) return planned;
  if (!isPlainObject(planned) || !isPlainObject(actual)) return actual;
  return asPlanned(planned as Attributes, actual as Attributes);
}
