import { delimiter, dirname } from "node:path";

/** Protects the secrets of test stacks unless a test sets its own by `PULUMI_CONFIG_PASSPHRASE`. */
export const PASSPHRASE = "a passphrase for tests only";

/**
 * The environment of this process without what would lead Pulumi to a user's own stacks, and without the test runner's.
 * @param command of Pulumi; its language host lies beside it when it was built
 * @param first folders in which commands are looked for before all others
 */
export function cleanEnvironment(command: string, first: readonly string[] = []): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|JEST_|NODE_ENV$)/.test(name));
  const env = Object.fromEntries(entries) as Record<string, string>;
  const beside = command.includes("/") ? [dirname(command)] : [];
  env["PATH"] = [...first, ...beside, env["PATH"]].join(delimiter);
  return env;
}
