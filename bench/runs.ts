import { pulumiEngine, StandardStack } from "./engine";
import { type Figure, promise, type Section } from "./figure";

const DUE = "2026-12-02T00:00:00Z";
const OVERLAP_ENDS = "2026-12-09T00:00:00Z";

type Command = "preview" | "up" | "refresh" | "destroy";

/** Runs of the engine in order, and the calls that each may make. */
const RUNS: readonly (readonly [what: string, command: Command, most: number, at?: string])[] = [
  ["preview, all four new", "preview", 0],
  ["up, all four new", "up", 4],
  ["up, nothing to do", "up", 0],
  ["refresh", "refresh", 4],
  ["preview, rotation due", "preview", 0, DUE],
  ["up, rotation due", "up", 2],
  ["up, overlap over", "up", 1, OVERLAP_ENDS],
  ["destroy", "destroy", 4],
];

/** Calls of whole runs: network rule, policy, access point and client key. */
export const runs: Section = {
  name: "runs",
  title: `calls to the service per run of the engine (${pulumiEngine().name}) with four resources`,
  async measure() {
    const stack = await StandardStack.open();
    const figures: Figure[] = [];
    try {
      for (const [what, command, most, time] of RUNS) {
        if (time) await stack.at(time);
        const made = await stack.run(command);
        figures.push(promise(what, made.length, most, made.join(", ")));
      }
    } finally {
      await stack.close();
    }
    return figures;
  },
};
