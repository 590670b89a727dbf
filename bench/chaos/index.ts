import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, figure, type Options, promise, type Section } from "../figure";
import { type Chaos, chaos } from "./chaos";
import { directEngine } from "./direct";
import type { ChaosEngine } from "./engine";
import { GOALS, type Goal } from "./judge";
import { chaosOnPulumi } from "./pulumi";
import { chaosOn } from "./terraform";

const ENGINES: readonly ChaosEngine[] = [directEngine, chaosOn("terraform"), chaosOn("tofu"), chaosOnPulumi()];

/** Runs in which anything goes wrong, on each engine and without one. */
export const chaosSections: readonly Section[] = ENGINES.map((engine) => ({
  name: `chaos-${engine.name}`,
  title: `chaos, ${engine.name}: kills, lost replies, refusals, old and lost states, hand deletions, two runs at once, clocks five minutes apart`,
  measure: (options) => measured(engine, options),
}));

async function measured(engine: ChaosEngine, { rotations, seed }: Options): Promise<readonly Figure[]> {
  if (engine.unavailable !== undefined) return [figure("engine", "missing", engine.unavailable)];
  const begun = Date.now();
  const seen = await chaos(engine, { rotations, seed });
  for (const { what, history } of seen.failures) console.error(`\n${what}\n${history.join("\n")}`);
  const told = path.join(tmpdir(), `keysmith-chaos-${engine.name}-${seed}.txt`);
  writeFileSync(told, seen.history.all());
  console.error(`all that happened stands in ${told}`);
  return [
    figure("seed", seed),
    figure("seconds", Math.round((Date.now() - begun) / 1000)),
    figure("rotations", seen.rotations),
    ...Object.entries(seen.counts).map(([what, count]) => figure(what, count)),
    figure("uses of recorded credentials", seen.uses),
    figure("found keys", seen.found),
    ...(Object.keys(GOALS) as Goal[]).map((goal) => missed(seen, goal)),
  ];
}

function missed({ failures }: Chaos, goal: Goal): Figure {
  return promise(GOALS[goal], failures.filter((failure) => failure.goal === goal).length, 0);
}
