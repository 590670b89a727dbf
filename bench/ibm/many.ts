import type { Values } from "../../src/core/definition";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { observed } from "../call-count";
import { type Figure, figure, promise, type Section } from "../figure";
import type { DirectBench } from "../workbench";
import { keysOf, PLACE, withIbm } from "./emulated";

const MANY = 1000;
/** One more than the service's largest page. */
const BEYOND_A_PAGE = 5001;

/** Many keys in one instance: they are looked for and read together. */
export const many: Section = {
  name: "ibm-many",
  title: "IBM: calls to the services for many root keys of one instance, per run",
  measure: () => withIbm(measure),
};

async function measure(bench: DirectBench): Promise<Figure[]> {
  await keysOf(bench).count(); // Fetches the token, which is counted elsewhere.
  const created = await createKeys(bench, 0, MANY);
  const refreshed = await refresh(bench, created.states, 1);
  const more = await createKeys(bench, MANY, BEYOND_A_PAGE);
  return [...created.figures, ...refreshed, ...(await refresh(bench, [...created.states, ...more.states], 2))];
}

/** Creates root keys in one run, all at once. */
async function createKeys(
  bench: DirectBench,
  from: number,
  to: number,
): Promise<{ readonly states: readonly Values[]; readonly figures: readonly Figure[] }> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  bench.newRun();
  const begin = performance.now();
  const { result, operations } = await observed(bench.emulator, () =>
    Promise.all(numbers.map((number) => bench.create(rootKey, keyOf(number)))),
  );
  const what = `create of ${amount(numbers.length)} keys`;
  return {
    states: result,
    figures: [
      promise(`${what}: calls`, operations.length, numbers.length + 1, summary(operations)),
      figure(`${what}: seconds`, secondsSince(begin)),
    ],
  };
}

async function refresh(bench: DirectBench, states: readonly Values[], most: number): Promise<Figure[]> {
  bench.newRun();
  const begin = performance.now();
  const { operations } = await observed(bench.emulator, () =>
    Promise.all(states.map((state) => bench.read(rootKey, state))),
  );
  const what = `refresh of ${amount(states.length)} keys`;
  return [
    promise(`${what}: calls`, operations.length, most, summary(operations)),
    figure(`${what}: seconds`, secondsSince(begin)),
  ];
}

/** A root key's inputs in a program. */
export function keyOf(number: number): Values {
  return { ...PLACE, name: `app-${number}`, label: `shop/prod/app-${number}`, rotation: { every: "P90D" } };
}

/** `1 listKeys, 1,000 createKey` */
function summary(operations: readonly string[]): string {
  const names = [...new Set(operations)];
  return names.map((name) => `${amount(operations.filter((each) => each === name).length)} ${name}`).join(", ");
}

function amount(count: number): string {
  return count.toLocaleString("en-US");
}

function secondsSince(begin: number): number {
  return (performance.now() - begin) / 1000;
}
