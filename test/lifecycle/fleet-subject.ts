import type { Definition, Values } from "../../src/core/definition";
import type { Field } from "../../src/core/fields";
import type { Declared } from "./engine";
import { placesOf } from "./prerequisites";
import { fits, isKept, otherValue, refusedChange, sample, varied, withValue } from "./samples";

/** One resource of a definition, with what the fleet does to it. */
export interface Subject extends Declared {
  readonly definition: Definition;
  /** What can be changed in place and back, all at once. */
  readonly changes: readonly Field[];
  /** It with another value of each of `changes`. */
  readonly changed: Declared;
  /** It with another value of what replaces it where it is. */
  readonly replaced: Declared;
}

interface Changed {
  readonly fields: readonly Field[];
  readonly args: Values;
}

export function subjectOf(definition: Definition): Subject {
  const subject = { type: definition.name, name: "subject", args: sample(definition) };
  const { fields, args } = changed(definition, subject.args);
  return {
    ...subject,
    definition,
    changes: fields,
    changed: { ...subject, args },
    replaced: { ...subject, args: replaced(definition, subject.args) },
  };
}

/**
 * One field more as long as all of them fit together, and there is a way there and back. From a label there is none: engines go on with
 * the recorded one where it is left out again.
 */
function changed(definition: Definition, args: Values): Changed {
  const candidates = varied(definition).filter(
    ({ onChange, from }) => (onChange === "update" || onChange === "rekey") && !from.includes("label"),
  );
  return candidates.reduce<Changed>(
    (before, field) => {
      const other = withValue({ ...before.args }, field, otherValue(field, args));
      const refused = [refusedChange(definition, args, other), refusedChange(definition, other, args)].flat();
      if (!fits(definition, other) || refused.length > 0 || isKept(definition, other, args)) return before;
      return { fields: [...before.fields, field], args: other };
    },
    { fields: [], args },
  );
}

function replaced(definition: Definition, args: Values): Values {
  const places = placesOf(definition);
  const field = varied(definition).find((each) => each.onChange === "replace" && !places.includes(each));
  return field ? withValue({ ...args }, field, otherValue(field, args)) : args;
}
