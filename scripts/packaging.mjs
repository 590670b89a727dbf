// Is the package that users get well made? publint reads its manifest and files, attw resolves its types as each kind of
// project would.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const run = (tool, ...options) =>
  execFileSync("npx", ["--no-install", tool, ...options], { cwd: root, stdio: "inherit" });

run("publint", "--strict");
run("attw", "--pack", ".");
