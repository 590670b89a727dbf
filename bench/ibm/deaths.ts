import type { Values } from "../../src/core/definition";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { observed } from "../call-count";
import { type Figure, goal, promise } from "../figure";
import type { DirectBench } from "../workbench";
import { versionsOf, withIbm } from "./emulated";
import { keyOf } from "./many";

const GIVEN = keyOf(0);

/** The cost of a run that dies between the service's rotation and the record, by the time of the next run. */
export async function afterDeath(): Promise<Figure[]> {
  const soon = await withIbm((bench) => rotateAfterDeath(bench, "PT5M", false));
  const late = await withIbm((bench) => rotateAfterDeath(bench, "P1D", false));
  const refreshed = await withIbm((bench) => rotateAfterDeath(bench, "P1D", true));
  return [
    promise("calls that a rotation takes more after a run that died, within the hour", soon.calls - 1, 2),
    promise("versions that it makes too many", soon.versions - 2, 0),
    goal("versions too many when the next run comes a day later", late.versions - 2, 0),
    goal("versions by which the record is wrong then", Math.abs(late.versions - late.recorded), 0),
    promise("versions too many when it refreshes before", refreshed.versions - 2, 0),
  ];
}

interface Rotated {
  /** Of the run after the one that died. */
  readonly calls: number;
  /** At the service. */
  readonly versions: number;
  readonly recorded: number;
}

async function rotateAfterDeath(bench: DirectBench, pause: string, refresh: boolean): Promise<Rotated> {
  const made = await bench.create(rootKey, GIVEN);
  await bench.at(String(made["rotateAt"]));
  await bench.apply(rootKey, made, GIVEN); // Rotates, and dies: nothing is recorded.
  await bench.pass(pause);
  bench.newRun();
  const { result, operations } = await observed(bench.emulator, () => nextRun(bench, made, refresh));
  const versions = await versionsOf(bench, String(made["keyId"]));
  return { calls: operations.length, versions, recorded: Number(result["version"]) };
}

async function nextRun(bench: DirectBench, recorded: Values, refresh: boolean): Promise<Values> {
  const prior = refresh ? await bench.read(rootKey, recorded) : recorded;
  return (await bench.apply(rootKey, prior, GIVEN)).state;
}
