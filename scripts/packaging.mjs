// Checks the packages that users get. Each is packed as for publishing: publint reads its manifest and files, attw resolves its
// types as each kind of project would, and every file must find the modules that it imports among the packed files. Then each is
// installed in a folder of its own, because neither may need the other.
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { neighboursOf } from "./neighbours.mjs";
import { OF_A_CLONE, packPublished } from "./published.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(path.join(tmpdir(), "keysmith-packaging-"));
const problems = [];
/** Packed size in kB: a larger package has files that are there by mistake. */
const LARGEST = 930;

try {
  const keysmith = packed(root);
  const emulator = packed(path.join(root, "emulator"));
  [keysmith, emulator].forEach(check);
  tryKeysmithAlone(installed("keysmith-alone", keysmith));
  tryEmulatorAlone(installed("emulator-alone", emulator));
  tryBoth(installed("both", keysmith, emulator));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
}

/** Packs a package, which builds it anew, and unpacks it. */
function packed(folder) {
  const tarball = packPublished(folder, scratch);
  const contents = path.join(scratch, `contents-of-${path.basename(tarball)}`);
  mkdirSync(contents);
  execFileSync("tar", ["-xzf", tarball, "-C", contents, "--strip-components=1"]);
  const manifest = JSON.parse(readFileSync(path.join(contents, "package.json"), "utf8"));
  return { name: manifest.name, tarball, contents, manifest, dependencies: Object.keys(manifest.dependencies) };
}

function check({ name, tarball, contents, manifest, dependencies }) {
  const left = OF_A_CLONE.filter((field) => Object.hasOwn(manifest, field));
  problems.push(...left.map((field) => `${name}: package.json has ${field}, which is of use in a clone only`));
  if (!manifest.repository)
    problems.push(`${name}: package.json says no repository, without which npm takes no provenance`);
  const run = (tool, ...options) =>
    execFileSync("npx", ["--no-install", tool, ...options], { cwd: root, stdio: "inherit" });
  run("publint", "--strict", tarball);
  run("attw", tarball);
  const files = readdirSync(contents, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  const known = new Set(files);
  for (const file of files) {
    for (const candidates of neighboursOf(contents, file)) {
      if (!candidates.some((candidate) => known.has(candidate))) {
        problems.push(`${name}: ${file} needs ${candidates[0]}, which is not packed`);
      }
    }
  }
  const size = Math.round(statSync(tarball).size / 1000);
  if (size > LARGEST) problems.push(`${name}: ${size} kB packed, where ${LARGEST} are allowed`);
  console.log(`${name}: ${size} kB packed, ${files.length} files, ${dependencies.length} dependencies`);
}

/** A new project that depends on these packages only. */
function installed(project, ...packages) {
  const folder = path.join(scratch, project);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: project, private: true }));
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--silent"];
  execFileSync("npm", [...install, ...packages.map(({ tarball }) => tarball)], { cwd: folder, stdio: "inherit" });
  return folder;
}

function tryKeysmithAlone(folder) {
  absent(folder, "keysmith-emulator", "node-forge");
  told("keysmith", node(folder, "-p", 'Object.keys(require("keysmith")).length > 0'), "true");
  told("keysmith emulator without the emulator", command(folder, "keysmith", "emulator"), "keysmith-emulator");
}

function tryEmulatorAlone(folder) {
  absent(folder, "keysmith");
  const program = `
    const { startEmulator } = require("keysmith-emulator");
    startEmulator().then(async (emulator) => {
      console.log(await emulator.alibaba.call("ListPolicies"));
      await emulator.close();
    });`;
  told("keysmith-emulator", node(folder, "-e", program), "TotalCount: 0");
  told("the command keysmith-emulator", command(folder, "keysmith-emulator", "--help"), "Usage: keysmith-emulator");
}

function tryBoth(folder) {
  told("keysmith emulator", command(folder, "keysmith", "emulator", "--help"), "Usage: keysmith-emulator");
}

function absent(folder, ...names) {
  const found = names.filter((name) => existsSync(path.join(folder, "node_modules", name)));
  problems.push(...found.map((name) => `${path.basename(folder)}: ${name} was installed as well`));
}

/** The output of a Node process that runs in a folder. */
function node(cwd, ...options) {
  const { stdout, stderr } = spawnSync(process.execPath, options, { cwd, encoding: "utf8" });
  return stdout + stderr;
}

/** The output of a command of a package that is installed in a folder. */
function command(folder, name, ...options) {
  const { bin } = JSON.parse(readFileSync(path.join(folder, "node_modules", name, "package.json"), "utf8"));
  return node(folder, path.join(folder, "node_modules", name, bin[name]), ...options);
}

function told(what, output, expected) {
  if (!output.includes(expected))
    problems.push(`${what} should tell ${JSON.stringify(expected)}, but told:\n${output}`);
}
