import type { Definition, Values } from "../core/definition";
import { fieldsOf } from "../core/fields";
import { UNKNOWN } from "../core/unknown";
import { type Checked, checkInputs, type SourceLookUp } from "../core/validate";
import { snakeCase, writeOnlyName } from "./names";
import type { Attributes } from "./protocol/provider";
import { toValues } from "./values";
import { writeOnlyProblems } from "./write-only";

/** The inputs as the user gave them: a secret comes in clear or by its write-only attribute. */
export function givenInputs({ inputs }: Definition, config: Attributes): Values {
  const fields = fieldsOf(inputs);
  const secrets = fields
    .filter(({ meta }) => meta.secret)
    .map(({ name }) => {
      const attribute = snakeCase(name);
      return [name, config[attribute] ?? config[writeOnlyName(attribute)] ?? undefined] as const;
    });
  return { ...toValues(fields, config), ...Object.fromEntries(secrets.filter(([, value]) => value !== undefined)) };
}

/** The checked inputs. @param prior what is recorded, which stands where neither the user nor a setting says anything */
export function checkedInputs(
  definition: Definition,
  config: Attributes,
  lookUp: SourceLookUp,
  prior: Values = {},
): Checked {
  const given = givenInputs(definition, config);
  const recorded = fieldsOf(definition.inputs).filter(
    ({ name, meta }) =>
      typeof meta.source === "object" && given[name] === undefined && lookUp(meta.source) === undefined,
  );
  const kept = Object.fromEntries(recorded.map(({ name }) => [name, prior[name]]));
  const checked = checkInputs(definition, { ...kept, ...given }, lookUp);
  return { ...checked, problems: [...writeOnlyProblems(definition, config), ...checked.problems] };
}

/** What is known before any provider is configured: settings and labels may turn out to be anything. */
export const unsettled: SourceLookUp = (source) => (source === "logicalName" ? undefined : UNKNOWN);
