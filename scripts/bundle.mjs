// Makes the Terraform provider: one self-contained file that a Unix shell can start, and a launcher for Windows.
// `node scripts/bundle.mjs --report` also prints what the file contains;
// `node scripts/bundle.mjs <entry.ts> <outfile>` makes such a file from another program.
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { minifySync } from "@swc/core";
import { analyzeMetafile, build } from "esbuild";
import { LEFT_OUT, requireAllMet } from "./left-out.mjs";
import { NOTICES, noticesOf } from "./notices.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const NAME = "terraform-provider-keysmith";
/** The minimum in the package's manifest, such as 20.18.1. */
const OLDEST_NODE = /\d+\.\d+\.\d+/.exec(manifest().engines.node)?.[0] ?? "";
const NEEDED = `${NAME} needs Node.js ${OLDEST_NODE} or newer on PATH`;

/** Variables that make Node or a library log the traffic of connections. The launchers unset them. */
export const LOGGING = ["DEBUG", "NODE_DEBUG", "NODE_DEBUG_NATIVE", "GRPC_TRACE", "GRPC_NODE_TRACE"];
/** Marks the start of the program, and occurs nowhere before it. To JavaScript it begins a line comment. */
const MARK = "\v//";
// When a plugin writes anything but the handshake to standard output, an engine shows the user that text only. `exec`
// because an engine kills the process that it started, not its children. To JavaScript these lines are comments.
const SHELL_HEADER = `#!/bin/sh
':' //; command -v node >/dev/null 2>&1 || { echo '${NEEDED}, and found none'; exit 1; }
':' //; unset ${LOGGING.join(" ")}
':' //; exec node "$0" "$@"
`;

// Comes first, in syntax that the oldest Node understands.
const VERSION_CHECK = `if (process.versions.node.split(".").reduce(function (all, part) {
  return all * 1000 + parseInt(part, 10);
}, 0) < ${OLDEST_NODE.split(".").reduce((all, part) => all * 1000 + Number(part), 0)}) {
  console.log("${NEEDED}, and found " + process.version);
  process.exitCode = 1;
  return;
}
`;

// The name has no provider's prefix: an engine would take the file for the program to start.
const STARTED_ON_WINDOWS = "keysmith-provider.cjs";

/**
 * The launcher that starts the provider on Windows.
 * @param {string} file relative to the launcher's folder
 * @param {readonly string[]} args before the launcher's own arguments
 */
export const launcher = (file, ...args) =>
  [
    "@echo off",
    "where node >nul 2>nul",
    "if errorlevel 1 (",
    `  echo ${NEEDED}, and found none`,
    "  exit /b 1",
    ")",
    ...LOGGING.map((name) => `set "${name}="`),
    ["node", `"%~dp0${file}"`, ...args, "%*"].join(" "),
    "",
  ].join("\r\n");

function manifest() {
  return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
}

/** Build options for the program and for the packages inside it. */
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: `node${OLDEST_NODE}`,
  legalComments: "none",
  metafile: true,
  write: false,
  tsconfigRaw: {},
  logLevel: "warning",
};

/**
 * Puts packages that our code loads late into the bundle as text: reading code that most processes never run would take a
 * quarter of the time to the handshake. `require` and `import()` tell these packages from the others.
 * @param {import("esbuild").Metafile[]} metafiles receives one for each of these packages
 */
const late = (metafiles) => ({
  name: "late",
  setup({ onResolve, onLoad, initialOptions: { minify } }) {
    onResolve({ filter: /^[^./]/ }, ({ kind, path: name, importer, namespace }) => {
      const ours = namespace === "file" && !importer.includes("node_modules") && !isBuiltin(name);
      return ours && (kind === "require-call" || kind === "dynamic-import") ? { path: name, namespace: "late" } : null;
    });
    onLoad({ filter: /.*/, namespace: "late" }, async ({ path: name }) => {
      const { metafile, outputFiles } = await build({
        ...COMMON,
        entryPoints: [name],
        minify,
        plugins: LEFT_OUT,
      });
      metafiles.push(metafile);
      return { contents: evaluated(name, outputFiles[0]?.text ?? "") };
    });
  },
});

/** A module whose code is parsed on first use, by a function in the script's start. Stack traces show `name`. */
function evaluated(name, text) {
  const { code, hash } = hashed(`(function (module, exports, require) {${text}})`);
  return `keysmithEvaluate(${[code, hash, `late/${name}`].map((each) => JSON.stringify(each)).join()})(module, exports, require);`;
}

