import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** All files below the given folders and files, those that don't exist left out. */
export function listFiles(...paths: readonly string[]): string[] {
  return paths.filter(existsSync).flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    return listFiles(...readdirSync(path).map((entry) => join(path, entry)));
  });
}
