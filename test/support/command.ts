import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

/** The engine and its providers die at once, or one of them does, or a person presses Ctrl-C, or just looks. */
export type Strike = "all" | "engine" | "provider" | "interrupt" | "look";

export interface RunOptions {
  /** For this command only. */
  readonly env?: Readonly<Record<string, string>>;
  /** When it settles, `kill` happens. */
  readonly killWhen?: Promise<unknown>;
  /** What happens then. @default "all" */
  readonly kill?: Strike;
}

export interface CommandResult {
  /** Null when the command was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Both streams in the order in which they came. */
  readonly output: string;
  /** The providers that ran when `killWhen` settled, by process id. */
  readonly providers: readonly number[];
}

export interface Command extends Pick<RunOptions, "kill" | "killWhen"> {
  readonly executable: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs an engine as a shell would: in a process group of its own, which Ctrl-C reaches as a whole. */
export async function run({ executable, args, cwd, env, kill = "all", killWhen }: Command): Promise<CommandResult> {
  const child = spawn(executable, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let [stdout, output] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  let providers: readonly number[] = [];
  const strike = (): void => {
    if (child.exitCode !== null || child.pid === undefined) return;
    providers = descendants(child.pid);
    strikes[kill](child.pid);
  };
  void killWhen?.then(strike, strike);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, stdout, output, providers };
}

const strikes: Readonly<Record<Strike, (engine: number) => void>> = {
  all: (engine) => {
    signal(engine, "SIGSTOP");
    for (const pid of [...descendants(engine), engine]) signal(pid, "SIGKILL");
  },
  engine: (engine) => signal(engine, "SIGKILL"),
  provider: (engine) => {
    for (const pid of descendants(engine)) signal(pid, "SIGKILL");
  },
  interrupt: (engine) => signal(-engine, "SIGINT"),
  look: () => {},
};

/** Processes that were started by a process, and by those in turn. */
export function descendants(root: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid, ...below(pid)] : []));
  return below(root);
}

/** Whether a process is still there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Looks every now and then. @throws Error when it isn't so after `seconds` */
export async function becomes(what: string, condition: () => Promise<boolean> | boolean, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await condition()); await wait(20)) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
