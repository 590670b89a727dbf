import type { Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import type { FunctionDefinition } from "../core/function";
import type { Run } from "../core/run";
import { requireInputs } from "../core/validate";

/**
 * The answer of a function, with its secrets wrapped.
 * @throws InvalidInputError, ConfigurationError, and the errors of the service's client
 */
export async function call(run: Run, vendor: Vendor, fn: FunctionDefinition, given: object): Promise<Values> {
  const checked = checkedArguments(run, vendor, fn, given);
  return fn.call(run.context(vendor), checked);
}

/** @throws InvalidInputError, ConfigurationError */
export function checkedArguments(run: Run, vendor: Vendor, fn: FunctionDefinition, given: object): Values {
  const [misset] = run.settingProblems(vendor);
  if (misset) throw new ConfigurationError(`${fn.name}: ${misset}`, "Correct it, or take it out.");
  return requireInputs(fn, fn.name, given as Values, run.ofSettings);
}
