// Runs after `npm install` in a clone, and before packing: builds the package and the Terraform provider, and lets the
// programs in examples/ resolve "keysmith" by its name (Node resolves a package's own name only from inside its own scope,
// which the evaluator of dynamic providers is not). `--clean` (before packing) first removes what earlier builds have left,
// as the compiler never deletes what it made of a source that is gone, and then the comments in the code.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { removeComments } from "./comments.mjs";
import { generate } from "./generator.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, "dist");
const packing = process.argv.includes("--clean");
if (packing) rmSync(dist, { recursive: true, force: true });
await generate("code");
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
await generate("cdktn");
if (packing) removeComments(dist);
await bundle();

const self = path.join(root, "node_modules", "keysmith");
if (!existsSync(self)) symlinkSync(root, self, "junction");
