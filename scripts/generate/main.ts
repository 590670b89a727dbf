/**
 * Writes what derives from the definitions: the classes and functions for Pulumi programs, the constructs for
 * CDKTF and CDK Terrain, and the reference pages.
 * With `--check` writes nothing, and fails when what is there is not what it would write.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { vendors } from "../../src/catalog";
import { constructFiles } from "./constructs";
import { lookUpFunctions } from "./look-up-functions";
import { NOTE, referencePages } from "./reference-pages";
import { resourceClasses } from "./resource-classes";
import { COPIED, EMITTED, forSecondLibrary } from "./second-library";

const PAGES = "docs/reference";
const CONSTRUCTS = "src/cdktf";
const SECOND_CONSTRUCTS = "src/cdktn";
/** How what we made begins, so that what no definition asks for any more is found. */
const GENERATED = [NOTE, EMITTED, COPIED];

function main(checkOnly: boolean): void {
  const wanted = generated();
  const stale = [...wanted].filter(([file, text]) => read(file) !== text).map(([file]) => file);
  const strays = [...filesIn(PAGES), ...filesIn(SECOND_CONSTRUCTS)].filter(
    (file) => !wanted.has(file) && GENERATED.some((note) => read(file)?.startsWith(note)),
  );
  if (checkOnly) report([...stale, ...strays]);
  else write(wanted, stale, strays);
}

function write(wanted: ReadonlyMap<string, string>, stale: readonly string[], strays: readonly string[]): void {
  for (const file of stale) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, wanted.get(file) ?? "");
  }
  for (const file of strays) rmSync(file);
  for (const file of [...stale, ...strays]) console.log(file);
}

function generated(): Map<string, string> {
  const pages = [...referencePages(vendors)].map(([name, text]) => [path.posix.join(PAGES, name), text] as const);
  const code = [
    ["src/pulumi/resources.ts", resourceClasses(vendors)],
    ["src/pulumi/look-ups.ts", lookUpFunctions(vendors)],
  ] as const;
  return new Map([...pages, ...code.map(([file, text]) => [file, formatted(file, text)] as const), ...constructs()]);
}

/** For both libraries: what is emitted for the first one, and all that the second one gets from it. */
function constructs(): [string, string][] {
  const emitted = [...constructFiles(vendors)].map(
    ([name, text]) => [name, formatted(path.posix.join(CONSTRUCTS, name), text)] as const,
  );
  const second = [...forSecondLibrary(CONSTRUCTS, new Map(emitted))].map(
    ([name, text]) => [path.posix.join(SECOND_CONSTRUCTS, name), text] as const,
  );
  return [
    ...emitted.map(([name, text]): [string, string] => [path.posix.join(CONSTRUCTS, name), text]),
    ...second.map(([file, text]): [string, string] => [file, formatted(file, text)]),
  ];
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

function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.map((name) => path.posix.join(folder, ...name.split(path.sep)));
  } catch {
    return [];
  }
}

main(process.argv.includes("--check"));
