import { connectEmulator } from "keysmith-emulator";
import { chaos } from "../../bench/chaos/chaos";
import { directEngine } from "../../bench/chaos/direct";
import type { ChaosEngine, Ended } from "../../bench/chaos/engine";
import type { Goal } from "../../bench/chaos/judge";

/** With other seeds, and on engines, it is `npm run bench -- chaos`. */
const SEED = 1;
const ROTATIONS = 25;

it("costs no application its access and leaves nothing behind, whatever goes wrong with rotations", async () => {
  const { rotations, found, uses, counts, failures } = await chaos(directEngine, { seed: SEED, rotations: ROTATIONS });
  expect(failures.map(({ what, history }) => [what, ...history].join("\n"))).toEqual([]);
  expect(rotations).toBeGreaterThanOrEqual(ROTATIONS);
  // It was no quiet life.
  for (const count of [found, uses, counts["kills"], counts["calls gone wrong"]]) expect(count).toBeGreaterThan(0);
});

/** What an engine would do that is at fault. */
interface Fault {
  readonly title: string;
  readonly goal: Goal;
  spoil(ended: Ended, endpoint: string): Promise<Ended>;
}

const FAULTS: readonly Fault[] = [
  {
    title: "that deletes what was replaced before its overlap is over",
    goal: "refused",
    async spoil(ended, endpoint) {
      for (const { previous } of ended.records)
        for (const { clientKeyId } of previous) await call(endpoint, "DeleteClientKey", { ClientKeyId: clientKeyId });
      return ended;
    },
  },
  {
    title: "that makes a key and forgets it",
    goal: "left",
    async spoil(ended, endpoint) {
      if (!ended.records.some(({ key }) => key === "ClientKey orders")) return ended;
      const now = await connectEmulator(endpoint).clock.now();
      const NotAfter = `${Number(now.slice(0, 4)) + 1}${now.slice(4, 19)}Z`;
      const NotBefore = `${now.slice(0, 19)}Z`;
      await call(endpoint, "CreateClientKey", {
        AapName: "orders-app",
        Password: "Correct-Horse-7",
        NotBefore,
        NotAfter,
      });
      return ended;
    },
  },
  {
    title: "that prints a password",
    goal: "plaintext",
    spoil: async (ended) => ({ ...ended, output: JSON.stringify(ended.records) }),
  },
];

describe("finds out an engine", () => {
  it.each(FAULTS)("$title", async ({ goal, spoil }) => {
    const { failures } = await chaos(spoilt(spoil), { seed: 3, rotations: 3 });
    expect(failures.map((failure) => failure.goal)).toContain(goal);
  });
});

/** @param spoil is done after each run */
function spoilt(spoil: Fault["spoil"]): ChaosEngine {
  return {
    ...directEngine,
    open: async (env, time) => {
      const stack = await directEngine.open(env, time);
      const run = stack.run.bind(stack);
      return Object.assign(stack, {
        run: async (asked: Parameters<typeof run>[0]) =>
          spoil(await run(asked), env["KEYSMITH_ALIBABA_ENDPOINT"] ?? ""),
      });
    },
  };
}

/** Where that isn't possible any more, it was done before. */
async function call(endpoint: string, operation: string, parameters: Record<string, string>): Promise<void> {
  await connectEmulator(endpoint)
    .alibaba.call(operation, parameters)
    .catch(() => undefined);
}
