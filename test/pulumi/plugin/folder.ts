import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";

const REPOSITORY = path.resolve(__dirname, "../../..");

/** The folder of the plugin as it was built, for `plugins: providers:` of a project. */
export function pluginFolder(): string {
  const folder = path.join(REPOSITORY, "node_modules/.cache/keysmith/plugin");
  const executable = path.join(folder, "pulumi-resource-keysmith");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(executable))
    symlinkSync(path.join(REPOSITORY, "dist/terraform/terraform-provider-keysmith"), executable);
  return folder;
}
