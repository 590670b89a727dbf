import { setTimeout as wait } from "node:timers/promises";
import { isAlive } from "../../test/support/command";

/** Providers end by themselves when their engine is killed; any that do not are killed too, as a person would do. */
const PATIENCE_MS = 15_000;

/** Waits until processes are gone. */
export async function gone(processes: readonly number[]): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; processes.some(isAlive) && Date.now() < end; ) await wait(50);
  for (const pid of processes.filter(isAlive)) process.kill(pid, "SIGKILL");
}
