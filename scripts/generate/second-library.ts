import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** How what we emit begins. */
export const EMITTED = "// Made from the definitions";
/** How what is translated from a file written by hand begins. */
export const COPIED = "// Made from src/cdktf/";

/** What the two libraries don't have in common is written by hand for each. */
const OWN = "library.ts";

/**
 * The constructs for cdktn: those for cdktf with the other library imported, so that what is written by hand exists once.
 * The two libraries have one API; their classes can't be mixed in a program.
 * @param from the folder of the constructs for cdktf
 * @param emitted what is about to be written there, which counts instead of what is there
 * @returns texts by their paths below the folder
 */
export function forSecondLibrary(from: string, emitted: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = readdirSync(from, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const names = new Set([...files.map((name) => name.split(path.sep).join("/")), ...emitted.keys()]);
  const texts = [...names]
    .filter((name) => name !== OWN)
    .sort()
    .map((name) => [name, emitted.get(name) ?? readFileSync(path.join(from, name), "utf8")] as const);
  return new Map(texts.map(([name, text]) => [name, translated(name, text)]));
}

function translated(name: string, text: string): string {
  const body = text.replaceAll(/\bcdktf\b/g, "cdktn");
  if (text.startsWith(EMITTED)) return body;
  return `${COPIED}${name} by "npm run generate": edit that, not this.\n${body}`;
}
