import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, figure, goal, type Options, promise, type Section } from "../figure";
import { type Chaos, chaos } from "./chaos";
import { directEngine } from "./direct";
import type { ChaosEngine } from "./engine";
import { GOALS, type Goal } from "./judge";
import { chaosOnPulumi } from "./pulumi";
import { chaosOn } from "./terraform";

const ENGINES: Readonly<Record<string, () => ChaosEngine>> = {
  direct: () => directEngine,
  terraform: () => chaosOn("terraform"),
  tofu: () => chaosOn("tofu"),
  pulumi: chaosOnPulumi,
};

/** Runs in which anything may go wrong, on each engine and without one. */
export const chaosSections: readonly Section[] = Object.entries(ENGINES).map(([name, engineOf]) => ({
  name: `chaos-${name}`,
  title: `chaos, ${name}: kills, lost replies, refusals, old and lost states, hand deletions, two runs at once, clocks five minutes apart`,
  measure: (options) => measured(engineOf(), options),
}));

async function measured(engine: ChaosEngine, { rotations, seed }: Options): Promise<readonly Figure[]> {
  if (engine.unavailable !== undefined) return [figure("engine", "missing", engine.unavailable)];
  const begun = Date.now();
  let told = 0;
  const onRound = ({ counts, failures, ...seen }: Chaos): void => {
    for (const { what, history } of failures.slice(told)) console.error(`\n${what}\n${history.join("\n")}`);
    told = failures.length;
    if (engine.hasProcess) console.error(`${engine.name}: ${seen.rotations} rotations in ${counts["runs"]} runs`);
  };
  const seen = await chaos(engine, { rotations, seed, onRound });
  onRound(seen);
  const file = path.join(tmpdir(), `keysmith-chaos-${engine.name}-${seed}.txt`);
  writeFileSync(file, seen.history.all());
  console.error(`all that happened stands in ${file}`);
  return [
    figure("seed", seed),
    figure("seconds", Math.round((Date.now() - begun) / 1000)),
    figure("rotations", seen.rotations, `${seen.clientKeys} of client keys, the others of root keys`),
    ...Object.entries(seen.counts).map(([what, count]) => figure(what, count)),
    figure("uses of recorded credentials", seen.uses),
    figure("found keys", seen.found),
    goal("keys recorded still by the run that replaced their access point", seen.stale, 0),
    ...(Object.keys(GOALS) as Goal[]).map((each) => missed(seen, each)),
  ];
}

function missed({ failures }: Chaos, named: Goal): Figure {
  return promise(GOALS[named], failures.filter((failure) => failure.goal === named).length, 0);
}
