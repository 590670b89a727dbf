/** Variables that users set for real accounts and for runs of their own. */
const OWN = /^(ALIBABA_CLOUD_|IBMCLOUD_|IC_|KEYSMITH_|PULUMI_)/;

/** An environment without the user's variables, which must not affect the demo. */
export function withoutAccounts(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OWN.test(name)));
}

/**
 * Replaces this process's variables of that kind with `env`, because some of the vendors' own libraries read them there.
 * @returns a function that restores them
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
