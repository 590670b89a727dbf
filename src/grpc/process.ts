import { Console } from "node:console";
import { errorText } from "../core/errors";
import { isRunning } from "../core/process";
import type { Work } from "../core/work";
import type { Listening } from "./listen";

/**
 * Keeps standard output for the one line that the engine reads there: whatever else is written goes to standard error.
 * @returns what writes to standard output all the same
 */
export function keepStandardOutput(): (line: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  // The runtime of the executable does not go by way of the stream above.
  globalThis.console = new Console(process.stderr);
  // When the engine is gone nobody reads either; that must not end a call that is under way.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return (line) => {
    write(line);
  };
}

/** Goes on after what went wrong outside of any call, as other calls may be under way. @param lineOf how the engine wants to be told */
export function outliveStrayErrors(lineOf: (text: string) => string): void {
  const report = (error: unknown): void => {
    process.stderr.write(`${lineOf(`Keysmith failed outside of a call: ${errorText(error)}`)}\n`);
  };
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
}

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
export function toldToEnd(): Promise<void> {
  process.on("SIGINT", () => {});
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}

/** How often it is asked whether the engine is still there. */
const WATCH_MS = 1_000;

/** An engine that says goodbye closes its connection first, which may be seen after that. */
const GOODBYE_MS = 50;

/**
 * Resolves when there is no engine any more, for one that closes a connection on which nothing has passed for long and comes
 * back later: the end of the process that has started this one tells, and an interrupt once it has closed its connection, which
 * is how it says goodbye.
 */
export function left({ connections }: Listening, work: Work): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const end = (): void => void work.done().then(resolve);
    setInterval(() => {
      if (process.ppid !== parent || !isRunning(parent)) end();
    }, WATCH_MS).unref();
    process.on("SIGINT", () => {
      setTimeout(() => connections.size === 0 && end(), GOODBYE_MS);
    });
  });
}
