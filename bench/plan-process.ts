/**
 * Plans a fleet in a process of its own and writes the costs to standard output as JSON. A process that has measured other
 * figures has already loaded everything.
 */
import { createHook } from "node:async_hooks";
import { isDeepStrictEqual } from "node:util";
import { alibaba } from "../src/alibaba";
import { parseTime } from "../src/core/clock";
import type { Definition, Values, Vendor } from "../src/core/definition";
import { fromStore } from "../src/core/lifecycle";
import { plan } from "../src/core/plan";
import { Run } from "../src/core/run";
import { requireInputs } from "../src/core/validate";
import { ibm } from "../src/ibm";
import { DefinitionProvider } from "../src/pulumi/provider";
import * as ofAlibaba from "./alibaba/fleet";
import * as ofIbm from "./ibm/fleet";
import type { Recorded } from "./recorded";

/** The input of `bench/plan.ts`. Times are milliseconds of CPU for the whole fleet, one for each run. */
export interface PlanReport {
  readonly due: number;
  readonly sockets: number;
  readonly loaded: readonly string[];
  readonly planned: readonly number[];
  readonly compared: readonly number[];
  readonly served: readonly number[];
}

interface Planned {
  readonly definition: Definition;
  readonly prior: Values;
  readonly desired: Values;
  /** The same inputs in other objects. */
  readonly recorded: Values;
}

const RUNS = 9;
/** A single comparison of the fleet is too short to be timed. */
const COMPARISONS = 50;
/** Node's names for the start of any traffic: connections, datagrams and address lookups. */
const TRAFFIC = new Set(["TCPCONNECTWRAP", "PIPECONNECTWRAP", "UDPWRAP", "GETADDRINFOREQWRAP", "QUERYWRAP"]);
/** Packages that must not be loaded before a call needs them. */
const LATE = ["undici", "@alicloud/credentials", "node-forge", "@pulumi/pulumi"];

/** Resources of one vendor, and the time of the plan. */
interface Fleet {
  readonly vendor: Vendor;
  readonly now: string;
  resources(size: number): readonly Recorded[];
}

const FLEETS: readonly Fleet[] = [
  { vendor: alibaba, now: ofAlibaba.NOW, resources: ofAlibaba.fleet },
  { vendor: ibm, now: ofIbm.NOW, resources: ofIbm.rootKeys },
];

async function main(name: string | undefined, size: number): Promise<void> {
  const fleet = FLEETS.find(({ vendor }) => vendor.name === name);
  if (!fleet) throw new Error(`there is no fleet of ${name}`);
  process.stdout.write(JSON.stringify(await reportOf(fleet, fleet.resources(size))));
}

async function reportOf({ vendor, now }: Fleet, resources: readonly Recorded[]): Promise<PlanReport> {
  const prepared = resources.map(prepare);
  const time = parseTime(now);
  const planOne = ({ definition, prior, desired }: Planned): string => plan(definition, prior, desired, time).action;
  const planAll = (): void => prepared.forEach((each) => void planOne(each));
  const compareAll = (): void => prepared.forEach(({ desired, recorded }) => void isDeepStrictEqual(desired, recorded));
  const serve = (): Promise<void> => serveAll(vendor, now, resources);
  return {
    due: prepared.filter((each) => planOne(each) !== "none").length,
    sockets: await trafficOf(serve),
    planned: await repeated(planAll),
    compared: await repeated(compareAll, COMPARISONS),
    served: await repeated(serve),
    loaded: LATE.filter(isLoaded),
  };
}

function prepare({ definition, given, outputs }: Recorded): Planned {
  const desired = requireInputs(definition, definition.name, given);
  const recorded = structuredClone(desired);
  return { definition, desired, recorded, prior: fromStore(definition, { ...recorded, ...outputs }) };
}

/** A Pulumi engine's requests to the provider for each resource: check the inputs and compare them. */
async function serveAll(vendor: Vendor, now: string, resources: readonly Recorded[]): Promise<void> {
  const run = new Run({ env: { KEYSMITH_AS_OF: now }, log: { warn: () => {} } });
  for (const { definition, given, outputs } of resources) {
    const provider = new DefinitionProvider(vendor, definition, run);
    const { inputs = {}, failures } = await provider.check({ ...given }, { ...given });
    if (failures?.length) throw new Error(failures.map(({ reason }) => reason).join("; "));
    await provider.diff(definition.name, { ...inputs, ...outputs }, inputs);
  }
}

/** The number of times that `work` uses the network. */
async function trafficOf(work: () => Promise<void>): Promise<number> {
  let begun = 0;
  const hook = createHook({
    init(_id, type) {
      if (TRAFFIC.has(type)) begun += 1;
    },
  }).enable();
  await work();
  hook.disable();
  return begun;
}

/** @param times that each run repeats `work`; the mean counts */
async function repeated(work: () => void | Promise<void>, times = 1): Promise<number[]> {
  const measured: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time += 1) await work();
    const { user, system } = process.cpuUsage(before);
    measured.push((user + system) / 1000 / times);
  }
  return measured;
}

function isLoaded(name: string): boolean {
  return Object.keys(require.cache).some((file) => file.includes(`/node_modules/${name}/`));
}

main(process.argv[2], Number(process.argv[3])).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
