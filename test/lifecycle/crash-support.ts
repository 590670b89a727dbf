import type { ExampleProject } from "../examples/example-project";

/**
 * Kills the engine, the program and the provider in the middle of a call: the service has acted, and nobody was told.
 * @param nth of the calls of that operation, from 1
 * @throws Error when the run ended before the call came
 */
export async function killIn(
  { emulator, stack }: ExampleProject,
  operation: string,
  command: "up" | "destroy",
  nth = 1,
): Promise<void> {
  await emulator.setFaults([{ operation, nth, kind: "slow-headers", ms: 20_000 }]);
  const struck = watch(async () => (await emulator.faults()).some(({ hits }) => hits > 0));
  const run = await stack[command]({ skipPreview: true, killWhen: struck.happened });
  struck.stop();
  await emulator.setFaults([]);
  if (!run.killed) throw new Error(`${command} ended before ${operation} was called:\n${run.output}`);
}

/** Has the service's replies to the first call of each operation lost, while it acts. */
export function loseReplies({ emulator }: ExampleProject, operations: readonly string[]): Promise<void> {
  return emulator.setFaults(operations.map((operation) => ({ operation, kind: "reset-after" })));
}

/** The operations whose reply was lost since then. */
export async function lostReplies({ emulator }: ExampleProject): Promise<string[]> {
  return (await emulator.faults()).filter(({ hits }) => hits > 0).map(({ operation }) => operation);
}

/** Looks every now and then, until `condition` holds or it is stopped. */
function watch(condition: () => Promise<boolean>): { readonly happened: Promise<void>; stop(): void } {
  let stopped = false;
  const happened = (async () => {
    while (!stopped && !(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
  })();
  return {
    happened,
    stop: () => {
      stopped = true;
    },
  };
}
