// The packages that an installation of one of ours brings along, as fixed in the lock file.
import { readFileSync } from "node:fs";
import path from "node:path";

/** @param {string} root the folder of the lock file */
export function readLock(root) {
  return JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
}

/**
 * The packages installed with a package: its dependencies and theirs, without peers, which users choose.
 * @param {Readonly<Record<string, object>>} lock the lock file's packages, by path
 * @param {string} place of the package, such as "" or emulator
 * @returns {readonly Installed[]} in the order of their names and versions
 * @typedef {{ name: string; version: string; license?: string; integrity?: string; dependencies: readonly string[] }} Installed
 */
export function installedWith(lock, place) {
  const found = new Map();
  const open = placesOf(lock, place);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.set(next, { ...packageAt(lock, next), dependencies: directOf(lock, next) });
    open.push(...placesOf(lock, next));
  }
  const distinct = new Map([...found.values()].map((each) => [idOf(each), each]));
  return [...distinct.values()].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
}

/** A package's direct dependencies, by the ids of the installed packages. */
export function directOf(lock, place) {
  return placesOf(lock, place).map((each) => idOf(packageAt(lock, each)));
}

/** Name and version, which identify a package. */
export function idOf({ name, version }) {
  return `${name}@${version}`;
}

function packageAt(lock, place) {
  const { version, license, integrity } = lock[place];
  return { name: place.replace(/^.*node_modules\//, ""), version, license, integrity };
}

/** The paths of a package's dependencies: in its own folder, or in the nearest one above it. */
function placesOf(lock, place) {
  const { dependencies = {}, optionalDependencies = {} } = lock[place];
  return Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) => {
    const found = above(place).find((folder) => lock[path.posix.join(folder, "node_modules", name)]);
    if (found === undefined && name in optionalDependencies) return [];
    if (found === undefined) throw new Error(`the lock file has no ${name}, which ${place || "the package"} needs`);
    return [path.posix.join(found, "node_modules", name)];
  });
}

/** A folder and its parents, the innermost first. */
function above(place) {
  const parts = place === "" ? [] : place.split("/");
  return [...parts.keys()].map((index) => parts.slice(0, parts.length - index).join("/")).concat("");
}