/** The program in the form that src/terraform/start.ts expects behind itself. */
function behind(text) {
  const { code, hash } = hashed(
    `(function (exports, require, module, __filename, __dirname, keysmithEvaluate) {${text}})`,
  );
  if (/[\v\r]/.test(code)) throw new Error("the program has characters in it that stand for line breaks");
  return `${MARK}${hash}${code.replaceAll("\n", "\v")}`;
}

/**
 * A function's code in ASCII, one byte a character: the other characters in templates are written as escapes. A second tool
 * renames its variables, because its names repeat more often, which saves 3 % when packed.
 */
function hashed(text) {
  const { code: renamed } = minifySync(text, { compress: false, mangle: true, module: false, ecma: 2022 });
  const code = renamed.replace(/[^\0-\x7f]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return { code, hash: createHash("sha256").update(code).digest("hex") };
}

/** The text before the program, compiled for a target so old that a Node below the minimum can read it and report itself. */
async function beginning() {
  const entryPoints = [path.join(root, "src/terraform/start.ts")];
  const { outputFiles } = await build({ ...COMMON, entryPoints, target: "node12", minify: true });
  const text = `${SHELL_HEADER}${VERSION_CHECK}${outputFiles[0]?.text}`;
  if (text.includes(MARK)) throw new Error("what stands before the program has the mark of the program in it");
  return text;
}

/**
 * Bundles a program into one CommonJS file that engines can start as a provider.
 * @param {string} entryPoint its TypeScript
 * @param {string} outfile
 * @returns the metafile of the file, followed by those of the packages inside it as text
 */
export async function bundleProvider(entryPoint, outfile) {
  /** @type {import("esbuild").Metafile[]} */
  const inside = [];
  const { metafile, outputFiles } = await build({
    ...COMMON,
    entryPoints: [entryPoint],
    minify: true,
    define: { KEYSMITH_VERSION: JSON.stringify(manifest().version) },
    plugins: [late(inside), ...LEFT_OUT],
    // Needed only for the library's statistics on connections, which are switched off.
    external: ["@grpc/proto-loader"],
  });
  mkdirSync(path.dirname(outfile), { recursive: true });
  // Renamed into place in one step, because an engine may be starting the file.
  const half = `${outfile}.${process.pid}.tmp`;
  writeFileSync(half, `${await beginning()}${behind(outputFiles[0]?.text ?? "")}\n`, "latin1");
  chmodSync(half, 0o755);
  renameSync(half, outfile);
  return [metafile, ...inside];
}

/**
 * Bundles a program into one file for the runtime of the executable.
 * @param {string} entryPoint its TypeScript
 * @param {string} outfile
 * @param {string} version
 * @returns its metafile
 */
export async function bundleExecutable(entryPoint, outfile, version) {
  const { metafile, outputFiles } = await build({
    ...COMMON,
    entryPoints: [entryPoint],
    minify: true,
    define: {
      KEYSMITH_VERSION: JSON.stringify(version),
      KEYSMITH_EXECUTABLE: "true",
      KEYSMITH_LOGGING: JSON.stringify(LOGGING),
    },
    plugins: LEFT_OUT,
    external: ["@grpc/proto-loader"],
  });
  writeFileSync(outfile, outputFiles[0]?.text ?? "");
  return [metafile];
}

/** Writes the provider, its launcher and the notices of its packages into dist/terraform. */
export async function bundle() {
  const folder = path.join(root, "dist", "terraform");
  const metafiles = await bundleProvider(path.join(root, "src", "executable", "provider.ts"), path.join(folder, NAME));
  requireAllMet();
  writeFileSync(path.join(folder, `${NAME}.cmd`), launcher(STARTED_ON_WINDOWS));
  writeFileSync(path.join(folder, NOTICES), noticesOf(root, metafiles));
  return metafiles;
}

async function main(args) {
  const options = args.filter((arg) => arg.startsWith("--"));
  const [entryPoint, outfile] = args.filter((arg) => !arg.startsWith("--"));
  const [metafile] =
    entryPoint && outfile ? await bundleProvider(path.resolve(entryPoint), path.resolve(outfile)) : await bundle();
  if (options.includes("--report")) console.log(await analyzeMetafile(metafile));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
