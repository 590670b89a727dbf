import { describe } from "./diagnostics";

/**
 * Keeps standard output for the one line that the engine reads there: whatever else is written goes to standard error.
 * @returns what writes to standard output all the same
 */
export function keepStandardOutput(): (line: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  // When the engine is gone nobody reads either; that must not end a call that is under way.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return (line) => {
    write(line);
  };
}

/** Reports what went wrong outside of any call, and goes on: other calls may be under way. */
export function outliveStrayErrors(): void {
  process.on("uncaughtException", (error) => report(error));
  process.on("unhandledRejection", (reason) => report(reason));
}

/** A line that engines take into their log, in the form that go-plugin reads. */
function report(error: unknown): void {
  const line = {
    "@level": "error",
    "@message": `Keysmith failed outside of a call: ${describe(error)}`,
    "@module": "keysmith",
    "@timestamp": new Date().toISOString(),
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
