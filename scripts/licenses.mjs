// Checks that we may distribute what we distribute. Every package that users install with ours, or that is inside a bundle, must
// have a license that requires no more than its notice. Others are listed here with the reason why they are acceptable.
//
//   node scripts/licenses.mjs
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import satisfies from "spdx-satisfies";
import { NOTICES, packagesIn } from "./notices.mjs";
import { installedWith, readLock } from "./production-tree.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const ALLOWED = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"];

/** Licenses that require more, and where these requirements are met. */
const MET = {
  // Our sources are open, and the notices in the executable explain how to build it with another runtime.
  bun: "MIT AND LGPL-2.0-or-later AND LGPL-2.1-or-later",
};

/**
 * The licenses that are not allowed, one line each.
 * @param {readonly { readonly name: string; readonly version: string; readonly license?: string | undefined }[]} packages
 * @param {string} where they were found
 * @returns {readonly string[]}
 */
export function refusedLicenses(packages, where) {
  return packages
    .filter(({ name, license }) => !isMet(name, license) && !isAllowed(license))
    .map(
      ({ name, version, license }) =>
        `${where}: ${name} ${version} is under ${license ?? "a license that it doesn't name"}`,
    );
}

function isMet(name, license) {
  return Object.hasOwn(MET, name) && MET[name] === license;
}

function isAllowed(license) {
  try {
    return license !== undefined && satisfies(license, ALLOWED);
  } catch {
    return false;
  }
}

function main() {
  const lock = readLock(root);
  const held = packagesIn(readFileSync(path.join(root, "dist/terraform", NOTICES), "utf8"));
  const packages = { keysmith: installedWith(lock, ""), "keysmith-emulator": installedWith(lock, "emulator") };
  const groups = Object.entries({ ...packages, "the bundled provider": held });
  const refused = groups.flatMap(([where, each]) => refusedLicenses(each, where));
  for (const line of refused) console.error(`licenses: ${line}; allowed are ${ALLOWED.join(", ")}`);
  if (refused.length > 0) process.exitCode = 1;
  else
    console.log(
      `licenses: ${groups.map(([where, each]) => `${each.length} packages of ${where}`).join(", ")} are allowed`,
    );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
