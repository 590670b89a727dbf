import { spawnSync } from "node:child_process";
import path from "node:path";

const REPOSITORY = process.cwd();
/** Where `scripts/opentofu.mjs` builds one. */
const BUILT = path.join(REPOSITORY, "node_modules/.cache/keysmith/opentofu/tofu");

/** An engine of programs in HCL. */
export interface HclEngineKind {
  readonly name: "terraform" | "tofu";
  /** What people call it. */
  readonly title: string;
  /** Where it may be, in the order in which it is looked for. */
  readonly commands: readonly string[];
  /** The least version that Keysmith works with, as major and minor. */
  readonly least: readonly [number, number];
}

export const HCL_ENGINES: readonly HclEngineKind[] = [
  { name: "tofu", title: "OpenTofu", commands: ["tofu", BUILT], least: [1, 10] },
  { name: "terraform", title: "Terraform", commands: ["terraform"], least: [1, 8] },
];

/** An engine that is there. */
export interface HclEngine {
  readonly name: HclEngineKind["name"];
  readonly title: string;
  readonly command: string;
  readonly version: string;
}

/** @returns the engine, or why it can't be used here */
export function findHclEngine({ name, title, commands, least }: HclEngineKind): HclEngine | string {
  for (const command of commands) {
    const version = versionOf(command);
    if (version === undefined) continue;
    if (isAtLeast(version, least)) return { name, title, command, version };
    return `${title} ${version} is too old: ${least.join(".")} is the least`;
  }
  return `${name} is not on PATH`;
}

/** Whether a version is the given one or newer. @param least major and minor */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** Nothing when there is no such command. */
function versionOf(command: string): string | undefined {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const { stdout } = spawnSync(command, ["version", "-json"], { env, encoding: "utf8" });
  // Not parsed, as a warning about the user's settings may stand before it.
  return /"terraform_version": *"([^"]+)"/.exec(stdout ?? "")?.[1];
}
