import * as fc from "fast-check";
import { draw, type Trouble, troublesAt } from "../troubles";

/** One rotation: the troubles of its runs, in order. When none is left, runs go well. */
export interface Script {
  readonly minting: readonly Trouble[];
  readonly retiring: readonly Trouble[];
  /** The time at which the slower application changes over, as a share of the overlap. */
  readonly changeOver: number;
}

/** A run that dies leaves a key without a record; with the current one and the next, it fills the service's three slots. */
const MOST_DEATHS = 1;

const trouble = troublesAt("CreateClientKey", "ListClientKeys", "DeleteClientKey");

const script = fc.record({
  minting: fc
    .array(trouble, { maxLength: 3 })
    .filter((troubles) => troubles.filter(({ crash }) => crash).length <= MOST_DEATHS),
  retiring: fc.array(trouble, { maxLength: 2 }),
  changeOver: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** The requested number of rotations; the same seed gives the same ones. */
export function drawScripts(count: number, seed: number): readonly Script[] {
  return draw(script, count, seed);
}
