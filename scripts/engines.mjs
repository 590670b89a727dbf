// Installs the engines for the tests and the demo, on a machine with Go: OpenTofu, the Pulumi CLI with its Node.js language
// host, and its hosts for YAML and Python. They are built from tools/, where Go keeps them as tool dependencies with all
// checksums. Each takes some minutes, once for each version: the results are kept in the user's cache folder, which outlives a
// clone.
//
//   node scripts/engines.mjs              builds the engines that are neither on PATH nor in the cache
//   node scripts/engines.mjs opentofu     the same for one engine
//   node scripts/engines.mjs --paths      prints the engines' paths in the cache as JSON, and builds nothing
//
// Never fails: tests on an engine that is not available count as skipped. Uses nothing but Node.
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const tools = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), "tools");
const isWindows = process.platform === "win32";
const PROGRESS_MS = 10_000;
const CORES_FOR_BOTH = 4;
const PULUMI_VERSION = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

const tofu = {
  folder: "opentofu",
  module: "github.com/opentofu/opentofu",
  tool: "cmd/tofu",
  flag: () => "github.com/opentofu/opentofu/version.dev=no",
};
const pulumi = {
  folder: "pulumi",
  module: "github.com/pulumi/pulumi/pkg/v3",
  tool: "cmd/pulumi",
  // Without this flag the CLI prints no version, and could not be told from a broken one.
  flag: (version) => `${PULUMI_VERSION}=v${version}`,
};
// Since 3.69 the hosts are modules of their own, which no module proxy has. The CLI accepts these older ones.
const olderHosts = { folder: "pulumi-hosts", module: "github.com/pulumi/pulumi/sdk/v3", flag: pulumi.flag };
const languageHost = { ...olderHosts, tool: "nodejs/cmd/pulumi-language-nodejs" };
const pythonHost = { ...olderHosts, tool: "python/cmd/pulumi-language-python" };
const yamlHost = {
  folder: "pulumi-yaml",
  module: "github.com/pulumi/pulumi-yaml",
  tool: "cmd/pulumi-language-yaml",
  flag: (version) => `github.com/pulumi/pulumi-yaml/pkg/version.Version=v${version}`,
};

const engines = [
  { name: "opentofu", title: "OpenTofu", command: "tofu", programs: [tofu], finish: () => {} },
  {
    name: "pulumi",
    title: "Pulumi",
    command: "pulumi",
    programs: [pulumi, languageHost],
    finish: writeDynamicProvider,
  },
  {
    name: "pulumi-yaml",
    title: "Pulumi's host for YAML",
    command: "pulumi-language-yaml",
    programs: [yamlHost],
    finish: () => {},
    isHost: true,
  },
  {
    name: "pulumi-python",
    title: "Pulumi's host for Python",
    command: "pulumi-language-python",
    programs: [pythonHost],
    finish: copyPythonExecutor,
    isHost: true,
  },
].map((engine) => ({ ...engine, version: versionOf(engine.programs[0]), home: homeOf(engine) }));

const [request] = process.argv.slice(2);
if (request === "--paths") process.stdout.write(`${JSON.stringify(paths())}\n`);
else await buildAll(engines.filter(({ name }) => request === undefined || name === request));

/** The executables in the cache, by engine. */
function paths() {
  const built = engines.filter(isBuilt);
  return Object.fromEntries(built.map((engine) => [engine.name, path.join(engine.home, program(engine.command))]));
}

async function buildAll(wanted) {
  const missing = wanted.filter((engine) => !isThere(engine));
  if (missing.length === 0) return;
  if (spawnSync("go", ["version"], { stdio: "ignore" }).status !== 0) {
    for (const { title, command } of missing) say(`neither ${command} nor go is on PATH: ${skipping(title)}`);
  } else if (availableParallelism() >= CORES_FOR_BOTH) {
    await Promise.all(missing.map(build));
  } else {
    for (const engine of missing) await build(engine);
  }
}

function isThere(engine) {
  const { title, command, isHost } = engine;
  if (isHost && isOnPath(command)) {
    say(`${title} is on PATH`);
    return true;
  }
  if (isHost) return isInCache(engine);
  const found = spawnSync(command, ["version"], { cwd: tools, env: quiet(), encoding: "utf8" });
  const printed = /\d+\.\d+\.\d+\S*/.exec(found.stdout ?? "")?.[0];
  if (printed) say(`${title} ${printed} is on PATH`);
  else if (!found.error) say(`the ${command} on PATH prints no version, and is left alone`);
  return Boolean(printed) || isInCache(engine);
}

