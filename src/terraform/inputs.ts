import type { Definition, Values } from "../core/definition";
import { fieldsOf } from "../core/fields";
import type { Ask } from "../core/left-out";
import { UNKNOWN } from "../core/unknown";
import { type Checked, checkInputs } from "../core/validate";
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

/** The checked inputs. @param recorded of the same resource */
export function checkedInputs(definition: Definition, config: Attributes, ask: Ask, recorded?: Values): Checked {
  const checked = checkInputs(definition, givenInputs(definition, config), ask, recorded);
  return { ...checked, problems: [...writeOnlyProblems(definition, config), ...checked.problems] };
}

/** What is known before any provider is configured: settings and labels may turn out to be anything. */
export const unsettled: Ask = (origin) => (origin === "name" || origin === "reference" ? undefined : UNKNOWN);
