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

/** Every attribute but those that keep secrets. */
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

/** The service's id stays for life, so that what refers to it doesn't change with every update. */
function plannedId(definition: Definition, prior: Values | undefined, values: Values): Value {
  if (definition.id) return prior ? (engineId(definition, prior) ?? null) : UNKNOWN;
  const subject = values[definition.subject];
  return isUnknown(subject) || typeof subject === "string" ? subject : UNKNOWN;
}

/**
 * What to record of an apply: what the plan has promised, and else what the verb has answered. What the service meanwhile
 * has otherwise is found by the next refresh; here the engine would take it for a defect.
 * @param actual what the verb has answered, as attributes
 */
export function asPlanned(planned: Attributes, actual: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(actual).map(([name, value]) => [name, promised(planned[name] ?? null, value)] as const),
  );
}

/**
 * The config as the plan has it. The plan doesn't have what is write-only: that counts where a version of it is planned. What
 * the plan left open is known by now.
 */
export function plannedConfig(definition: Definition, planned: Attributes, config: Attributes): Attributes {
  const known = (name: string): Value => promised(planned[name] ?? null, config[name] ?? null);
  // What the program leaves out and the state tells all the same was never asked for.
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
 * What is planned. A plan keeps the recorded spelling of what means the same, and only together do the spellings of one program
 * say all that checks ask for: so where the config means the same, its spelling counts.
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