function isInCache(engine) {
  const { title, version } = engine;
  if (isBuilt(engine)) say(`${title} ${version} was built before`);
  return isBuilt(engine);
}

/** A host takes any argument for the engine's address, so its version cannot be queried. */
function isOnPath(command) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.some((folder) => folder !== "" && existsSync(path.join(folder, program(command))));
}

/** Builds into a folder of another name and renames it, so that nobody sees an incomplete one and parallel builds do not collide. */
async function build(engine) {
  const { title, version, programs, home, finish } = engine;
  say(`building ${title} ${version}, which takes some minutes`);
  mkdirSync(path.dirname(home), { recursive: true });
  const unfinished = mkdtempSync(`${home}.building-`);
  try {
    for (const each of programs) await compile(each, unfinished, title);
    finish(unfinished);
    rename(unfinished, home);
    say(`built ${title} ${version}`);
  } catch (error) {
    say(`${title} could not be built (${error.message}): ${skipping(title)}`);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function rename(unfinished, home) {
  try {
    renameSync(unfinished, home);
  } catch (error) {
    // Another build finished first.
    if (!existsSync(home)) throw error;
  }
}

/** Prints its progress every few seconds. @throws Error with the end of Go's output */
function compile({ folder, module, tool, flag }, target, title) {
  const flags = ["-trimpath", "-v", "-ldflags", `-s -w -X ${flag(versionOf({ folder, module }))}`];
  const options = ["build", ...flags, "-o", path.join(target, program(path.posix.basename(tool))), `${module}/${tool}`];
  const env = { ...process.env, CGO_ENABLED: "0" };
  const child = spawn("go", options, { cwd: path.join(tools, folder), env, stdio: ["ignore", "ignore", "pipe"] });
  let [packages, printed] = [0, ""];
  child.stderr.setEncoding("utf8").on("data", (text) => {
    packages += text.split("\n").filter((line) => /^[\w.-]+(\/|$)/.test(line)).length;
    printed = (printed + text).slice(-1000);
  });
  const began = Date.now();
  const timer = setInterval(() => {
    say(`${title}: ${Math.round((Date.now() - began) / 1000)} s, ${packages} packages compiled`);
  }, PROGRESS_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0 ? resolve() : reject(new Error(printed.trim() || `go exited ${status}`)),
    );
  }).finally(() => clearInterval(timer));
}

/** The plugin that runs dynamic resources. The CLI's release includes it; the code that it runs is in the program's own SDK. */
function writeDynamicProvider(folder) {
  const run = `const provider = require.resolve("@pulumi/pulumi/cmd/dynamic-provider", { paths: [process.cwd()] });
process.argv.splice(1, 0, provider);
require(provider);`;
  writeFileSync(path.join(folder, "pulumi-resource-pulumi-nodejs"), `#!/bin/sh\nexec node -e '${run}' -- "$@"\n`, {
    mode: 0o755,
  });
}

/** The script that runs a program. The host looks for it in its own folder. */
function copyPythonExecutor(folder) {
  const name = "pulumi-language-python-exec";
  const { module } = pythonHost;
  const cwd = path.join(tools, pythonHost.folder);
  const { stdout, status } = spawnSync("go", ["list", "-m", "-f", "{{.Dir}}", module], { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`go can't tell where ${module} lies`);
  copyFileSync(path.join(stdout.trim(), "python", "cmd", name), path.join(folder, name));
  // Files in Go's cache are read-only.
  chmodSync(path.join(folder, name), 0o755);
}

function isBuilt({ home }) {
  return existsSync(home);
}

/** The version of a tool's module in its go.mod. */
function versionOf({ folder, module }) {
  const wanted = readFileSync(path.join(tools, folder, "go.mod"), "utf8");
  return new RegExp(`\\s${module.replaceAll(".", "\\.")} v(\\S+)`).exec(wanted)?.[1];
}

function homeOf({ name, programs }) {
  return path.join(cacheFolder(), "keysmith", [name, ...programs.map(versionOf)].join("-"));
}

function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (isWindows) return process.env.LOCALAPPDATA ?? path.join(homedir(), "AppData", "Local");
  return path.join(homedir(), process.platform === "darwin" ? path.join("Library", "Caches") : ".cache");
}

function program(name) {
  return isWindows ? `${name}.exe` : name;
}

function quiet() {
  return { ...process.env, CHECKPOINT_DISABLE: "1", PULUMI_SKIP_UPDATE_CHECK: "true" };
}

function skipping(title) {
  return `tests on ${title} will count as skipped`;
}

function say(text) {
  process.stdout.write(`engines: ${text}\n`);
}
