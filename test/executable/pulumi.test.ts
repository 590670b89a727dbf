import { existsSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { packageVersion } from "../../src/version";
import { pluginStory } from "../examples/plugin-story";
import { describePulumi } from "../pulumi/engine";
import { run } from "../support/command";
import { leftToAll } from "../support/describe-engine";
import { findEngine, findHost, PULUMI } from "../support/installed-engine";
import { type Built, build } from "./build";

const [engine, host] = [findEngine(PULUMI), findHost("yaml")];

/** Puts commands on a PATH on which there is nothing else, from the folders that have them. */
function offer(bare: string, commands: readonly string[], folders: readonly string[]): void {
  for (const command of commands) {
    const file = folders.map((folder) => path.join(folder, command)).find((candidate) => existsSync(candidate));
    if (file) symlinkSync(file, path.join(bare, command));
  }
}

describePulumi(
  "the executable as plugin of a program in YAML, on a machine without Node, in the cache where it put itself",
  (pulumi) => {
    let built: Built;
    afterAll(() => built?.remove());

    pluginStory(pulumi, "pulumi-yaml", async () => {
      built = build();
      const { command } = engine as Exclude<typeof engine, string>;
      const { folder = "" } = host as Exclude<typeof host, string>;
      const folders = [path.dirname(command), folder, ...(process.env["PATH"] ?? "").split(path.delimiter)];
      offer(built.bare, ["pulumi", "pulumi-language-yaml"], folders.filter(Boolean));
      const env = { PATH: built.bare, PULUMI_HOME: path.join(built.bare, "home") };
      const install = { executable: built.file, args: ["plugin", "install", "--cache"], cwd: built.bare, env };
      expect(await run(install)).toMatchObject({ exitCode: 0, output: expect.stringContaining("It needs no Node.") });
      expect(readdirSync(path.join(env.PULUMI_HOME, "plugins"))).toEqual([`resource-keysmith-v${packageVersion()}`]);
      return { path: [], env };
    });
  },
  () => leftToAll() ?? (typeof host === "string" ? host : undefined),
);
