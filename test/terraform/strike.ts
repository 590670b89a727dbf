import { becomes } from "../support/command";
import type { Run, Strike } from "./engines/types";
import type { Stage } from "./stage";

/** How long a struck call takes, in milliseconds: longer than any run that is killed in it. */
const LONG = 20_000;

/**
 * Kills something in the middle of a call: the service has acted, and nobody was told.
 * @param nth of the calls of that operation, from 1
 * @throws Error when the run ended before the call came
 */
export async function killIn(stage: Stage, operation: string, kill: Strike, args = APPLY, nth = 1): Promise<Run> {
  return during(stage, operation, { kill, args, nth, ms: LONG });
}

export const APPLY: readonly string[] = ["apply", "-auto-approve"];
export const DESTROY: readonly string[] = ["destroy", "-auto-approve"];

interface Call {
  readonly kill: Strike;
  readonly args: readonly string[];
  readonly nth?: number;
  /** How long the call takes. */
  readonly ms: number;
}

/** The same with a call that is answered in the end. */
export async function during(stage: Stage, operation: string, { kill, args, nth = 1, ms }: Call): Promise<Run> {
  const { emulator, workspace } = stage;
  await emulator.setFaults([{ operation, nth, kind: "slow-headers", ms }]);
  let isOver = false;
  const hit = async (): Promise<boolean> => (await emulator.faults()).some(({ hits }) => hits > 0);
  const called = becomes(`${operation} is called`, async () => isOver || (await hit()), 60);
  const run = await workspace.run(args, { killWhen: called, kill });
  const wasCalled = await hit();
  isOver = true;
  await called;
  await emulator.setFaults([]);
  if (!wasCalled) throw new Error(`the run ended before ${operation} was called:\n${run.shown || run.output}`);
  return run;
}
