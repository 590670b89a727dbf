// Removes from a package everything that users cannot reach through a subpath or a command.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { neighboursOf } from "./neighbours.mjs";

/**
 * Removes the modules and declarations from a package's dist that none of its subpaths and commands leads to.
 * @param {string} folder the package
 */
export function removeUnreachable(folder) {
  const { exports, bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || !isFile(path.join(folder, file))) return;
    found.add(file);
    neighboursOf(folder, file).flat().forEach(visit);
  };
  const subpaths = Object.values(exports).flatMap((subpath) =>
    typeof subpath === "string" ? subpath : Object.values(subpath),
  );
  for (const file of [...subpaths, ...Object.values(bin)]) visit(path.posix.normalize(file));

  const dist = path.join(folder, "dist");
  for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|d\.ts)$/.test(name)) continue;
    if (!found.has(path.posix.join("dist", name.replaceAll(path.sep, "/")))) rmSync(path.join(dist, name));
  }
  // With this file, the compiler would assume that its earlier output is still there.
  rmSync(path.join(dist, ".tsbuildinfo"), { force: true });
}

const isFile = (file) => existsSync(file) && statSync(file).isFile();
