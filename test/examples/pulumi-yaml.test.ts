import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { findHost } from "../support/installed-engine";
import { pluginFolder } from "../support/plugin";
import { pluginStory } from "./plugin-story";

const host = findHost("yaml");

describePulumi(
  "examples/pulumi-yaml",
  (engine) =>
    pluginStory(engine, "pulumi-yaml", async () => {
      const { folder } = host as Exclude<typeof host, string>;
      return { path: folder ? [folder] : [], plugin: pluginFolder() };
    }),
  () => leftToAll() ?? (typeof host === "string" ? host : undefined),
);
