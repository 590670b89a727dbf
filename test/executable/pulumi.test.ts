import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { packageVersion } from "../../src/version";
import { pluginStory } from "../examples/plugin-story";
import { describePulumi } from "../pulumi/engine";
import { SCHEMA } from "../pulumi/plugin/sdks";
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
    let env: { readonly PATH: string; readonly PULUMI_HOME: string };
    afterAll(() => built?.remove());

    pluginStory(pulumi, "pulumi-yaml", async () => {
      built = build();
      const { command } = engine as Exclude<typeof engine, string>;
      const { folder = "" } = host as Exclude<typeof host, string>;
      const folders = [path.dirname(command), folder, ...(process.env["PATH"] ?? "").split(path.delimiter)];
      offer(built.bare, ["pulumi", "pulumi-language-yaml"], folders.filter(Boolean));
      env = { PATH: built.bare, PULUMI_HOME: path.join(built.bare, "home") };
      const install = { executable: built.file, args: ["plugin", "install", "--cache"], cwd: built.bare, env };
      expect(await run(install)).toMatchObject({ exitCode: 0, output: expect.stringContaining("It needs no Node.") });
      expect(readdirSync(path.join(env.PULUMI_HOME, "plugins"))).toEqual([`resource-keysmith-v${packageVersion()}`]);
      return { path: [], env };
    });

    // What `pulumi package add` makes an SDK of.
    it.each(["by its name", "by its path"])("tells the engine its schema there, %s", async (how) => {
      const installed = path.join(
        env.PULUMI_HOME,
        `plugins/resource-keysmith-v${packageVersion()}/pulumi-resource-keysmith`,
      );
      const args = ["package", "get-schema", how === "by its name" ? "keysmith" : installed];
      const asked = { executable: path.join(built.bare, "pulumi"), args, cwd: built.bare };
      const { stdout, exitCode } = await run({ ...asked, env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
      expect(exitCode).toBe(0);
      const [told, expected] = [JSON.parse(stdout), JSON.parse(readFileSync(SCHEMA, "utf8"))];
      expect(told).toMatchObject({ name: "keysmith", version: packageVersion() });
      expect(Object.keys(told.resources).sort()).toEqual(Object.keys(expected.resources).sort());
      expect(Object.keys(told.functions).sort()).toEqual(Object.keys(expected.functions).sort());
    });
  },
  () => leftToAll() ?? (typeof host === "string" ? host : undefined),
);
