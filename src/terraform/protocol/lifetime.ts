import type { Work } from "../../core/work";
import type { Listening } from "./server";

/** An engine that connects at all does so at once. */
const FIRST_CONNECTION_MS = 60_000;

/** An engine whose connection broke would come back within this time. */
const GRACE_MS = 2_000;

/**
 * Resolves when there is no engine any more: none has come in a minute, or the last connection has been closed for two
 * seconds and what was under way has ended. An engine that is killed can't say that it is done.
 */
export function abandoned({ connections, onConnection }: Listening, work: Work): Promise<void> {
  return new Promise((resolve) => {
    const leave = async () => {
      await work.done();
      if (connections.size === 0) resolve();
    };
    let timer = setTimeout(leave, FIRST_CONNECTION_MS);
    onConnection((connection) => {
      clearTimeout(timer);
      connection.once("close", () => {
        clearTimeout(timer);
        if (connections.size === 0) timer = setTimeout(leave, GRACE_MS);
      });
    });
  });
}

/**
 * Resolves when the process is asked to end. An interrupt from the keyboard reaches it beside the engine, which alone
 * decides what follows from it.
 */
export function asked(): Promise<void> {
  process.on("SIGINT", () => {});
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}
