// Makes the folder that a Pulumi project names for its plugin: launchers of the bundle, which is both provider and plugin, and
// the other files that `pulumi package add <folder>` needs.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LOGGING, launcher } from "./bundle.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NAME = "pulumi-resource-keysmith";
const BUNDLE = "terraform-provider-keysmith";

// A link may lead to the file itself, for example from a folder of commands. Links to parent folders need no treatment.
const SHELL_LAUNCHER = `#!/bin/sh
file=$0
while [ -L "$file" ]; do
  link=$(readlink "$file")
  case $link in /*) file=$link ;; *) file=\${file%/*}/$link ;; esac
done
exec "\${file%/*}/../terraform/${BUNDLE}" ${NAME} "$@"
`;

// For `pulumi package add`, which starts no program of the folder, but lets the language host run this. It starts a process of its
// own, because the host's process has already read the logging variables.
const PROGRAM = `const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const path = require("node:path");

const env = { ...process.env };
for (const name of ${JSON.stringify(LOGGING)}) delete env[name];
const args = [path.join(__dirname, "../terraform/${BUNDLE}"), "${NAME}", ...process.argv.slice(2)];
const plugin = spawn(process.execPath, args, { env, stdio: "inherit" });
// On Windows a signal of this process's would end the plugin at once, and Ctrl-C reaches it anyhow.
const pass = (signal) => process.platform === "win32" || plugin.kill(signal);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, pass);
plugin.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
`;

/** Writes into dist, beside the bundle's folder. */
export function writePluginFolder() {
  const folder = path.join(root, "dist/pulumi-plugin");
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  // The host installs the nearest package's dependencies: without this manifest, the development dependencies of keysmith.
  const manifest = { name: NAME, version, private: true, main: "index.js" };
  const files = {
    [NAME]: SHELL_LAUNCHER,
    [`${NAME}.cmd`]: launcher(`..\\terraform\\${BUNDLE}`, NAME),
    "PulumiPlugin.yaml": "runtime: nodejs\n",
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "index.js": PROGRAM,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, NAME), 0o755);
}
