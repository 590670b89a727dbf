import { valueAt } from "../../src/core/compare";
import type { Definition, Values } from "../../src/core/definition";
import type { Field } from "../../src/core/fields";
import type { Declared } from "./engine";
import { everywhere, prerequisites, varyArguments } from "./prerequisites";
import { inputLeaves, perDefinition, refusedChange, sample, varied, withValue } from "./samples";

/** Another value of one input, with all that has to change with it. */
export interface Variation {
  readonly field: Field;
  readonly path: string;
  readonly args: Values;
  /** Why the definition refuses the change; empty where it doesn't. */
  readonly refused: string;
}

/** What the suites declare of a definition. */
export interface Programs {
  readonly subject: Declared;
  /** All that the subject needs, also after any of the variations. */
  readonly others: readonly Declared[];
  /** Each input that has another value. */
  readonly variations: readonly Variation[];
  /** Those that change the resource in place. */
  readonly changing: readonly Variation[];
  /** Those that replace it. */
  readonly replacing: readonly Variation[];
  /** The switches that the subject has on: without them its replacement is refused. */
  readonly switches: readonly Field[];
}

export const programsOf: (definition: Definition) => Programs = perDefinition((definition) => {
  const subject = { type: definition.name, name: "subject", args: sample(definition) };
  const variations = varied(definition).map((field): Variation => {
    const args = varyArguments(definition, subject.args, field);
    const [refused] = refusedChange(definition, subject.args, args);
    return { field, path: field.path, args, refused: String(refused?.reason ?? "") };
  });
  const possible = variations.filter(({ refused }) => !refused);
  return {
    subject,
    others: everywhere(definition, prerequisites(definition)),
    variations,
    changing: possible.filter(({ field: { onChange } }) => onChange === "update" || onChange === "rekey"),
    replacing: possible.filter(({ field }) => field.onChange === "replace"),
    switches: inputLeaves(definition).filter(
      ({ type, path }) => type.kind === "boolean" && valueAt(subject.args, path) !== undefined,
    ),
  };
});

/** Arguments with a switch as it is when nobody sets it. */
export function withoutSwitch(args: Values, field: Field): Values {
  return withValue({ ...args }, field, field.defaultValue ?? false);
}
