import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The name of the project in a folder. @throws Error when it has no readable Pulumi.yaml */
export function projectName(root: string): string {
  const { name } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { readonly name: string };
  return name;
}

/** Path of the file that holds the settings of one stack. */
export function stackSettingsPath(root: string, stack: string): string {
  return join(root, `Pulumi.${stack}.yaml`);
}
