import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Command, Option } from "commander";
import { ConfigurationError } from "../core/errors";
import type { Environment } from "../core/settings";
import {
  folderInCache,
  folderOfPackage,
  installPlugin,
  type PluginFiles,
  pluginCache,
  readPlugin,
  versionsInCache,
} from "../pulumi/install";
import { packageVersion } from "../version";
import { processTerminal, type Terminal, writing } from "./terminal";

const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];

interface Options {
  readonly cache?: boolean;
  readonly dir?: string;
}

/**
 * `keysmith plugin`: commands for the files of Pulumi's plugin.
 * @param project the folder in which it is called
 */
export function pluginCommand(
  terminal: Terminal = processTerminal,
  project: () => string = () => process.cwd(),
  plugin: (env: Environment) => PluginFiles = readPlugin,
): Command {
  const install = new Command("install")
    .description("have Pulumi find the plugin: by an entry in Pulumi.yaml, or in its cache of plugins")
    .addOption(new Option("--cache", "put it into Pulumi's cache, for all projects of this user").conflicts("dir"))
    .option(
      "--dir <folder>",
      "put it into this folder, and name that in Pulumi.yaml (default: name the installed package)",
    )
    .action(async ({ cache, dir }: Options) => {
      const said = cache ? intoCache(terminal, plugin) : await intoProject(terminal, project(), plugin, dir);
      terminal.print(said.join("\n"));
    });
  return new Command("plugin").description("install the plugin for Pulumi").addCommand(install);
}

function intoCache({ env, warn }: Terminal, plugin: (env: Environment) => PluginFiles): string[] {
  const cache = pluginCache(env);
  const made = plugin(env);
  const folder = folderInCache(cache, made.version);
  installPlugin(folder, made);
  const others = versionsInCache(cache).filter((version) => version !== made.version);
  if (others.length > 0)
    warn(
      `the cache also has the plugin in version ${others.join(", ")}, and this is ${made.version}: a program that asks for no version gets the newest`,
    );
  return [
    `The plugin ${made.version} for Pulumi is in ${folder}`,
    needs(made),
    "",
    "Pulumi looks there by itself, unless Pulumi.yaml names another folder for it.",
    ...IN_PROGRAMS,
  ];
}

async function intoProject(
  { env }: Terminal,
  project: string,
  plugin: (env: Environment) => PluginFiles,
  dir: string | undefined,
): Promise<string[]> {
  const file = projectFile(project);
  const made = dir === undefined ? undefined : plugin(env);
  const folder = dir === undefined ? folderOfPackage(project) : path.resolve(project, dir);
  const version = made?.version ?? packageVersion();
  // With slashes on every system, as the file is read on others too.
  const place = { folder: path.relative(project, folder).split(path.sep).join("/"), version };
  const before = readFileSync(file, "utf8");
  // Loaded only here: no other command reads YAML.
  const { namePlugin } = await import("../pulumi/project-file.js");
  const { text, runtime } = namePlugin(before, path.basename(file), place);
  if (made) installPlugin(folder, made);
  if (text !== before) await writing(path.basename(file), "See that you may write to it.", () => writeFile(file, text));
  return [
    `${path.basename(file)} ${text === before ? "names" : "now names"} the plugin ${version} for Pulumi: ${place.folder}`,
    needs(made ?? { needsNode: true }),
    ...(runtime === "nodejs" ? IN_PROGRAMS : []),
  ];
}

const IN_PROGRAMS = [
  "",
  "A Node.js program uses it in each stack that has this setting:",
  "",
  "  pulumi config set keysmith:plugin true",
];

function needs({ needsNode }: Pick<PluginFiles, "needsNode">): string {
  return needsNode ? "It needs Node 20.18.1 or newer on PATH." : "It needs no Node.";
}

function projectFile(project: string): string {
  const found = PROJECT_FILES.map((name) => path.join(project, name)).find((file) => existsSync(file));
  if (found) return found;
  throw new ConfigurationError(
    `there is no Pulumi.yaml in ${project}`,
    "Run this in the folder of a project, or with --cache, which needs none.",
  );
}
