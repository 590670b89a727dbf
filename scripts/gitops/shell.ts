import { type CommandResult, type RunOptions, run } from "../../test/support/command";

/** A step of a pipeline in the form that its shell gets. */
export interface ShellStep {
  readonly name: string;
  readonly script: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** GitHub's command for `shell: bash`. */
export const GITHUB_BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"] as const;
/** The command of a container, of Jenkins, and of GitLab's runner in an image without bash. */
export const PLAIN_SH = ["sh", "-e", "-c"] as const;

/** Runs a script unchanged from a pipeline's file. */
export function runScript(
  [executable, ...options]: readonly [string, ...string[]],
  { script, folder, env }: ShellStep,
  { kill, killWhen }: Pick<RunOptions, "kill" | "killWhen"> = {},
): Promise<CommandResult> {
  const strike = { ...(kill && { kill }), ...(killWhen && { killWhen }) };
  return run({ executable, args: [...options, script], cwd: folder, env, ...strike });
}
