import type { Emulator } from "keysmith-emulator";
import { becomes } from "./command";

/**
 * Runs something while the first call of an operation takes long: the service has acted, and nobody was told.
 * @param ms how long it takes
 * @param run `called` settles in the middle of the call
 * @throws Error when the run ended before the call came
 */
export async function whileCalled<T>(
  emulator: Emulator,
  { operation, ms }: { readonly operation: string; readonly ms: number },
  run: (called: Promise<void>) => Promise<T>,
): Promise<T> {
  await emulator.setFaults([{ operation, kind: "slow-headers", ms }]);
  let isOver = false;
  const hit = async (): Promise<boolean> => (await emulator.faults()).some(({ hits }) => hits > 0);
  const called = becomes(`${operation} is called`, async () => isOver || (await hit()), 60);
  const result = await run(called);
  const wasCalled = await hit();
  isOver = true;
  await called;
  await emulator.setFaults([]);
  if (!wasCalled) throw new Error(`the run ended before ${operation} was called`);
  return result;
}

/** Milliseconds that are longer than any run which is killed meanwhile. */
export const LONG = 20_000;
