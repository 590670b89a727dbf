import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";

const BUNDLE = path.resolve("dist/terraform/terraform-provider-keysmith");
const FOLDER = path.resolve("node_modules/.cache/keysmith/plugin");
/** By this name the one program knows what it is to be. */
const NAME = "pulumi-resource-keysmith";

/** The folder of Pulumi's plugin, as a project names it: the build makes one program for all engines. Shared by all suites. */
export function pluginFolder(): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, NAME);
  try {
    if (!existsSync(file)) symlinkSync(BUNDLE, file);
  } catch (error) {
    // Another suite was quicker.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return FOLDER;
}

/** What Pulumi.yaml says for it. */
export function pluginsOfProject(): object {
  return { providers: [{ name: "keysmith", path: pluginFolder() }] };
}
