import * as fc from "fast-check";
import type { FaultRule } from "../src/emulator";

/** What goes wrong in one run. */
export interface Trouble {
  readonly fault?: FaultRule;
  /** The run dies after the service has acted and before anything is recorded. */
  readonly crash: boolean;
}

/** One rotation: what goes wrong in its runs, in order; when nothing is left, runs go well. */
export interface Script {
  readonly minting: readonly Trouble[];
  readonly retiring: readonly Trouble[];
  /** When the slower application changes over, as a share of the overlap. */
  readonly changeOver: number;
}

/** A run that dies leaves a key that no record names; with the current one and the next, that fills the service's three slots. */
const MOST_DEATHS = 1;

const lost = fc.record({
  operation: fc.constantFrom("CreateClientKey", "ListClientKeys", "DeleteClientKey"),
  kind: fc.constantFrom("reset-before", "reset-after", "wrong-json", "500", "429"),
  times: fc.integer({ min: 1, max: 2 }),
} as const);

const trouble = fc.oneof(
  fc.record({ fault: lost, crash: fc.constant(false) }),
  fc.constant({ crash: true }),
  fc.record({ fault: lost, crash: fc.constant(true) }),
);

const script = fc.record({
  minting: fc
    .array(trouble, { maxLength: 3 })
    .filter((troubles) => troubles.filter(({ crash }) => crash).length <= MOST_DEATHS),
  retiring: fc.array(trouble, { maxLength: 2 }),
  changeOver: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** As many rotations as asked for; the same ones for the same seed. */
export function drawScripts(count: number, seed: number): readonly Script[] {
  return fc.sample(script, { numRuns: count, seed });
}
