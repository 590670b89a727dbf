import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export type Stream = "stdout" | "stderr";

export interface NodeProcessOptions {
  /** Script and arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string, stream: Stream) => void;
}

const running = new Set<NodeProcess>();
process.once("exit", () => {
  for (const child of running) child.kill();
});

/** A Node process with a process group of its own, so that killing it takes its children along. */
export class NodeProcess {
  /** The exit code (null when killed), once the process has ended and all it printed has been read. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor({ args, cwd, env, onLine }: NodeProcessOptions) {
    this.#child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of ["stdout", "stderr"] as const) {
      const input = this.#child[stream];
      if (input) createInterface({ input }).on("line", (line) => onLine(line, stream));
    }
    running.add(this);
    this.ended = this.#waitForEnd();
  }

  /** SIGKILL to the whole group; nothing happens when it has ended. */
  kill(): void {
    if (this.#child.pid === undefined || !running.has(this)) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  async #waitForEnd(): Promise<number | null> {
    try {
      const [code] = (await once(this.#child, "close")) as [number | null];
      return code;
    } finally {
      running.delete(this);
    }
  }
}
