// Compiles the project's own programs with the sources that they use, and runs one: `node scripts/run.mjs demo` runs
// scripts/demo, `node scripts/run.mjs bench` runs bench.
// Needs no generated files and no earlier build, except the emulator's if the program starts it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [program, ...options] = process.argv.slice(2);
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const folder = existsSync(path.join(root, "scripts", program)) ? path.join("scripts", program) : program;
const main = path.join(root, "node_modules/.cache/keysmith/scripts", folder, "main.js");

const run = (...command) => spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" }).status ?? 1;
process.exitCode = run(tsc, "-p", "tsconfig.scripts.json") || run(main, ...options);
