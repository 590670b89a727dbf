import { planProblems } from "../core/checks";
import { type Definition, subjectOf, type Values, type Vendor } from "../core/definition";
import { fieldsOf } from "../core/fields";
import { fromStore } from "../core/lifecycle";
import { problemDiagnostics } from "./diagnostics";
import { type Compared, checkedInputs, withWriteOnly } from "./inputs";
import { snakeCase } from "./names";
import type { Attributes, Diagnostic } from "./protocol/provider";
import type { ConfiguredRun } from "./run";
import { stateFields, toValues } from "./values";

/** A definition as a resource of the engine, in one run. */
export interface Resource {
  readonly vendor: Vendor;
  readonly definition: Definition;
  readonly run: ConfiguredRun;
}

export function recordedValues(definition: Definition, attributes: Attributes): Values {
  return fromStore(definition, toValues(stateFields(definition), attributes));
}

/** What messages call a resource of which nothing but what the engine has is sure. */
export function titleOf(definition: Definition, attributes: Attributes): string {
  return subjectOf(definition, { [definition.subject]: attributes[snakeCase(definition.subject)] });
}

export interface Desired extends Partial<Compared> {
  readonly desired: Values;
  /** Why it can't be; empty when it can. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What the user asks for, checked, beside what is recorded. */
export function desiredState(
  { definition, run }: Resource,
  prior: Attributes | null,
  config: Attributes,
  { takenOver = false }: { readonly takenOver?: boolean },
): Desired {
  const recorded = prior ? recordedValues(definition, prior) : undefined;
  const ask = run.ask(definition, toValues(fieldsOf(definition.inputs), config));
  const { values, problems } = checkedInputs(definition, config, ask, recorded);
  const compared =
    recorded && prior && withWriteOnly(definition, { prior: recorded, desired: values }, prior, config, takenOver);
  const { desired } = compared ?? { desired: values };
  const wrong = () => planProblems(definition, compared?.prior, desired, run.now(), (setting) => run.known(setting));
  const found = problems.length > 0 ? problems : wrong();
  const diagnostics = problemDiagnostics(definition.inputs, subjectOf(definition, values), found, config);
  return { ...compared, desired, diagnostics };
}
