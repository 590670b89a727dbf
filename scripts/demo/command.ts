import { spawn } from "node:child_process";

export interface Finished {
  readonly exitCode: number;
  /** Both streams, in the order in which they came. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a program to its end without blocking this process. @throws Error when it cannot be started */
export function run(
  command: string,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    const parts: string[] = [];
    const stdout: string[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      parts.push(chunk.toString());
      stdout.push(chunk.toString());
    });
    child.stderr.on("data", (chunk: Buffer) => parts.push(chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output: parts.join(""), stdout: stdout.join("") }));
  });
}
