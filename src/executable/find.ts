import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ConfigurationError } from "../core/errors";
import type { Environment } from "../core/settings";
import { isExecutable, packageVersion } from "../version";

/** The file that the build writes beside an executable, as `<file>.json`. */
interface Manifest {
  readonly version: string;
  readonly target: string;
  readonly sha256: string;
}

export interface Executable {
  readonly file: string;
  /** In the form of npm's packages, such as linux-x64 or linux-x64-musl. */
  readonly target: string;
  readonly content: Buffer;
}

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Whether the machine's C library is musl, as on Alpine. */
  readonly musl: boolean;
}

const SETTING = "KEYSMITH_EXECUTABLE";
const requireFound = createRequire(__filename);

/**
 * The executable for this machine: the one that `KEYSMITH_EXECUTABLE` names, else that of the package `@keysmith/<target>`, if it
 * is installed. The executable finds itself. It is read and checked before anybody starts it.
 * @throws ConfigurationError when it is of another version or for another machine, or isn't what was built
 */
export function findExecutable(env: Environment, machine: Machine = thisMachine()): Executable | undefined {
  const target = targetOf(machine);
  if (isExecutable) return { file: process.execPath, target, content: readFileSync(process.execPath) };
  const named = env[SETTING];
  const file = named ? path.resolve(named) : packaged(target);
  return file === undefined ? undefined : requireExecutable(file, { target, version: packageVersion() });
}

export function targetOf({ platform, arch, musl }: Machine): string {
  return [platform, arch, ...(musl ? ["musl"] : [])].join("-");
}

function packaged(target: string): string | undefined {
  const name = `keysmith${target.startsWith("win32") ? ".exe" : ""}`;
  try {
    return path.join(path.dirname(requireFound.resolve(`@keysmith/${target}/package.json`)), name);
  } catch {
    return undefined;
  }
}

/**
 * An executable that matches the file beside it and the wanted target and version.
 * @throws ConfigurationError
 */
export function requireExecutable(
  file: string,
  wanted: { readonly target: string; readonly version: string },
): Executable {
  const { target, version } = wanted;
  const told = toldOf(file);
  if (told.version !== version)
    throw new ConfigurationError(
      `${file} is from Keysmith ${told.version}, and this is ${version}`,
      "Install the same version of both.",
    );
  if (told.target !== target)
    throw new ConfigurationError(
      `${file} is for ${told.target}, and this machine is ${target}`,
      `Take the one for ${target}, or unset ${SETTING} to have the provider run on Node.`,
    );
  const content = read(file);
  const sum = createHash("sha256").update(content).digest("hex");
  if (sum !== told.sha256)
    throw new ConfigurationError(
      `${file} has the SHA-256 ${sum}, and ${path.basename(file)}.json beside it says ${told.sha256}`,
      "Install it again: it is not the file that was built.",
    );
  return { file, target, content };
}

function toldOf(file: string): Manifest {
  const name = `${file}.json`;
  const text = read(name).toString("utf8");
  try {
    // Uses no library, because constructs load this.
    const { version, target, sha256 } = JSON.parse(text);
    const told = [version, target, sha256];
    if (told.every((each) => typeof each === "string")) return { version, target, sha256 };
  } catch {}
  throw new ConfigurationError(
    `${name} doesn't give the version, target and sha256 of the executable`,
    "Build it again.",
  );
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigurationError(
      `the executable can't be read: ${(cause as Error).message}`,
      `Check ${SETTING}, which names an executable with its manifest beside it.`,
      { cause },
    );
  }
}

export function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, musl: platform === "linux" && !hasGlibc() };
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}
