import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { vendors } from "../../../src/catalog";
import type { Vendor } from "../../../src/core/definition";
import type { Environment } from "../../../src/core/settings";
import { installProvider, readBundle } from "../../../src/terraform/mirror";
import { SOURCE } from "../../../src/terraform/names";
import { createProvider } from "../../../src/terraform/provider";
import { serveReattached } from "../protocol/reattached";
import type { ProviderSource, TerraformEngine } from "./types";

/**
 * The provider in the process of the tests, which an engine is told how to reach.
 * @param env the provider's environment; what is changed in it counts from the next command on
 */
export async function attachedProvider(
  { registry }: TerraformEngine,
  env: Environment,
  from: readonly Vendor[] = vendors,
): Promise<ProviderSource> {
  // Some of the vendors' own libraries look there.
  Object.assign(process.env, env);
  const { reattach, close } = await serveReattached(createProvider(from, { env }));
  return {
    env: { TF_REATTACH_PROVIDERS: JSON.stringify({ [`${registry}/${SOURCE}`]: reattach }) },
    settings: "",
    stop: close,
  };
}

/**
 * The bundled provider, which the engine starts itself, found without a registry.
 * @param executable what is to be in the place of the script for this machine
 */
export function installedProvider(executable?: string): ProviderSource {
  const mirror = mkdtempSync(path.join(tmpdir(), "keysmith-mirror-"));
  installProvider(mirror, readBundle(executable === undefined ? {} : { KEYSMITH_EXECUTABLE: executable }));
  return {
    env: {},
    settings: `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    stop: async () => rmSync(mirror, { recursive: true, force: true }),
  };
}
