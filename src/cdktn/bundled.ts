// Made from src/cdktf/bundled.ts by "npm run generate": edit that, not this.
import { existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { HOSTS, installProvider, providerVersion } from "../terraform/mirror";
import { SOURCE } from "../terraform/names";

/** Where engines look for providers first, in the folder that they run in. */
const PLUGINS_FOLDER = "terraform.d/plugins";

/**
 * Puts the bundled provider beside a stack, and takes away what an earlier version of this package put there.
 * @param stackFolder where the engine will run
 * @throws ConfigurationError when the provider was not built, or the folder can't be written to
 */
export function installBeside(stackFolder: string): void {
  installProvider(path.join(stackFolder, PLUGINS_FOLDER));
  for (const host of HOSTS) removeOtherVersions(stackFolder, path.join(PLUGINS_FOLDER, host, ...SOURCE.split("/")));
}

/** What is only linked from the stack's folder belongs to somebody else. */
function removeOtherVersions(stackFolder: string, versions: string): void {
  const folder = path.join(stackFolder, versions);
  if (!existsSync(folder) || realpathSync(folder) !== path.join(realpathSync(stackFolder), versions)) return;
  const others = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== providerVersion(),
  );
  for (const { name } of others) rmSync(path.join(folder, name), { recursive: true, force: true });
}
