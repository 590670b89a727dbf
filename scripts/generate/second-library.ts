import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The module for the differences between the two libraries, once for each of them. */
const [OWN, OTHER] = ["library", "library-cdktn"] as const;

export function forSecondLibrary(text: string): string {
  return text.replaceAll(/\bcdktf\b/g, "cdktn");
}

/**
 * Makes the constructs for cdktn from the compiled ones for cdktf, so that they are written and compiled once. The two
 * libraries have one API; their classes cannot be mixed in a program.
 */
export function emitSecondLibrary(dist: string): void {
  const [from, to] = [path.join(dist, "cdktf"), path.join(dist, "cdktn")];
  rmSync(to, { recursive: true, force: true });
  for (const name of readdirSync(from, { recursive: true, encoding: "utf8" })) {
    const [, module = "", extension = ""] = /^(.*?)(\.d\.ts|\.js)?$/.exec(name) ?? [];
    if (module === OWN || statSync(path.join(from, name)).isDirectory()) continue;
    const target = path.join(to, module === OTHER ? `${OWN}${extension}` : name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, forSecondLibrary(readFileSync(path.join(from, name), "utf8")));
  }
}
