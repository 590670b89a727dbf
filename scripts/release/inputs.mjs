// The inputs of a release: the bundled provider, executables and packages for npm, all checked to be of one version.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { NOTICES } from "../notices.mjs";
import { OF_A_CLONE } from "../published.mjs";
import { programOf, RUNTIMES } from "../targets.mjs";

const require = createRequire(import.meta.url);
const { platformOf, readScripts } = require("../../dist/terraform/mirror.js");
const { requireExecutable } = require("../../dist/executable/find.js");

/** The packages published to npm besides those of executables. */
const PACKAGES = ["keysmith", "keysmith-emulator"];

/**
 * @param {{ bundle: string; executables?: string; packages?: string }} folders that the builds have written
 * @throws Error when a file is of another version, or not the one that was built
 */
export function readInputs(folders) {
  const scripts = readScripts(path.resolve(folders.bundle));
  const executables = folders.executables === undefined ? [] : executablesIn(folders.executables, scripts.version);
  const packages = folders.packages === undefined ? [] : packagesIn(folders.packages, scripts.version);
  return {
    version: scripts.version,
    scripts,
    notices: readFileSync(path.join(path.resolve(folders.bundle), NOTICES)),
    executables,
    // Engines do not distinguish C libraries, and most Linux systems have glibc.
    usual: executables.filter(({ target }) => !target.endsWith("-musl")),
    packages,
  };
}

/** The required inputs that are missing, one line each. */
export function missingIn({ executables, packages }) {
  const targets = Object.keys(RUNTIMES).filter((target) => !executables.some((each) => each.target === target));
  const names = PACKAGES.filter((name) => !packages.some(({ manifest }) => manifest.name === name));
  return [
    ...targets.map(
      (target) => `the executable for ${target} (npm run executable -- --all, and --executables dist-executable)`,
    ),
    ...names.map((name) => `the package ${name} (node scripts/published.mjs, and --packages dist-packages)`),
  ];
}

function executablesIn(folder, version) {
  const targets = readdirSync(path.resolve(folder)).sort();
  return targets.map((target) => {
    const file = path.join(path.resolve(folder), target, programOf(target));
    const { content } = requireExecutable(file, { target, version });
    const notices = readFileSync(path.join(path.dirname(file), NOTICES));
    return {
      target,
      platform: platformOf(target),
      program: path.basename(file),
      content,
      notices,
      told: readFileSync(`${file}.json`),
    };
  });
}

function packagesIn(folder, version) {
  const files = PACKAGES.map((name) => path.join(path.resolve(folder), `${name}-${version}.tgz`));
  return files.filter(existsSync).map((file) => {
    const manifest = JSON.parse(execFileSync("tar", ["-xzOf", file, "package/package.json"], { encoding: "utf8" }));
    const left = OF_A_CLONE.filter((field) => Object.hasOwn(manifest, field));
    if (left.length > 0)
      throw new Error(`${file} has ${left.join(" and ")} in its manifest: pack it by scripts/published.mjs`);
    if (manifest.version !== version)
      throw new Error(`${file} is of version ${manifest.version}, and this is ${version}`);
    return { file: path.basename(file), content: readFileSync(file), manifest };
  });
}
