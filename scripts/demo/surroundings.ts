/** What people set for real accounts and for runs of their own. */
const OWN = /^(ALIBABA_CLOUD_|IBMCLOUD_|IC_|KEYSMITH_|PULUMI_)/;

/** An environment without what has no place in a demo. */
export function withoutAccounts(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OWN.test(name)));
}

/**
 * Puts `env` in the place of what this process has of that kind, as some of the vendors' own libraries look there.
 * @returns what gives back how it was
 */
export function enter(env: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  const set = (wanted: NodeJS.ProcessEnv): void => {
    for (const name of Object.keys(process.env)) if (!(name in wanted)) delete process.env[name];
    Object.assign(process.env, wanted);
  };
  set({ ...withoutAccounts(process.env), ...env });
  return () => set(before);
}
