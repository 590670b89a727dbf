import { Console } from "node:console";
import { errorText } from "../core/errors";
import { isRunning } from "../core/process";
import type { Work } from "../core/work";
import type { Listening } from "./listen";

/**
 * Keeps standard output for the one line that the engine reads there: all other output goes to standard error.
 * @returns a function that writes to standard output all the same
 */
export function keepStandardOutput(): (line: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  // In the executable, the runtime's console doesn't write through the stream above.
  globalThis.console = new Console(process.stderr);
  // Once the engine is gone, nobody reads either stream; that must not end a call that is under way.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return (line) => {
    write(line);
  };
}

/** Survives errors outside of any call, as other calls may be under way. @param lineOf makes a line for the engine */
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
 * Resolves when there is no engine any more: none has connected in a minute, or the last connection has been closed for
 * two seconds and the calls under way have ended. An engine that is killed can't say that it is done.
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
 * Resolves when the process is asked to end. An interrupt from the keyboard reaches both this process and the engine:
 * the engine alone decides what follows from it.
 */
export function toldToEnd(): Promise<void> {
  process.on("SIGINT", () => {});
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}

/** The interval of the checks that the engine is still there. */
const WATCH_MS = 1_000;

/** An engine that says goodbye closes its connection first, but this process may notice that later. */
const GOODBYE_MS = 50;

/**
 * Resolves when there is no engine any more, for an engine that closes an idle connection and comes back later. The
 * signs are the end of the process that has started this one, and an interrupt once the engine has closed its
 * connection, which is how it says goodbye.
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
