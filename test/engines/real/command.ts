import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** When it settles, the command and all its descendants are killed. */
  readonly killWhen?: Promise<unknown> | undefined;
}

export interface CommandResult {
  /** Null when the command was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Both streams in the order in which they came. */
  readonly output: string;
}

/** Runs the `pulumi` that stands on PATH. */
export async function pulumi({ args, cwd, env, killWhen }: Command): Promise<CommandResult> {
  const child = spawn("pulumi", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, output] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const kill = (): void => killTree(child.exitCode === null ? child.pid : undefined);
  void killWhen?.then(kill, kill);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, stdout, output };
}

/** Plugins run in process groups of their own, so the group of the command is not enough. */
function killTree(root: number | undefined): void {
  if (root === undefined) return;
  signal(root, "SIGSTOP");
  for (const pid of [root, ...descendants(root)]) signal(pid, "SIGKILL");
}

function descendants(root: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid, ...below(pid)] : []));
  return below(root);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
