import { sameValue } from "./compare";
import type { Definition, Values } from "./definition";
import { type Field, fieldsOf } from "./fields";
import { settle } from "./left-out";
import { hasUnknown, isPlainObject, UNKNOWN } from "./unknown";

/**
 * The state that will be recorded once a plan is done, as far as it is known: `UNKNOWN` where it isn't.
 * @param prior undefined for an object to be created; @param changedOutputs those that the plan may change
 */
export function plannedState(
  { inputs: declared, outputs: made }: Definition,
  prior: Values | undefined,
  desired: Values,
  changedOutputs: readonly string[],
): Values {
  const fields = fieldsOf(declared);
  const inputs = plannedInputs(fields, prior ?? {}, desired, settle(fields, prior ?? {}, desired));
  const isOpen = (name: string): boolean =>
    changedOutputs.includes(name) && (inputs[name] === undefined || desired[name] === undefined);
  const outputs = Object.keys(made.shape).map((name) => {
    if (isOpen(name)) return [name, UNKNOWN] as const;
    return [name, name in declared.shape ? inputs[name] : prior?.[name]] as const;
  });
  return { ...inputs, ...Object.fromEntries(outputs) };
}

/** The inputs to record. An input that means the same as the recorded one keeps the recorded spelling; an unknown one stays unknown. */
function plannedInputs(fields: readonly Field[], prior: Values, desired: Values, settled: Values): Values {
  return Object.fromEntries(
    fields.map((field) => {
      const { name, type } = field;
      const [old, will] = [prior[name], hasUnknown(desired[name]) ? desired[name] : settled[name]];
      if (type.kind === "object" && isPlainObject(will)) {
        const inside = (value: unknown): Values => (isPlainObject(value) ? value : {});
        return [name, plannedInputs(type.fields, inside(old), inside(will), inside(settled[name]))];
      }
      const isKept = old !== undefined && will !== undefined && !hasUnknown(will);
      return [name, isKept && (field.onChange === "ignore" || sameValue(field, old, will)) ? old : will];
    }),
  );
}
