import { type CommandResult, type RunOptions, run } from "../../test/support/command";

/** A step of a pipeline, as its shell gets it. */
export interface ShellStep {
  readonly name: string;
  readonly script: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How GitHub starts what says `shell: bash`. */
export const GITHUB_BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"] as const;
/** How a container, Jenkins and GitLab's runner in an image without bash start a script. */
export const PLAIN_SH = ["sh", "-e", "-c"] as const;

/** Runs a script as it stands in a pipeline's file. */
export function runScript(
  [executable, ...options]: readonly [string, ...string[]],
  { script, folder, env }: ShellStep,
  { kill, killWhen }: Pick<RunOptions, "kill" | "killWhen"> = {},
): Promise<CommandResult> {
  const strike = { ...(kill && { kill }), ...(killWhen && { killWhen }) };
  return run({ executable, args: [...options, script], cwd: folder, env, ...strike });
}
