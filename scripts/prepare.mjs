// Runs after `npm install` in a clone, and before packing: builds the two packages and the Terraform provider, and lets the
// programs in examples/ resolve "keysmith" by its name (Node resolves a package's own name only inside its own scope, and the
// evaluator of dynamic providers is outside). Before packing, it first removes the output of earlier builds, because the compiler
// never deletes the output of a source that is gone. Afterwards it removes unreachable files and comments.
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
// npm does this once, when it links the command, and not again for a rebuilt file.
chmodSync(path.join(root, "dist/cli/main.js"), 0o755);

const self = path.join(root, "node_modules", "keysmith");
if (!existsSync(self)) symlinkSync(root, self, "junction");
