import type { Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import type { FunctionDefinition } from "../core/function";
import type { Run } from "../core/run";
import { requireInputs } from "../core/validate";

/**
 * The answer of a function, with its secrets wrapped.
 * @throws InvalidInputError, ConfigurationError, and what the service's client throws
 */
export async function call(run: Run, vendor: Vendor, fn: FunctionDefinition, given: object): Promise<Values> {
  const [misset] = run.settingProblems(vendor.settings);
  if (misset) throw new ConfigurationError(`${fn.name}: ${misset}`, "Correct the name, or take it out.");
  const inputs = requireInputs(fn, fn.name, given as Values, (origin) =>
    typeof origin === "object" ? run.setting(origin) : undefined,
  );
  return fn.call(run.context(vendor), inputs);
}
