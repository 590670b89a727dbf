import * as fc from "fast-check";
import { draw, type Trouble, troublesAt } from "../troubles";

/** One rotation: what goes wrong in its runs, in order; when nothing is left, runs go well. */
export interface Script {
  readonly minting: readonly Trouble[];
  readonly retiring: readonly Trouble[];
  /** When the slower application changes over, as a share of the overlap. */
  readonly changeOver: number;
}

/** A run that dies leaves a key that no record names; with the current one and the next, that fills the service's three slots. */
const MOST_DEATHS = 1;

const trouble = troublesAt("CreateClientKey", "ListClientKeys", "DeleteClientKey");

const script = fc.record({
  minting: fc
    .array(trouble, { maxLength: 3 })
    .filter((troubles) => troubles.filter(({ crash }) => crash).length <= MOST_DEATHS),
  retiring: fc.array(trouble, { maxLength: 2 }),
  changeOver: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** As many rotations as asked for; the same ones for the same seed. */
export function drawScripts(count: number, seed: number): readonly Script[] {
  return draw(script, count, seed);
}
