/** What commands need of the environment of this process. */
const KEPT = ["PATH", "TMPDIR", "TMP", "TEMP", "SystemRoot", "PATHEXT"];

/**
 * An environment in which an engine finds nothing of the user's: no variables, no settings, no credentials. Its home has
 * to be said besides.
 */
export function cleanEnvironment(): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
}
