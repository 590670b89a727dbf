/**
 * Writes what derives from the definitions: the classes and functions for Pulumi programs, and the reference pages.
 * With `--check` writes nothing, and fails when what is there is not what it would write.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { vendors } from "../../src/catalog";
import { lookUpFunctions } from "./look-up-functions";
import { NOTE, referencePages } from "./reference-pages";
import { resourceClasses } from "./resource-classes";

const PAGES = "docs/reference";

function main(checkOnly: boolean): void {
  const wanted = generated();
  const stale = [...wanted].filter(([file, text]) => read(file) !== text).map(([file]) => file);
  const strays = listPages().filter((file) => !wanted.has(file) && read(file)?.startsWith(NOTE));
  if (checkOnly) report([...stale, ...strays]);
  else write(wanted, stale, strays);
}

function write(wanted: ReadonlyMap<string, string>, stale: readonly string[], strays: readonly string[]): void {
  mkdirSync(PAGES, { recursive: true });
  for (const file of stale) writeFileSync(file, wanted.get(file) ?? "");
  for (const file of strays) rmSync(file);
  for (const file of [...stale, ...strays]) console.log(file);
}

function generated(): Map<string, string> {
  const pages = [...referencePages(vendors)].map(([name, text]) => [path.posix.join(PAGES, name), text] as const);
  const code = [
    ["src/pulumi/resources.ts", resourceClasses(vendors)],
    ["src/pulumi/look-ups.ts", lookUpFunctions(vendors)],
  ] as const;
  return new Map([...pages, ...code.map(([file, text]) => [file, formatted(file, text)] as const)]);
}

function report(stale: readonly string[]): void {
  if (stale.length === 0) return;
  console.error(`not what the definitions say, run "npm run generate": ${stale.join(", ")}`);
  process.exitCode = 1;
}

function formatted(file: string, text: string): string {
  const biome = require.resolve("@biomejs/biome/bin/biome");
  return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${file}`], {
    input: text,
    encoding: "utf8",
  });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function listPages(): string[] {
  try {
    return readdirSync(PAGES).map((name) => path.posix.join(PAGES, name));
  } catch {
    return [];
  }
}

main(process.argv.includes("--check"));
