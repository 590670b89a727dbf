// Is the package that users get well made? publint reads its manifest and files, attw resolves its types as each kind of
// project would; and each file must find its neighbours among the files that are packed.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const run = (tool, ...options) =>
  execFileSync("npx", ["--no-install", tool, ...options], { cwd: root, stdio: "inherit" });

run("publint", "--strict");
run("attw", "--pack", ".");

const packed = new Set(packedFiles());
const strays = [...packed].flatMap((file) =>
  neighboursOf(file)
    .filter((candidates) => !candidates.some((candidate) => packed.has(candidate)))
    .map(([wanted]) => `${file} needs ${wanted}`),
);
if (strays.length > 0) {
  console.error(`Missing in the package:\n${strays.join("\n")}`);
  process.exitCode = 1;
} else console.log(`Each of the ${packed.size} packed files finds its neighbours.`);

function packedFiles() {
  const pack = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [{ files }] = JSON.parse(execFileSync("npm", pack, { cwd: root, encoding: "utf8" }));
  return files.map((file) => file.path);
}

/** For each relative module that a file asks for, the files that would do. */
function neighboursOf(file) {
  const [, extension] = /(\.d\.ts|\.js)$/.exec(file) ?? [];
  if (extension === undefined) return [];
  // A line that is all comment may show how to import something.
  const code = readFileSync(path.join(root, file), "utf8").replace(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["'](\.[^"']*)["']/g)].map(([, name = ""]) => {
    const wanted = path.posix.join(path.posix.dirname(file), name);
    const bare = wanted.replace(/\.js$/, "");
    return [wanted, `${bare}${extension}`, `${bare}/index${extension}`];
  });
}
