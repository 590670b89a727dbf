// Installs the packages in the site's lock file, if that was not done yet: the generator and a browser, which nothing else needs.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const folder = path.dirname(fileURLToPath(import.meta.url));

export function install() {
  const installed = path.join(folder, "node_modules/.package-lock.json");
  const lock = path.join(folder, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const isWindows = process.platform === "win32";
  run(
    isWindows ? "npm.cmd" : "npm",
    ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"],
    isWindows,
  );
}

export function run(command, options, shell = false) {
  const { status } = spawnSync(command, options, { cwd: folder, stdio: ["ignore", "inherit", "inherit"], shell });
  if (status !== 0) process.exit(status ?? 1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) install();
