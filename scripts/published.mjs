// Packs the two packages in their published form.
//
//   node scripts/published.mjs [--out <folder>]
//
// `npm pack` copies the manifest unchanged. Fields that are of use only in a clone are removed: a `prepare` or `prepack` that
// names unpacked scripts fails wherever npm runs it, as it does for a dependency that is unpacked and packed again.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The folders of the packages. */
export const PACKAGES = [root, path.join(root, "emulator")];

/** Fields of a manifest that are of no use without the clone. */
export const OF_A_CLONE = ["scripts", "devDependencies", "workspaces"];

/**
 * Builds a package anew and packs it. The same sources give the same bytes.
 * @param {string} folder of the package
 * @param {string} destination an existing folder
 * @returns {string} the path of the tarball
 */
export function packPublished(folder, destination) {
  const scratch = mkdtempSync(path.join(tmpdir(), "keysmith-published-"));
  try {
    execFileSync("tar", ["-xzf", packed(folder, scratch), "-C", scratch]);
    const unpacked = path.join(scratch, "package");
    const manifest = path.join(unpacked, "package.json");
    const entries = Object.entries(JSON.parse(readFileSync(manifest, "utf8")));
    const published = entries.filter(([field]) => !OF_A_CLONE.includes(field));
    writeFileSync(manifest, `${JSON.stringify(Object.fromEntries(published), null, 2)}\n`);
    return packed(unpacked, destination);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function packed(folder, destination) {
  const pack = ["pack", "--silent", "--pack-destination", destination];
  return path.join(destination, execFileSync("npm", pack, { cwd: folder, encoding: "utf8" }).trim());
}

function main() {
  const { values } = parseArgs({ options: { out: { type: "string", default: path.join(root, "dist-packages") } } });
  const out = path.resolve(values.out);
  mkdirSync(out, { recursive: true });
  for (const folder of PACKAGES) console.log(packPublished(folder, out));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
