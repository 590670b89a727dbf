import type { Values } from "../../src/core/definition";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { type Figure, goal } from "../figure";
import type { DirectBench } from "../workbench";
import { keyOf } from "./many";

const KEYS = 100;
/** Resources that the engine works on at a time. */
const AT_A_TIME = 10;
/** Milliseconds before a reply begins. */
const LATENCY = 100;
/** The factor allowed on top of the time between calls and replies. */
const SLACK = 1.1;
/** Seconds, when each resource takes one call. */
const LEAST = ((KEYS / AT_A_TIME) * LATENCY) / 1000;
/** Consecutive calls in a create or a refresh of `ibm_kms_key`, by its published source. */
const PEER_DEPTH = 7;
const NOTE = `ibm_kms_key: ${PEER_DEPTH * LEAST} at least, reckoned from its calls`;

/** The time of creates and refreshes when every call has a latency. */
export async function wallFigures(bench: DirectBench): Promise<Figure[]> {
  await bench.emulator.setFaults([
    { operation: "*", kind: "slow-headers", ms: LATENCY, times: Number.MAX_SAFE_INTEGER },
  ]);
  const numbers = Array.from({ length: KEYS }, (_, number) => number);
  await bench.newProcess();
  const create = await timed(() => inTurns(numbers, (number) => bench.create(rootKey, keyOf(number))));
  await bench.newProcess();
  const refresh = await timed(() => inTurns(create.result, (state) => bench.read(rootKey, state)));
  return [
    goal(
      `${KEYS} RootKeys: create, seconds at ${LATENCY} ms a call and ${AT_A_TIME} at a time`,
      create.seconds,
      LEAST * SLACK,
      NOTE,
    ),
    goal(`${KEYS} RootKeys: refresh, seconds at the same`, refresh.seconds, LEAST * SLACK, NOTE),
  ];
}

/** Applies `work` to all, as many at a time as the engine would. */
async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<Values>): Promise<Values[]> {
  const queue = [...all];
  const results: Values[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results.push(await work(next));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
  const begin = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - begin) / 1000 };
}
