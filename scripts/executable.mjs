// Makes the program for machines without Node: provider and command in one executable, with the runtime inside.
//
//   node scripts/executable.mjs [--target <target> ... | --all] [--out <folder>] [<entry.ts>]
//
// A target is linux-x64, linux-arm64, the same with -musl, darwin-x64, darwin-arm64 or win32-x64. The default is this machine,
// and --all means every one. Each gets a folder of its name with the program and a description, by which it is checked before
// anybody starts it. Other machines' runtimes come from the npm registry. With an entry, it packs another program.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleExecutable } from "./bundle.mjs";
import { NOTICES, noticesOf } from "./notices.mjs";
import { programOf, RUNTIMES } from "./targets.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const { targetOf, thisMachine } = require("../dist/executable/find.js");

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: "string", multiple: true, default: [targetOf(thisMachine())] },
    all: { type: "boolean", default: false },
    out: { type: "string", default: path.join(root, "dist-executable") },
  },
});
const targets = options.all ? Object.keys(RUNTIMES) : options.target;
const unknown = targets.filter((target) => !Object.hasOwn(RUNTIMES, target));
if (unknown.length > 0) {
  console.error(`executable: no target ${unknown.join(", ")}: there are ${Object.keys(RUNTIMES).join(", ")}`);
  process.exit(1);
}

const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const scratch = mkdtempSync(path.join(tmpdir(), "keysmith-executable-"));
try {
  const program = path.join(scratch, "keysmith.cjs");
  const [entry = path.join(root, "src/executable/main.ts")] = positionals;
  const notices = noticesOf(root, await bundleExecutable(path.resolve(entry), program, version), ["node_modules/bun"]);
  for (const target of targets) make(target, program, notices);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function make(target, program, notices) {
  const folder = path.join(path.resolve(options.out), target);
  const file = path.join(folder, programOf(target));
  mkdirSync(folder, { recursive: true });
  compile(target, program, file);
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  writeFileSync(`${file}.json`, `${JSON.stringify({ version, target, sha256 }, null, 2)}\n`);
  writeFileSync(path.join(folder, NOTICES), notices);
  console.log(file);
}

/** Files in the folder where the program is started, such as a project's settings and variables, must not change what it does. */
function compile(target, program, file) {
  const ours = ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"];
  const args = [
    "build",
    program,
    "--compile",
    "--bytecode",
    // Needed only for the library's statistics on connections, which are switched off.
    "--external=@grpc/proto-loader",
    // The compiler would insert the folder of this build, which differs each time.
    '--define=__dirname="/keysmith"',
    '--define=__filename="/keysmith/keysmith.cjs"',
    ...ours,
    `--target=${RUNTIMES[target]}`,
    "--outfile",
    file,
  ];
  execFileSync(compiler(), args, { cwd: path.dirname(program), stdio: ["ignore", "ignore", "inherit"] });
}

/** The package's install script puts its program here. Without install scripts, the program stays in a package of its own. */
function compiler() {
  const folder = path.dirname(require.resolve("bun/package.json"));
  const candidates = [path.join(folder, "bin/bun.exe"), ownPackage(folder)];
  for (const file of candidates) {
    try {
      execFileSync(file, ["--version"], { stdio: "ignore" });
      return file;
    } catch {}
  }
  throw new Error("the compiler, the npm package bun, can't be started here");
}

function ownPackage(folder) {
  const { platform, arch } = process;
  const name = `@oven/bun-${platform === "win32" ? "windows" : platform}-${arch === "arm64" ? "aarch64" : arch}`;
  try {
    const manifest = createRequire(path.join(folder, "package.json")).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), "bin", platform === "win32" ? "bun.exe" : "bun");
  } catch {
    return "";
  }
}
