import fc from "fast-check";
import { ConfigurationError } from "../../src/core/errors";
import { randomInputs } from "../support/describe-engine";

/** Checks that a vendor takes or refuses whatever settings it is given, with no other error than a `ConfigurationError`. */
export function takesOrRefuses<Name extends string>(
  names: readonly Name[],
  connect: (given: Partial<Record<Name, string>>) => unknown,
): void {
  const odd = ["PT1S", "P1D", "PT-1S", "P", "https://[", "true", "private"];
  const texts = fc.oneof(fc.string(), fc.float().map(String), fc.constantFrom(...odd));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), texts), (given) => {
      try {
        connect(given as Partial<Record<Name, string>>);
        return true;
      } catch (error) {
        return error instanceof ConfigurationError;
      }
    }),
    { numRuns: randomInputs(1000) },
  );
}
