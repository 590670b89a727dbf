// Puts an OpenTofu where the tests find it, on a machine that has Go and no `tofu` of its own: it is built from
// tools/opentofu, where Go keeps it as a tool dependency with all checksums. That takes some minutes, once for each version.
// Never fails a build: without it, what is tested on OpenTofu counts as skipped.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = path.join(root, "tools", "opentofu");
const folder = path.join(root, "node_modules", ".cache", "keysmith", "opentofu");
const built = path.join(folder, process.platform === "win32" ? "tofu.exe" : "tofu");
const skipped = "tests on OpenTofu will count as skipped";

const wanted = /github\.com\/opentofu\/opentofu v(\S+)/.exec(readFileSync(path.join(source, "go.mod"), "utf8"))?.[1];

if (versionOf("tofu")) say(`OpenTofu ${versionOf("tofu")} is on PATH`);
else if (versionOf(built) === wanted) say(`OpenTofu ${wanted} was built before`);
else if (!hasGo()) say(`neither tofu nor go is on PATH: ${skipped}`);
else build();

function build() {
  say(`building OpenTofu ${wanted}, which takes some minutes`);
  mkdirSync(folder, { recursive: true });
  // Two builds at once must not write into one file.
  const unfinished = `${built}.${process.pid}`;
  const flags = ["-trimpath", "-ldflags", "-s -w -X github.com/opentofu/opentofu/version.dev=no"];
  const { status } = spawnSync("go", ["build", ...flags, "-o", unfinished, "github.com/opentofu/opentofu/cmd/tofu"], {
    cwd: source,
    env: { ...process.env, CGO_ENABLED: "0" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status === 0) renameSync(unfinished, built);
  else rmSync(unfinished, { force: true });
  say(status === 0 ? `built OpenTofu ${versionOf(built)}` : `OpenTofu could not be built: ${skipped}`);
}

function hasGo() {
  return spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
}

/** Nothing when there is no such command. */
function versionOf(command) {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const { stdout } = spawnSync(command, ["version", "-json"], { cwd: source, env, encoding: "utf8" });
  // Not parsed, as a warning about the user's settings may stand before it.
  return /"terraform_version": *"([^"]+)"/.exec(stdout ?? "")?.[1];
}

function say(text) {
  process.stdout.write(`opentofu: ${text}\n`);
}
