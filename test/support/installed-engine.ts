import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const SET_UP = path.resolve("scripts/engines.mjs");

export type EngineName = "terraform" | "tofu" | "pulumi";

/** An engine that tests, demo and bench know. */
export interface EngineKind {
  /** Its command. */
  readonly name: EngineName;
  /** What people call it. */
  readonly title: string;
  /** As what `scripts/engines.mjs` builds it, where that is so. */
  readonly builtAs?: string;
  /** The least version that Keysmith works with, as major and minor. */
  readonly least: readonly [number, number];
}

export const TERRAFORM: EngineKind = { name: "terraform", title: "Terraform", least: [1, 8] };
export const OPENTOFU: EngineKind = { name: "tofu", title: "OpenTofu", builtAs: "opentofu", least: [1, 10] };
export const PULUMI: EngineKind = { name: "pulumi", title: "Pulumi", builtAs: "pulumi", least: [3, 160] };

/** An engine that is there. */
export interface InstalledEngine {
  readonly kind: EngineKind;
  /** Name on PATH, or path of what was built. */
  readonly command: string;
  readonly version: string;
}

const found = new Map<EngineName, InstalledEngine | string>();

/**
 * The engine on PATH, else the one that was built. Looked for once in a process.
 * @returns the engine, or why it can't be used here
 */
export function findEngine(kind: EngineKind): InstalledEngine | string {
  const known = found.get(kind.name) ?? look(kind);
  found.set(kind.name, known);
  return known;
}

/** Whether it is not the user's own, but one that was built for tests and demo. */
export function isBuilt(kind: EngineKind): boolean {
  const engine = findEngine(kind);
  return typeof engine !== "string" && engine.command !== kind.name;
}

/** A language host of Pulumi that is there: the folder that it is in, or nothing where it is on PATH. */
export interface InstalledHost {
  readonly folder?: string;
}

/** @returns the host for a language, or why there is none here */
export function findHost(language: "yaml" | "python"): InstalledHost | string {
  const command = `pulumi-language-${language}`;
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  if (folders.some((folder) => folder !== "" && existsSync(path.join(folder, command)))) return {};
  const built = builtEngines()[`pulumi-${language}`];
  return built === undefined ? `${command} is not on PATH, and none was built` : { folder: path.dirname(built) };
}

/** Forgets what was found: another engine may have been built since. */
export function lookAgain(): void {
  found.clear();
}

/** Whether a version is the given one or newer. @param least major and minor */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function look(kind: EngineKind): InstalledEngine | string {
  const onPath = check(kind, kind.name);
  if (typeof onPath !== "string" || kind.builtAs === undefined) return onPath;
  const built = builtEngines()[kind.builtAs];
  return built === undefined ? `${onPath}, and none was built` : check(kind, built);
}

function check(kind: EngineKind, command: string): InstalledEngine | string {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout, error } = spawnSync(command, ["version"], { env, encoding: "utf8" });
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (error) return code === "ENOENT" ? `${kind.name} is not on PATH` : `${command} can't be started (${code})`;
  // A warning about the user's settings may stand before it.
  const version = /^(?:\w+ )?v?(\d+\.\d+\.\d+\S*)\s*$/m.exec(stdout)?.[1];
  if (version === undefined) return `${command} prints no version`;
  if (isAtLeast(version, kind.least)) return { kind, command, version };
  return `${kind.title} ${version} is too old: ${kind.least.join(".")} is the least`;
}

/** Executables in the cache that `scripts/engines.mjs` fills, by name. */
function builtEngines(): Readonly<Record<string, string>> {
  return JSON.parse(execFileSync(process.execPath, [SET_UP, "--paths"], { env: process.env, encoding: "utf8" }));
}
