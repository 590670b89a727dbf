// Compiles the generator in scripts/generate with the sources that it reads, and runs it. It needs no earlier build,
// and none of the files that it writes.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const main = path.join(root, "node_modules/.cache/keysmith/scripts/scripts/generate/main.js");
try {
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.scripts.json"], { cwd: root, stdio: "inherit" });
  execFileSync(process.execPath, [main, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
} catch {
  process.exitCode = 1; // what failed has said why
}
