import type { Definition, Values } from "../core/definition";
import type { Problem } from "../core/errors";
import { type Field, fieldsOf } from "../core/fields";
import { type Ask, staysRecorded } from "../core/left-out";
import { Secret } from "../core/secret";
import { isUnknown, UNKNOWN } from "../core/unknown";
import { type Checked, checkInputs } from "../core/validate";
import { snakeCase, writeOnlyName, writeOnlyVersionName } from "./names";
import type { Attributes, Capabilities, Value } from "./protocol/provider";
import { secretInputs } from "./resource-schema";
import { toValues } from "./values";

/** The inputs as the user gave them: a secret comes in clear or through its write-only attribute. */
export function givenInputs(definition: Definition, config: Attributes): Values {
  const secrets = secretInputs(definition).map(({ name }) => {
    const attribute = snakeCase(name);
    return [name, config[attribute] ?? config[writeOnlyName(attribute)] ?? undefined] as const;
  });
  const given = toValues(fieldsOf(definition.inputs), config);
  return { ...given, ...Object.fromEntries(secrets.filter(([, value]) => value !== undefined)) };
}

/** The checked inputs. @param recorded of the same resource; @param prior its state as the engine has it */
export function checkedInputs(
  definition: Definition,
  config: Attributes,
  ask: Ask,
  recorded?: Values,
  prior?: Attributes | null,
): Checked {
  const checked = checkInputs(definition, givenInputs(definition, config), ask, recorded);
  const problems = secretInputs(definition).flatMap((field) => writeOnlyProblems(field, config, prior ?? {}));
  return { ...checked, problems: [...problems, ...checked.problems] };
}

/** Fills in before any provider is configured: settings and labels may turn out to be anything. */
export const unsettled: Ask = (origin) => (origin === "name" || origin === "reference" ? undefined : UNKNOWN);

function writeOnlyProblems({ name }: Field, config: Attributes, prior: Attributes): Problem[] {
  const plain = snakeCase(name);
  const [writeOnly, version] = [writeOnlyName(plain), writeOnlyVersionName(plain)];
  const isGiven = (attribute: string): boolean => (config[attribute] ?? null) !== null;
  const problem = (reason: string): Problem[] => [{ field: name, reason, secret: true }];
  const isSame = (attribute: string): boolean => config[attribute] === prior[attribute];
  // An engine that is told to ignore changes passes on what the state has: the text in clear, or the version alone.
  if (isGiven(plain) && isGiven(writeOnly) && !(isSame(plain) && isSame(version)))
    return problem(`is given twice, by ${plain} and by ${writeOnly}: leave one out`);
  if (isGiven(writeOnly) && !isGiven(version))
    return problem(
      `is given by ${writeOnly}, whose changes the engine does not see: give ${version} too, a number that changes with it`,
    );
  const isEmpty = isGiven(version) && !isUnknown(config[version]) && !isSame(version) && !isGiven(writeOnly);
  return isEmpty ? problem(`has a ${version}, but no ${writeOnly}`) : [];
}

/** An engine that doesn't know write-only attributes would keep their values. */
export function unsupportedWriteOnly(
  definition: Definition,
  config: Attributes,
  { writeOnly }: Capabilities,
): Problem[] {
  if (writeOnly) return [];
  return secretInputs(definition)
    .filter(({ name }) => (config[writeOnlyName(snakeCase(name))] ?? null) !== null)
    .map(({ name }) => ({
      field: name,
      reason:
        `is given by ${writeOnlyName(snakeCase(name))}, which this engine would keep in the state: Terraform and OpenTofu have ` +
        `write-only attributes from version 1.11 on; before that, use ${snakeCase(name)} with plain_secrets = true in an encrypted state`,
      secret: true,
    }));
}

export interface Compared {
  readonly prior: Values;
  readonly desired: Values;
}

/**
 * Nothing keeps the value of a write-only attribute, so its version tells whether it changed: with the same version,
 * the value given now stands for the recorded one.
 * @param attributes the recorded state as the engine has it; @param config as the user gave it
 * @param takenOver whether the object was made elsewhere: the first value given then counts as the one it was made with
 */
export function withWriteOnly(
  definition: Definition,
  { prior, desired }: Compared,
  attributes: Attributes,
  config: Attributes,
  takenOver: boolean,
): Compared {
  const values: Record<"prior" | "desired", Record<string, unknown>> = { prior: { ...prior }, desired: { ...desired } };
  for (const field of secretInputs(definition)) {
    const { name, onChange } = field;
    const version = writeOnlyVersionName(snakeCase(name));
    const [recorded, wanted] = [attributes[version] ?? null, config[version] ?? null];
    const isSame = wanted !== null && (recorded === wanted || (recorded === null && takenOver));
    const given = isUnknown(desired[name]) ? undefined : desired[name];
    if (isSame) [values.prior[name], values.desired[name]] = [given, given];
    // A replacement must be planned as one: the engine takes it for a defect if it turns out only while it applies.
    else if (onChange === "replace" && isUnknown(desired[name])) values.desired[name] = new Secret("");
    // Leaving a secret out counts as a change, whatever its recorded value was.
    const isLeftOut = recorded !== null && desired[name] === undefined && !staysRecorded(field);
    if (isLeftOut) values.prior[name] = new Secret("");
  }
  return values;
}

/** The write-only attributes of a state: never a value, and the versions of `from`. */
export function writeOnlyAttributes(definition: Definition, from: Attributes): Attributes {
  const names = secretInputs(definition).map(({ name }) => snakeCase(name));
  return Object.fromEntries(
    names.flatMap((name): [string, Value][] => [
      [writeOnlyName(name), null],
      [writeOnlyVersionName(name), from[writeOnlyVersionName(name)] ?? null],
    ]),
  );
}
