// Runs the generator, scripts/generate, directly from its sources: the compiler cannot do without the generator's output.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** @param {string[]} request its arguments, see scripts/generate/main.ts */
export async function generate(...request) {
  const outfile = path.join(root, "node_modules/.cache/keysmith/generator.cjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["scripts/generate/main.ts"],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
  execFileSync(process.execPath, [outfile, ...request], { cwd: root, stdio: "inherit" });
}
