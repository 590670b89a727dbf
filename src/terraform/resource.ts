import { addressOf } from "../core/address";
import { soughtValues } from "../core/adoption";
import { planProblems } from "../core/checks";
import { type Definition, subjectOf, type Values, type Vendor } from "../core/definition";
import { fieldsOf } from "../core/fields";
import type { Ask } from "../core/left-out";
import { fromStore } from "../core/lifecycle";
import { isNonce, nonceOf } from "../core/nonce";
import type { Context } from "../core/run";
import { problemDiagnostics } from "./diagnostics";
import { type Compared, checkedInputs, withWriteOnly } from "./inputs";
import { snakeCase } from "./names";
import type { PrivateRecord } from "./private-record";
import type { Attributes, Diagnostic } from "./protocol/provider";
import { NONCE } from "./resource-schema";
import type { ConfiguredRun } from "./run";
import { stateValues, toValues } from "./values";

export interface Resource {
  readonly vendor: Vendor;
  readonly definition: Definition;
  readonly run: ConfiguredRun;
}

export function recordedValues(definition: Definition, attributes: Attributes): Values {
  return fromStore(definition, stateValues(definition, attributes));
}

/** The resource in messages, when nothing but the engine's state is certain. */
export function titleOf(definition: Definition, attributes: Attributes): string {
  return subjectOf(definition, { [definition.subject]: attributes[snakeCase(definition.subject)] });
}

/**
 * The nonce of a resource, also of one recorded before there were nonces. It is in the state because an engine forgets
 * the private bytes if the provider dies, and passes the replacement's to the deletion of the replaced object.
 * @throws RangeError for a nonce that no version of ours has written
 */
export function nonceIn(definition: Definition, attributes: Attributes, record: PrivateRecord): string | undefined {
  const nonce = attributes[NONCE] ?? record.nonce;
  if (nonce === undefined) return nonceOf(addressOf(definition, recordedValues(definition, attributes)));
  if (typeof nonce === "string" && isNonce(nonce)) return nonce;
  throw new RangeError("its recorded nonce was cut or edited");
}

/** The values by which to find an object: those told of it, settings and defaults. */
export function sought({ definition, run }: Resource, told: Values): Values {
  return soughtValues(definition, told, run.ask(definition, told));
}

export function contextOf({ vendor, run }: Resource, nonce: string | undefined): Context<unknown> {
  return run.context(vendor, nonce === undefined ? undefined : { own: nonce });
}

export interface Desired extends Partial<Compared> {
  readonly desired: Values;
  /** Why the desired state is refused; empty if it isn't. */
  readonly diagnostics: readonly Diagnostic[];
}

/** @param ask fills in left-out inputs */
export function desiredState(
  { definition, run }: Resource,
  prior: Attributes | null,
  config: Attributes,
  { takenOver = false }: { readonly takenOver?: boolean },
  ask: Ask = run.ask(definition, toValues(fieldsOf(definition.inputs), config)),
): Desired {
  const recorded = prior ? recordedValues(definition, prior) : undefined;
  const checked = checkedInputs(definition, config, ask, recorded, prior);
  const { values } = checked;
  const problems = [...checked.problems, ...run.stackMissing(definition, config, recorded)];
  const compared =
    recorded && prior && withWriteOnly(definition, { prior: recorded, desired: values }, prior, config, takenOver);
  const { desired } = compared ?? { desired: values };
  const wrong = () => planProblems(definition, compared?.prior, desired, run.now(), (setting) => run.known(setting));
  const found = problems.length > 0 ? problems : wrong();
  const diagnostics = problemDiagnostics(definition.inputs, subjectOf(definition, values), found, config);
  return { ...compared, desired, diagnostics };
}
