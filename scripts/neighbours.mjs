// The modules that a compiled file imports from its own package.
import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * For each relative module that a JavaScript file or its declarations import, the files that would satisfy it; none for other files.
 * @param {string} folder the package
 * @param {string} file in it, with forward slashes
 */
export function neighboursOf(folder, file) {
  const [, extension] = /(\.d\.ts|\.js)$/.exec(file) ?? [];
  if (extension === undefined) return [];
  // A line that is only comment may show an import.
  const code = readFileSync(path.join(folder, file), "utf8").replace(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["'](\.[^"']*)["']/g)].map(([, name = ""]) => {
    const wanted = path.posix.join(path.posix.dirname(file), name);
    const bare = wanted.replace(/\.js$/, "");
    return [wanted, `${bare}${extension}`, `${bare}/index${extension}`];
  });
}
