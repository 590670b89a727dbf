import type { Definition, Values } from "../core/definition";
import { alternativesTo, fieldsOf } from "../core/fields";
import { UNKNOWN } from "../core/unknown";
import { type Checked, checkInputs, type SourceLookUp } from "../core/validate";
import { snakeCase, writeOnlyName } from "./names";
import type { Attributes } from "./protocol/provider";
import { secretInputs } from "./resource-schema";
import { toValues } from "./values";
import { writeOnlyProblems } from "./write-only";

/** The inputs as the user gave them: a secret comes in clear or by its write-only attribute. */
export function givenInputs(definition: Definition, config: Attributes): Values {
  const secrets = secretInputs(definition).map(({ name }) => {
    const attribute = snakeCase(name);
    return [name, config[attribute] ?? config[writeOnlyName(attribute)] ?? undefined] as const;
  });
  const given = toValues(fieldsOf(definition.inputs), config);
  return { ...given, ...Object.fromEntries(secrets.filter(([, value]) => value !== undefined)) };
}

/** The checked inputs. @param prior what is recorded, which stands where neither the user nor a setting says anything */
export function checkedInputs(
  definition: Definition,
  config: Attributes,
  lookUp: SourceLookUp,
  prior: Values = {},
): Checked {
  const given = givenInputs(definition, config);
  const checked = checkInputs(definition, { ...keptSettings(definition, given, lookUp, prior), ...given }, lookUp);
  return { ...checked, problems: [...writeOnlyProblems(definition, config), ...checked.problems] };
}

function keptSettings({ inputs }: Definition, given: Values, lookUp: SourceLookUp, prior: Values): Values {
  const fields = fieldsOf(inputs);
  const kept = fields.filter((field) => {
    const { name, meta } = field;
    const isOpen = [name, ...alternativesTo(field, fields)].every((each) => given[each] === undefined);
    return isOpen && typeof meta.source === "object" && lookUp(meta.source) === undefined;
  });
  return Object.fromEntries(kept.map(({ name }) => [name, prior[name]]));
}

/** What is known before any provider is configured: settings and labels may turn out to be anything. */
export const unsettled: SourceLookUp = (source) => (source === "logicalName" ? undefined : UNKNOWN);
