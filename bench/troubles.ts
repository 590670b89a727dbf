import * as fc from "fast-check";
import type { FaultRule } from "keysmith-emulator";

/** The trouble of one run. */
export interface Trouble {
  readonly fault?: FaultRule;
  /** The run dies after the service has acted and before anything is recorded. */
  readonly crash: boolean;
}

/** Troubles of a run that calls these operations: a refusal, a lost reply, a death, or two of them. */
export function troublesAt(...operations: readonly string[]): fc.Arbitrary<Trouble> {
  const fault = fc.record({
    operation: fc.constantFrom(...operations),
    kind: fc.constantFrom("reset-before", "reset-after", "wrong-json", "500", "429"),
    times: fc.integer({ min: 1, max: 2 }),
  } as const);
  return fc.oneof(
    fc.record({ fault, crash: fc.constant(false) }),
    fc.constant({ crash: true }),
    fc.record({ fault, crash: fc.constant(true) }),
  );
}

/** The requested number of scripts; the same seed gives the same ones. */
export function draw<T>(script: fc.Arbitrary<T>, count: number, seed: number): readonly T[] {
  return fc.sample(script, { numRuns: count, seed });
}
