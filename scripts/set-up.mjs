// Before `npm run demo` and `npm test`: installs the lock file's packages if that was not done yet (which also builds),
// and builds again what has changed since. Uses nothing but Node, because nothing may be installed yet.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const lock = path.join(root, "package-lock.json");
const installed = path.join(root, "node_modules", ".package-lock.json");

const isInstalled = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
// Not `npm ci`, which requires the binaries for every platform in the lock file, even where they are not available.
const install = ["install", "--no-save", "--no-audit", "--no-fund"];
run(isInstalled ? ["run", "--silent", "prepare"] : install);

function run(arguments_) {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // npm passes its own settings to scripts in the environment; the inner call reads them again by itself.
  const { status } = spawnSync(npm, arguments_, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}
