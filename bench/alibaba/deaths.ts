import { clientKey } from "../../src/alibaba/client-key/client-key";
import { formatTime } from "../../src/core/clock";
import type { Values } from "../../src/core/definition";
import { addDuration } from "../../src/core/duration";
import { KeysmithError } from "../../src/core/errors";
import type { Bench } from "../../test/support/alibaba";
import { type Figure, goal, promise } from "../figure";
import { afterFailure } from "../troubled-runs";
import { KEY, withAccess } from "./access";

const OVERLAP = "P7D";
/** Overlaps after which the rotation is given up: the old key ends soon after. */
const PATIENCE = 4;

/** The cost of runs that die between the service's act and the record, for the runs that follow. */
export async function afterDeaths(): Promise<Figure[]> {
  const usual = await withAccess((bench) => callsToRotate(bench, 0));
  const afterOne = await withAccess((bench) => callsToRotate(bench, 1));
  const overlaps = await withAccess(overlapsAfterTwo);
  return [
    promise("calls that a rotation takes more after a run that died", afterOne - usual, 2),
    goal(
      "overlaps until a rotation comes to its end after two runs died in a row",
      overlaps,
      1,
      overlaps > PATIENCE ? "never: it takes a person" : undefined,
    ),
  ];
}

/** Calls from the first run that records the new key to the run that removes all others. */
async function callsToRotate(bench: Bench, deaths: number): Promise<number> {
  const first = await dueKey(bench);
  await die(bench, first, deaths);
  await bench.calls();
  const rotated = await recordedAfter(bench, first);
  await bench.at(formatTime(addDuration(bench.clock.now(), OVERLAP)));
  const { previous } = await recordedAfter(bench, rotated);
  if (!Array.isArray(previous) || previous.length > 0) throw new Error("the rotation came to no end");
  return (await bench.calls()).length;
}

/** The keys of two runs and the current one fill the service's three slots, so that the next run can make none. */
async function overlapsAfterTwo(bench: Bench): Promise<number> {
  const first = await dueKey(bench);
  await die(bench, first, 2);
  let state = first;
  for (let overlaps = 0; overlaps <= PATIENCE; overlaps += 1) {
    state = await recordedAfter(bench, state);
    if (state["version"] !== first["version"]) return overlaps;
    await bench.at(formatTime(addDuration(bench.clock.now(), OVERLAP)));
  }
  return PATIENCE + 1;
}

async function dueKey(bench: Bench): Promise<Values> {
  const key = await bench.create(clientKey, KEY);
  await bench.at(String(key["rotateAt"]));
  return key;
}

async function die(bench: Bench, prior: Values, times: number): Promise<void> {
  for (let death = 0; death < times; death += 1) await bench.apply(clientKey, prior, KEY);
}

/** An engine's record after a run, even a failed one. */
async function recordedAfter(bench: Bench, prior: Values): Promise<Values> {
  try {
    return (await bench.apply(clientKey, prior, KEY)).state;
  } catch (error) {
    if (!(error instanceof KeysmithError)) throw error;
    return afterFailure(prior, error);
  }
}
