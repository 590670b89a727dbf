import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ProviderSource } from "../../test/terraform/engines";
import { run } from "./command";

const KEYSMITH = "dist/cli/main.js";

/**
 * The bundled provider in a mirror of its own, placed there by the command that users have for it.
 * @throws Error with the command's output when it fails
 */
export async function installedProvider(): Promise<ProviderSource> {
  const mirror = mkdtempSync(path.join(tmpdir(), "keysmith-mirror-"));
  const command = [KEYSMITH, "provider", "install", "--dir", mirror];
  const { exitCode, output } = await run(process.execPath, command, process.env, process.cwd());
  if (exitCode !== 0) throw new Error(`the provider could not be installed:\n${output}`);
  return {
    env: {},
    settings: `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    stop: async () => rmSync(mirror, { recursive: true, force: true }),
  };
}
