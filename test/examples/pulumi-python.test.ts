import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describePulumi } from "../pulumi/engine";
import { installPythonSdk, makeSdks, whyNoPythonSdk } from "../pulumi/plugin/sdks";
import { leftToAll } from "../support/describe-engine";
import { findHost } from "../support/installed-engine";
import { pluginFolder } from "../support/plugin";
import { pluginStory } from "./plugin-story";

const host = findHost("python");

describePulumi(
  "examples/pulumi-python",
  (engine) => {
    const sdks = mkdtempSync(path.join(tmpdir(), "keysmith-python-"));
    afterAll(() => rmSync(sdks, { recursive: true, force: true }));

    pluginStory(engine, "pulumi-python", async () => {
      const { folder } = host as Exclude<typeof host, string>;
      await makeSdks(sdks);
      const sdk = await installPythonSdk(path.join(sdks, "python"), path.join(sdks, "site"));
      return {
        path: [path.dirname(sdk.python), ...(folder ? [folder] : [])],
        env: { PYTHONPATH: sdk.path },
        plugin: pluginFolder(),
      };
    });
  },
  () => leftToAll() ?? (typeof host === "string" ? host : undefined) ?? whyNoPythonSdk(),
);
