// Runs after `npm install` in a clone, and before packing: builds the two packages and the Terraform provider, and lets the
// programs in examples/ resolve "keysmith" by its name (Node resolves a package's own name only from inside its own scope,
// which the evaluator of dynamic providers is not). Before packing it first removes what earlier builds have left, as the
// compiler never deletes what it made of a source that is gone, and then what no user can reach, and comments.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { removeComments } from "./comments.mjs";
import { generate } from "./generator.mjs";
import { writePluginFolder } from "./plugin-folder.mjs";
import { removeUnreachable } from "./unreachable.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const emulator = path.join(root, "emulator");
const packing = ["pack", "publish"].includes(process.env.npm_command);
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

for (const folder of [root, emulator]) if (packing) rmSync(path.join(folder, "dist"), { recursive: true, force: true });
await generate("code");
for (const folder of [root, emulator]) {
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: folder, stdio: "inherit" });
}
await generate("cdktn");
if (packing) {
  for (const folder of [root, emulator]) {
    removeUnreachable(folder);
    removeComments(path.join(folder, "dist"));
  }
}
await bundle();
writePluginFolder();
// npm does this once, when it links the command, and not again for a file that was built anew.
chmodSync(path.join(root, "dist/cli/main.js"), 0o755);

const self = path.join(root, "node_modules", "keysmith");
if (!existsSync(self)) symlinkSync(root, self, "junction");
