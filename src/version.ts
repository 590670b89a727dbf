import { readFileSync } from "node:fs";
import path from "node:path";

/** Defined by the build of programs that have no files of the package beside them. */
declare const KEYSMITH_VERSION: string | undefined;
/** Defined by the build of the executable. */
declare const KEYSMITH_EXECUTABLE: boolean | undefined;

export const isExecutable: boolean = typeof KEYSMITH_EXECUTABLE === "boolean";

/** The version of this package, which is the provider's too. */
export function packageVersion(): string {
  return typeof KEYSMITH_VERSION === "string" ? KEYSMITH_VERSION : versionIn(path.join(__dirname, ".."));
}

/** @param folder of a package */
export function versionIn(folder: string): string {
  const manifest = readFileSync(path.join(folder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
