import { homedir } from "node:os";
import path from "node:path";
import type { Environment } from "../core/settings";
import { type Executable, findExecutable } from "../executable/find";
import { type ProgramFile, putProgram, readBuilt, removeOthers, writing } from "../executable/put";
import { isExecutable, packageVersion, versionIn } from "../version";
import { PROVIDER, SOURCE } from "./names";

/** Hosts under whose names engines look for a provider without a host of its own: Terraform's, OpenTofu's. */
export const HOSTS = ["registry.terraform.io", "registry.opentofu.org"] as const;

export const EXECUTABLE_NAME = `terraform-provider-${PROVIDER}`;
/** The bundle is one program for all of them: a script that finds Node by itself. */
const SCRIPT_PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;
/** Windows starts no script by its first line, so there the bundle has a launcher. */
const LAUNCHER_PLATFORMS = ["windows_amd64", "windows_arm64"] as const;

export interface Bundle {
  readonly version: string;
  /**
   * Files by the platform, as engines name it, such as linux_amd64. They take what is named `terraform-provider-keysmith_v…` for the
   * program to start.
   */
  readonly packages: Readonly<Record<string, readonly ProgramFile[]>>;
  /** The platforms of them on which it needs no Node. */
  readonly withoutNode: readonly string[];
}

const BUNDLE_FOLDER = path.resolve(__dirname, "../../dist/terraform");

/**
 * The provider that is at hand: scripts that need Node, and for this machine the executable, where there is one.
 * @throws ConfigurationError when there is neither, or the executable is not the right one
 */
export function readBundle(env: Environment = process.env): Bundle {
  const scripts = isExecutable ? { version: packageVersion(), packages: {}, withoutNode: [] } : readScripts();
  const executable = findExecutable(env);
  return executable ? withExecutable(scripts, executable) : scripts;
}

/**
 * The provider as scripts, for every platform.
 * @param folder `dist/terraform` of the package; that of this one by default
 * @throws ConfigurationError when it isn't there
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

/** Those for the target's platform give way to the executable. */
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

/** `linux-x64-musl` as engines name it, which don't know of C libraries: `linux_amd64`. */
export function platformOf(target: string): string {
  const [system = "", machine = ""] = target.split("-");
  return `${system === "win32" ? "windows" : system}_${machine === "x64" ? "amd64" : machine}`;
}

/** The launcher names the file that it starts, beside itself. */
function startedBy(launcher: Buffer): string {
  const [, name] = /%~dp0([\w.-]+)/.exec(launcher.toString("latin1")) ?? [];
  if (name === undefined || name.startsWith(EXECUTABLE_NAME)) {
    throw new TypeError(`the launcher starts ${name ?? "nothing"}: the engine would take that for the program`);
  }
  return name;
}

/** The folder in which Terraform and OpenTofu look for providers of all of a user's configurations, without being told. */
export function userPluginsFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (platform !== "win32") return path.posix.join(env["HOME"] || homedir(), ".terraform.d/plugins");
  return path.win32.join(env["APPDATA"] || path.win32.join(homedir(), "AppData/Roaming"), "terraform.d/plugins");
}

/**
 * Puts the bundled provider where engines find it without a registry: for each host and platform into
 * `<pluginsFolder>/<host>/keysmith/keysmith/<version>/<os>_<arch>/`. What is there already with the same content stays
 * untouched; what is there with another content is replaced at once, never half-written.
 * @returns the paths of all files of the provider, also of those that were there already
 * @throws ConfigurationError when there is no provider at hand, or the folder can't be written to
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
  // The half-written file lies beside the package: the engine reckons every file in it into the checksum.
  putProgram(target, content, { beside: versionFolder, same: written.get(content) });
  written.set(content, target);
  return target;
}
