import { LONG, whileCalled } from "../support/struck";
import type { Run, Strike } from "./engines/types";
import type { Stage } from "./stage";

/** Kills something in the middle of a call of an apply. @throws Error when the run ended before the call came */
export async function killIn(stage: Stage, operation: string, kill: Strike): Promise<Run> {
  return during(stage, operation, { kill, ms: LONG });
}

interface Call {
  readonly kill: Strike;
  /** How long the call takes. */
  readonly ms: number;
}

/** The same with a call that is answered in the end. */
export async function during({ emulator, workspace }: Stage, operation: string, { kill, ms }: Call): Promise<Run> {
  return whileCalled(emulator, { operation, ms }, (called) =>
    workspace.run(["apply", "-auto-approve"], { killWhen: called, kill }),
  );
}
