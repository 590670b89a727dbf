import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TerraformEngine } from "./engines";
import { cleanEnvironment } from "./engines/environment";

/** An engine's environment in which it finds nothing but what lies in `folder`. */
export function bareEnvironment(folder: string): Readonly<Record<string, string>> {
  const [settings, home] = [path.join(folder, "engine.tfrc"), path.join(folder, "home")];
  writeFileSync(settings, "");
  mkdirSync(home, { recursive: true });
  return { ...cleanEnvironment(), HOME: home, TF_CLI_CONFIG_FILE: settings };
}

/** Initialises a configuration in `folder` that does nothing but require the provider. */
export function initialise(
  { command }: TerraformEngine,
  folder: string,
): { readonly output: string; readonly lock: string } {
  const required = '{ keysmith = { source = "keysmith/keysmith" } }';
  writeFileSync(path.join(folder, "main.tf"), `terraform {\n  required_providers ${required}\n}\n`);
  const env = bareEnvironment(folder);
  const { stdout, stderr } = spawnSync(command, ["init", "-no-color"], { cwd: folder, env, encoding: "utf8" });
  expect(stderr).toBe("");
  return { output: stdout, lock: readFileSync(path.join(folder, ".terraform.lock.hcl"), "utf8") };
}
