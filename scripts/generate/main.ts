/**
 * Writes the files that derive from the definitions.
 *   `code`    the classes and functions for Pulumi programs and the constructs, before the compiler runs; never checked in
 *   `cdktn`   the constructs for cdktn, made from the compiled ones for cdktf
 *   `pages`   the reference pages, the other pages' pictures and the package schema of Pulumi's plugin; with `--check` it writes
 *             nothing, and fails when there is anything to write
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { vendors } from "../../src/catalog";
import { packageSchema } from "../../src/pulumi/plugin/schema";
import { versionIn } from "../../src/version";
import { generatedCode } from "./code";
import { pictures } from "./pictures";
import { NOTE, referencePages } from "./reference-pages";
import { emitSecondLibrary } from "./second-library";

const PAGES = "docs/reference";
const PICTURES = "docs/pictures";
const SCHEMA = "api/pulumi-schema.json";

function main([what, ...options]: readonly string[]): void {
  if (what === "code") writeCode();
  else if (what === "cdktn") emitSecondLibrary("dist");
  else if (what === "pages") makePages(options.includes("--check"));
  else throw new RangeError(`code, cdktn or pages, not ${what}`);
}

function writeCode(): void {
  for (const [folder, files] of generatedCode(vendors)) {
    const strays = filesIn(folder).filter((name) => !files.has(name));
    write(
      inFolder(folder, files),
      strays.map((name) => path.join(folder, name)),
    );
  }
}

/** Pages that were written by hand may be in the same folder. */
function makePages(checkOnly: boolean): void {
  const pages = new Map([
    ...inFolder(PAGES, referencePages(vendors)),
    ...inFolder(PICTURES, pictures(vendors)),
    [SCHEMA, schemaText()] as const,
  ]);
  const strays = filesIn(PAGES)
    .map((name) => path.posix.join(PAGES, name))
    .filter((file) => !pages.has(file) && read(file)?.startsWith(NOTE));
  if (!checkOnly) for (const file of write(pages, strays)) console.log(file);
  else report([...staleOf(pages), ...strays]);
}

function schemaText(): string {
  return `${JSON.stringify(packageSchema(vendors, versionIn(".")), undefined, 2)}\n`;
}

function report(stale: readonly string[]): void {
  if (stale.length === 0) return;
  console.error(`not what the definitions say, run "npm run generate": ${stale.join(", ")}`);
  process.exitCode = 1;
}

/** Leaves correct files alone, so that the compiler need not read them again. @returns the written and removed files */
function write(wanted: ReadonlyMap<string, string>, strays: readonly string[]): readonly string[] {
  const stale = staleOf(wanted);
  for (const file of stale) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, wanted.get(file) ?? "");
  }
  for (const file of strays) rmSync(file);
  return [...stale, ...strays];
}

function staleOf(wanted: ReadonlyMap<string, string>): string[] {
  return [...wanted].filter(([file, text]) => read(file) !== text).map(([file]) => file);
}

function inFolder(folder: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([name, text]) => [path.posix.join(folder, name), text]));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

main(process.argv.slice(2));
