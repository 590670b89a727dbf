// The changelog is made of entries, one file for each change in .changes/unreleased, so that two branches never edit the same line.
//
//   node scripts/changelog.mjs [--project <folder>]            checks the entries, and prints the list that they make
//   node scripts/changelog.mjs [--project <folder>] <version>  moves them into CHANGELOG.md, under it and today's date (UTC)
//
// An entry is `kind: <kind>`, an empty line, and one paragraph of Markdown for users.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const VERSION = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
const UNRELEASED = "Unreleased";

/** In the order of a section. */
export const KINDS = ["breaking", "security", "added", "changed", "fixed"];

/**
 * @param {string} folder of the project
 * @returns {readonly { readonly name: string; readonly kind: string; readonly text: string }[]} in the order of a section
 * @throws Error that names each malformed entry
 */
export function entriesIn(folder) {
  const unreleased = path.join(folder, ".changes/unreleased");
  const names = existsSync(unreleased) ? readdirSync(unreleased).filter((name) => name !== ".gitkeep") : [];
  const read = names.sort().map((name) => entryOf(name, readFileSync(path.join(unreleased, name), "utf8")));
  const problems = read.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return KINDS.flatMap((kind) => read.filter((entry) => entry.kind === kind));
}

function entryOf(name, content) {
  const refused = (why) => ({ problem: `.changes/unreleased/${name}: ${why}` });
  if (!/^[a-z0-9-]+\.md$/.test(name)) return refused("its name must be of a-z, 0-9 and -, with .md behind it");
  const [, kind, text] = /^kind: ([^\n]*)\n\n(.*\S)\s*$/s.exec(content.replaceAll("\r\n", "\n")) ?? [];
  if (text === undefined) return refused("it must be `kind: <kind>`, an empty line and a text");
  if (!KINDS.includes(kind)) return refused(`the kind ${JSON.stringify(kind)} is none of ${KINDS.join(", ")}`);
  if (/\n\s*\n|^[-#*] /.test(text))
    return refused("its text must be one paragraph, without a heading or the mark of a list");
  return { name, kind, text };
}

/** The entries as lines of a list. Breaking changes and those about security are marked. */
export function listOf(entries) {
  const marks = { breaking: "**Breaking:** ", security: "**Security:** " };
  return entries.map(({ kind, text }) => `- ${marks[kind] ?? ""}${text.replaceAll("\n", "\n  ")}\n`).join("");
}

/** A version's section of a changelog without its heading; undefined for an unknown version. */
export function sectionOf(changelog, version) {
  const sections = `\n${changelog}`.split("\n## ").slice(1);
  const found = sections.find((section) => /^[^\s]*/.exec(section)?.[0] === version);
  return found?.replace(/^.*\n*/, "").trimEnd();
}

/**
 * A changelog with the unreleased entries under a version.
 * @param {string} date such as 2026-11-30
 * @throws Error when the version is malformed or already there, or nothing is unreleased
 */
export function withVersion(changelog, entries, version, date) {
  if (!VERSION.test(version)) throw new Error(`${version} is no version such as 1.2.3 or 1.2.3-rc.1`);
  if (sectionOf(changelog, version) !== undefined) throw new Error(`CHANGELOG.md has a section ${version} already`);
  const before = sectionOf(changelog, UNRELEASED) ?? "";
  const list = `${before === "" ? "" : `${before}\n`}${listOf(entries)}`;
  if (list === "") throw new Error("there is nothing unreleased: no entry, and nothing under the heading Unreleased");
  const [head = "", ...rest] = changelog.split(/^## /m);
  const others = rest.filter((section) => !section.startsWith(UNRELEASED)).map((section) => `## ${section}`);
  return [`${head}## ${version} (${date})\n\n${list}`, ...others].join("\n").replaceAll(/\n{3,}/g, "\n\n");
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { project: { type: "string", default: root } },
  });
  const [version] = positionals;
  const entries = entriesIn(values.project);
  if (version === undefined) {
    console.log(`${entries.length} entries are well-formed\n\n${listOf(entries)}`.trimEnd());
    return;
  }
  const file = path.join(values.project, "CHANGELOG.md");
  writeFileSync(file, withVersion(readFileSync(file, "utf8"), entries, version, new Date().toISOString().slice(0, 10)));
  for (const { name } of entries) rmSync(path.join(values.project, ".changes/unreleased", name));
  console.log(`CHANGELOG.md has a section ${version} of ${entries.length} entries`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    main();
  } catch (error) {
    console.error(`changelog: ${error.message}`);
    process.exitCode = 1;
  }
}
