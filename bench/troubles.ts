import * as fc from "fast-check";
import type { FaultRule } from "keysmith-emulator";

/** What goes wrong in one run. */
export interface Trouble {
  readonly fault?: FaultRule;
  /** The run dies after the service has acted and before anything is recorded. */
  readonly crash: boolean;
}

/** Troubles of a run that makes calls of these operations: a refusal, a lost reply, a death, or two of them. */
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

/** As many scripts as asked for; the same ones for the same seed. */
export function draw<T>(script: fc.Arbitrary<T>, count: number, seed: number): readonly T[] {
  return fc.sample(script, { numRuns: count, seed });
}
