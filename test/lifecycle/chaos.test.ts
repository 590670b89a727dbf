import { chaos } from "../../bench/chaos/chaos";
import { directEngine } from "../../bench/chaos/direct";

/** With others, and on engines, it is `npm run bench -- chaos`. */
const SEEDS = [1, 2] as const;
const ROTATIONS = 25;

describe("rotations while everything goes wrong that can", () => {
  it.each(SEEDS)("cost no application its access, and leave nothing behind: seed %i", async (seed) => {
    const { rotations, found, uses, counts, failures } = await chaos(directEngine, { seed, rotations: ROTATIONS });
    expect(failures.map(({ what, history }) => [what, ...history].join("\n"))).toEqual([]);
    expect(rotations).toBeGreaterThanOrEqual(ROTATIONS);
    // It was no quiet life.
    for (const count of [found, uses, counts["kills"], counts["calls gone wrong"]]) expect(count).toBeGreaterThan(0);
  });
});
