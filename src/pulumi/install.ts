import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { ConfigurationError } from "../core/errors";
import type { Environment } from "../core/settings";
import { findExecutable } from "../executable/find";
import { type ProgramFile, putProgram, readBuilt, removeOthers, writing } from "../executable/put";
import { packageVersion, versionIn } from "../version";
import { PACKAGE } from "./tokens";

const PROGRAM = `pulumi-resource-${PACKAGE}`;
const DIST = path.resolve(__dirname, "../../dist");
const FOLDER = "dist/pulumi-plugin";

/** The plugin for this machine, as files to put into a folder. */
export interface PluginFiles {
  readonly version: string;
  /** The engine starts the file `pulumi-resource-keysmith`, which has an extension on Windows. */
  readonly files: readonly ProgramFile[];
  readonly needsNode: boolean;
}

/**
 * The plugin available for this machine: the executable if there is one, else the bundle, which needs Node.
 * @throws ConfigurationError if there is neither, or the executable is not the right one
 */
export function readPlugin(env: Environment, platform: NodeJS.Platform = process.platform): PluginFiles {
  const version = packageVersion();
  const executable = findExecutable(env);
  if (!executable) return { version, files: platform === "win32" ? launched() : script(), needsNode: true };
  const name = `${PROGRAM}${platform === "win32" ? ".exe" : ""}`;
  return { version, files: [{ name, content: executable.content }], needsNode: false };
}

/** The bundle tells from its file name what it is started as. */
function script(): ProgramFile[] {
  return [{ name: PROGRAM, content: built("terraform/terraform-provider-keysmith") }];
}

/** Windows doesn't start scripts by their first line. */
function launched(): ProgramFile[] {
  const [launcher, program] = [`${PROGRAM}.cmd`, `${PROGRAM}.cjs`];
  const text = built(`pulumi-plugin/${launcher}`).toString("latin1");
  const content = Buffer.from(text.replace(/%~dp0[^"]*/, `%~dp0${program}`), "latin1");
  return [
    { name: launcher, content },
    { name: program, content: built("terraform/terraform-provider-keysmith") },
  ];
}

const built = (file: string): Buffer => readBuilt("plugin", path.join(DIST, file));

/**
 * Puts the plugin into a folder. Files that already have the same content stay untouched.
 * @throws ConfigurationError if the folder can't be written to
 */
export function installPlugin(folder: string, { files }: PluginFiles): void {
  writing("plugin", folder, () => {
    // On Windows the two kinds have different names, and the engine would take either.
    removeOthers(folder, files, [PROGRAM]);
    for (const { name, content } of files) putProgram(path.join(folder, name), content, { beside: folder });
  });
}

/** The engine's plugin cache, where it looks for a plugin whose folder the project doesn't name. */
export function pluginCache(env: Environment): string {
  return path.join(env["PULUMI_HOME"] || path.join(env["HOME"] || homedir(), ".pulumi"), "plugins");
}

export function folderInCache(cache: string, version: string): string {
  return path.join(cache, `resource-${PACKAGE}-v${version}`);
}

/** The versions of the plugin in the cache. The engine keeps files of its own beside them. */
export function versionsInCache(cache: string): readonly string[] {
  if (!existsSync(cache)) return [];
  const folders = readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const start = path.basename(folderInCache(cache, ""));
  return folders.flatMap(({ name }) => (name.startsWith(start) ? [name.slice(start.length)] : []));
}

/**
 * The plugin's folder in the package that a project has installed, as reached from the project. With package managers
 * that keep packages elsewhere the path goes through their link, which outlives an update.
 * @throws ConfigurationError if the package isn't installed there, or is another version
 */
export function folderOfPackage(project: string): string {
  const home = folderAbove(project);
  const version = versionIn(home);
  if (version !== packageVersion())
    throw new ConfigurationError(
      `${home} is Keysmith ${version}, and this is ${packageVersion()}`,
      "Call the command that is installed there, or install the same version of both.",
    );
  const folder = path.join(home, FOLDER);
  if (!existsSync(folder))
    throw new ConfigurationError(`there is no bundled plugin: ${folder}`, "Run `npm run build`.");
  return folder;
}

function folderAbove(project: string): string {
  for (let folder = project; ; folder = path.dirname(folder)) {
    const home = path.join(folder, "node_modules", PACKAGE);
    if (existsSync(path.join(home, "package.json"))) return home;
    if (folder === path.dirname(folder)) break;
  }
  throw new ConfigurationError(
    `the package keysmith isn't in node_modules of ${project}, or of a folder above it`,
    "Install it there, or put the plugin elsewhere: with --dir <folder> into a folder of the project, with --cache where Pulumi finds it for all of them.",
  );
}
