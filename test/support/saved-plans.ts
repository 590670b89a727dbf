import { isDeepStrictEqual } from "node:util";
import type { Definition, Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { secretNames } from "../../src/core/lifecycle";
import { plan } from "../../src/core/plan";
import type { Context } from "../../src/core/run";
import { Secret } from "../../src/core/secret";

/** A change that is planned at one time and carried out at another. */
export interface SavedPlan {
  readonly definition: Definition;
  readonly prior: Values;
  /** Checked inputs. */
  readonly desired: Values;
}

/** What carrying out a saved plan has done. */
export interface CarriedOut {
  /** The codes of the reasons that the plan gave. */
  readonly codes: readonly string[];
  /** Outputs that changed although the plan kept them. */
  readonly unplanned: readonly string[];
  readonly outputs: Values;
}

/**
 * Plans, lets time pass, and carries out the plan with the reasons that it had.
 * @param context asked for anew when time has passed, as by then it is another run
 */
export async function carryOutLater(
  { definition, prior, desired }: SavedPlan,
  context: () => Context<unknown>,
  later: () => Promise<void>,
): Promise<CarriedOut> {
  const { reasons, outputs: planned, action } = plan(definition, prior, desired, context().clock.now());
  if (action !== "update") throw new Error(`the plan is ${action}, which updates nothing`);
  await later();
  const outputs = await definition.update(context(), prior, desired, reasons);
  const changed = fieldsOf(definition.outputs)
    .map(({ name }) => name)
    .filter((name) => !sameOutput(prior[name], outputs[name]));
  const unplanned = changed.filter((name) => !planned.includes(name));
  return { codes: reasons.map(({ code }) => code), unplanned, outputs };
}

/** A state as an engine records it that keeps secrets apart. */
export function withoutSecrets(definition: Definition, state: Values): Values {
  const names = secretNames(definition);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));
}

function sameOutput(one: unknown, other: unknown): boolean {
  return one instanceof Secret ? one.equals(other) : isDeepStrictEqual(one, other);
}
