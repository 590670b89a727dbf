/** Protects the secrets of test stacks unless a test sets its own by `PULUMI_CONFIG_PASSPHRASE`. */
export const PASSPHRASE = "a passphrase for tests only";

/** The environment of this process without what would lead an engine to a user's own stacks, and without the test runner's. */
export function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|JEST_|NODE_ENV$)/.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}
