// What a release is made of: the bundled provider, executables and packages for npm, each checked for being of one version.
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

/** What is published for npm beside the packages of executables. */
const PACKAGES = ["keysmith", "keysmith-emulator"];

/**
 * @param {{ bundle: string; executables?: string; packages?: string }} folders as the builds have left them
 * @throws Error when something is of another version, or not what was built
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
    // Engines know nothing of C libraries, and most Linux has glibc.
    usual: executables.filter(({ target }) => !target.endsWith("-musl")),
    packages,
  };
}

/** What a release has to have, and this one hasn't, a line for each. */
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
