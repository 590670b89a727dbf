import type { Definition, Values } from "./definition";
import type { Problem } from "./errors";
import { type Field, fieldsOf } from "./fields";
import { settle } from "./plan";
import { hasUnknown, isPlainObject } from "./unknown";
import { secretPaths } from "./validate";

/**
 * What the definition refuses of inputs that are good by themselves. Pure.
 * @param prior the recorded inputs, with secrets wrapped; nothing when the resource is to be created
 * @param desired checked inputs. For what isn't known in them the recorded value stands, else the default or nothing
 */
export function refusals(definition: Definition, prior: Values | undefined, desired: Values, now: Date): Problem[] {
  const recorded = prior && filledUp(fieldsOf(definition.inputs), prior);
  const secrets = secretPaths(definition);
  const found = ask(definition, recorded, desired, now);
  return found.map((each) => ({ ...each, secret: secrets.has(each.field) }));
}

function ask(
  definition: Definition,
  recorded: Values | undefined,
  desired: Values,
  now: Date,
): readonly Omit<Problem, "secret">[] {
  try {
    return definition.refuse(recorded, settle(definition, recorded ?? {}, desired), now);
  } catch (error) {
    // What must be there may be unknown still, on which a definition can fail; it is asked again when all is known.
    if (hasUnknown(desired)) return [];
    throw error;
  }
}

/** Recorded inputs with the defaults of fields that an earlier version of the definition didn't have. */
function filledUp(fields: readonly Field[], recorded: Values): Values {
  const entries = fields.map(({ name, type, defaultValue }) => {
    const value = recorded[name] ?? defaultValue;
    return [name, type.kind === "object" && isPlainObject(value) ? filledUp(type.fields, value) : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
