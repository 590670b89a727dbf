import { homedir } from "node:os";
import path from "node:path";
import type { Environment } from "../core/settings";
import { type Executable, findExecutable } from "../executable/find";
import { type ProgramFile, putProgram, readBuilt, removeOthers, writing } from "../executable/put";
import { isExecutable, packageVersion, versionIn } from "../version";
import { PROVIDER, SOURCE } from "./names";

/** The hosts under which engines look for a provider whose source names none: Terraform's and OpenTofu's. */
export const HOSTS = ["registry.terraform.io", "registry.opentofu.org"] as const;

export const EXECUTABLE_NAME = `terraform-provider-${PROVIDER}`;
/** The bundle is one program for all of these: a script that finds Node by itself. */
const SCRIPT_PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;
/** Windows doesn't start scripts by their first line, so the bundle has a launcher there. */
const LAUNCHER_PLATFORMS = ["windows_amd64", "windows_arm64"] as const;

export interface Bundle {
  readonly version: string;
  /**
   * Files by platform, as engines name it, such as linux_amd64. Engines start the file that is named
   * `terraform-provider-keysmith_v…`.
   */
  readonly packages: Readonly<Record<string, readonly ProgramFile[]>>;
  /** The platforms on which the provider needs no Node. */
  readonly withoutNode: readonly string[];
}

const BUNDLE_FOLDER = path.resolve(__dirname, "../../dist/terraform");

/**
 * The provider that is available: scripts that need Node, and for this machine the executable if there is one.
 * @throws ConfigurationError if there is neither, or the executable is not the right one
 */
export function readBundle(env: Environment = process.env): Bundle {
  const scripts = isExecutable ? { version: packageVersion(), packages: {}, withoutNode: [] } : readScripts();
  const executable = findExecutable(env);
  return executable ? withExecutable(scripts, executable) : scripts;
}

/**
 * The provider as scripts, for every platform.
 * @param folder `dist/terraform` of a package; of this package by default
 * @throws ConfigurationError if the provider isn't there
 */
export function readScripts(folder: string = BUNDLE_FOLDER): Bundle {
  const read = (name: string): Buffer => readBuilt("provider", path.join(folder, name));
  const [program, launcher] = [read(EXECUTABLE_NAME), read(`${EXECUTABLE_NAME}.cmd`)];
  return scripts({ version: versionIn(path.join(folder, "../..")), program, launcher });
}

/** @param made `program` can be started by a Unix shell, `launcher` starts it on Windows */
export function scripts(made: {
  readonly version: string;
  readonly program: Buffer;
  readonly launcher: Buffer;
}): Bundle {
  const { version, program, launcher } = made;
  const script = [{ name: nameOf(version), content: program }];
  const launched = [
    { name: `${nameOf(version)}.cmd`, content: launcher },
    { name: startedBy(launcher), content: program },
  ];
  const packages = Object.fromEntries([
    ...SCRIPT_PLATFORMS.map((platform) => [platform, script] as const),
    ...LAUNCHER_PLATFORMS.map((platform) => [platform, launched] as const),
  ]);
  return { version, packages, withoutNode: [] };
}

/** Replaces the files for the target's platform with the executable. */
export function withExecutable(
  { version, packages, withoutNode }: Bundle,
  { target, content }: Pick<Executable, "target" | "content">,
): Bundle {
  const platform = platformOf(target);
  const name = `${nameOf(version)}${platform.startsWith("windows") ? ".exe" : ""}`;
  return {
    version,
    packages: { ...packages, [platform]: [{ name, content }] },
    withoutNode: [...withoutNode, platform],
  };
}

function nameOf(version: string): string {
  return `${EXECUTABLE_NAME}_v${version}`;
}

/** The platform as engines name it, without the C library: `linux_amd64` for `linux-x64-musl`. */
export function platformOf(target: string): string {
  const [system = "", machine = ""] = target.split("-");
  return `${system === "win32" ? "windows" : system}_${machine === "x64" ? "amd64" : machine}`;
}

/** The file that the launcher starts, beside itself. */
function startedBy(launcher: Buffer): string {
  const [, name] = /%~dp0([\w.-]+)/.exec(launcher.toString("latin1")) ?? [];
  if (name === undefined || name.startsWith(EXECUTABLE_NAME)) {
    throw new TypeError(`the launcher starts ${name ?? "nothing"}: the engine would take that for the program`);
  }
  return name;
}

/** The folder in which Terraform and OpenTofu look by default for the providers of all of a user's configurations. */
export function userPluginsFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (platform !== "win32") return path.posix.join(env["HOME"] || homedir(), ".terraform.d/plugins");
  return path.win32.join(env["APPDATA"] || path.win32.join(homedir(), "AppData/Roaming"), "terraform.d/plugins");
}

/**
 * Puts the bundled provider where engines find it without a registry: for each host and platform into
 * `<pluginsFolder>/<host>/keysmith/keysmith/<version>/<os>_<arch>/`. A file with the same content stays untouched; a
 * file with other content is replaced at once, never half-written.
 * @returns the paths of all files of the provider, also of those that were there already
 * @throws ConfigurationError if no provider is available, or the folder can't be written to
 */
export function installProvider(pluginsFolder: string, bundle: Bundle = bundleOnce()): readonly string[] {
  const packages = Object.entries(bundle.packages);
  const written = new Map<Buffer, string>();
  return writing("provider", pluginsFolder, () =>
    HOSTS.flatMap((host) =>
      packages.flatMap(([platform, files]) => {
        const versionFolder = path.join(pluginsFolder, host, ...SOURCE.split("/"), bundle.version);
        removeOthers(path.join(versionFolder, platform), files, [EXECUTABLE_NAME, "keysmith-provider"]);
        return files.map((file) => install(file, versionFolder, platform, written));
      }),
    ),
  );
}

let atHand: Bundle | undefined;

/** An executable is large, and a program may have many stacks. */
function bundleOnce(): Bundle {
  atHand ??= readBundle();
  return atHand;
}

function install(
  { name, content }: ProgramFile,
  versionFolder: string,
  platform: string,
  written: Map<Buffer, string>,
): string {
  const target = path.join(versionFolder, platform, name);
  // The half-written file lies beside the package: the engine's checksum covers every file in the package.
  putProgram(target, content, { beside: versionFolder, same: written.get(content) });
  written.set(content, target);
  return target;
}
