// The declarations that users' compilers read are those that a subpath leads to: the rest of them is left out of a package.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { neighboursOf } from "./neighbours.mjs";

/**
 * Removes from a package's dist the declarations that none of its subpaths leads to.
 * @param {string} folder the package
 */
export function removePrivateDeclarations(folder) {
  const { exports } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || !existsSync(path.join(folder, file))) return;
    found.add(file);
    neighboursOf(folder, file).flat().forEach(visit);
  };
  for (const { types } of Object.values(exports)) if (types) visit(path.posix.normalize(types));

  const dist = path.join(folder, "dist");
  const declarations = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".d.ts"),
  );
  for (const file of declarations) {
    if (!found.has(path.posix.join("dist", file.replaceAll(path.sep, "/")))) rmSync(path.join(dist, file));
  }
  // The compiler takes what it has written once for still there.
  rmSync(path.join(dist, ".tsbuildinfo"), { force: true });
}
