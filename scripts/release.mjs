// Makes a release: all files that people and registries download, with checksums, signatures and bills of materials. The same
// inputs give the same bytes. It sends nothing: it prints the commands that do.
//
//   node scripts/release.mjs --dry-run [--out <folder>] [--bundle <folder>] [--executables <folder>] [--packages <folder>]
//   node scripts/release.mjs --sign <key> …
//
// --dry-run makes unsigned files of whatever is there, and reports what is missing. --sign requires that nothing is missing, and
// signs the checksums with a key that GPG knows. Executables come from `npm run executable` and replace the scripts in the zips
// of their platforms. Packages come from `node scripts/published.mjs`. docs/releasing.md has the steps.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { entriesIn, sectionOf } from "./changelog.mjs";
import { refusedLicenses } from "./licenses.mjs";
import { packagesIn } from "./notices.mjs";
import { readLock } from "./production-tree.mjs";
import { commandArchive, PLUGIN, platformPackage, pluginArchive } from "./release/archives.mjs";
import { billsOf } from "./release/bills.mjs";
import { missingIn, readInputs } from "./release/inputs.mjs";
import { ociLayout } from "./release/oci.mjs";
import { prefixOf, providerManifest, providerZips } from "./release/provider.mjs";
import { publishing } from "./release/publishing.mjs";
import { signed, sumsOf } from "./release/signature.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

try {
  main();
} catch (error) {
  console.error(`release: ${error.message}${error.remedy ? `. ${error.remedy}` : ""}`);
  process.exitCode = 1;
}

function main() {
  const { values: options } = parseArgs({
    options: {
      out: { type: "string", default: path.join(root, "dist-release") },
      bundle: { type: "string", default: path.join(root, "dist/terraform") },
      executables: { type: "string" },
      packages: { type: "string" },
      sign: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  if ((options.sign === undefined) !== options["dry-run"])
    throw new Error("give one of them: --sign <key> to release, or --dry-run to see what a release would be");
  const inputs = readInputs(options);
  // The bundle is in dist/terraform of its project.
  const project = path.resolve(options.bundle, "../..");
  const notes = sectionOf(readFileSync(path.join(project, "CHANGELOG.md"), "utf8"), inputs.version);
  const missing = [...missingIn(inputs), ...missingInChangelog(project, inputs.version, notes)];
  if (!options["dry-run"] && missing.length > 0)
    throw new Error(`a release needs more than is here:\n${missing.map((each) => `- ${each}`).join("\n")}`);
  const made = filesOf(inputs, project, options.sign);
  write(path.resolve(options.out), made, notes ?? "");
  tell(path.resolve(options.out), inputs.version, made, missing);
}

function missingInChangelog(project, version, notes) {
  const left = entriesIn(project).length;
  return [
    ...(notes === undefined ? [`a section ${version} in CHANGELOG.md (node scripts/changelog.mjs ${version})`] : []),
    ...(left > 0 ? [`${left} changes in CHANGELOG.md that are in .changes/unreleased still`] : []),
  ];
}

/** All files of a release, grouped by who takes them. */
function filesOf(inputs, project, key) {
  const { version, executables, usual, packages } = inputs;
  requireLicenses(inputs);
  const zips = providerZips(inputs);
  const provider = [...zips.map(({ name, content }) => ({ name, content })), providerManifest(inputs)];
  const plugins = usual.map((each) => pluginArchive(each, version));
  const { repository } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8"));
  const tarballs = [
    ...executables.map((each) => platformPackage(each, version, repository)),
    ...packages.map(({ file, content }) => ({ name: file, content })),
  ];
  const downloads = executables.map((each) => commandArchive(each, version));
  const bills = billsOf(inputs, readLock(project), repository);
  // Terraform's registry needs a checksum file of its own that lists no other files.
  const summed = (name, files) => (files.length > 0 ? withSums(`${name}_${version}_SHA256SUMS`, files, key) : []);
  return {
    provider: withSums(`${prefixOf(inputs)}_SHA256SUMS`, provider, key),
    others: [...summed(PLUGIN, plugins), ...summed("keysmith", [...downloads, ...tarballs, ...bills])],
    packages: tarballs.map(({ name }) => name),
    oci: ociLayout(zips, version),
  };
}

function withSums(name, files, key) {
  const sums = sumsOf(name, files);
  return [...files, sums, ...(key === undefined ? [] : [signed(sums, key)])];
}

function requireLicenses({ notices, executables }) {
  const held = [
    ["the provider", notices],
    ...executables.map((each) => [`the executable for ${each.target}`, each.notices]),
  ];
  const refused = held.flatMap(([where, text]) => refusedLicenses(packagesIn(text.toString("utf8")), where));
  if (refused.length > 0) throw new Error(`not all licenses are allowed:\n${refused.join("\n")}`);
}

/** Files that an earlier run left in the folder are no part of this release. */
function write(out, { provider, others, oci }, notes) {
  mkdirSync(out, { recursive: true });
  const ours = readdirSync(out).filter((name) => /^(?:oci|NOTES\.md|[a-z-]*keysmith[-_].*)$/.test(name));
  for (const name of ours) rmSync(path.join(out, name), { recursive: true });
  const all = [...provider, ...others, ...oci.map((each) => ({ ...each, name: path.join("oci", each.name) }))];
  for (const { name, content } of [...all, { name: "NOTES.md", content: `${notes}\n` }]) {
    mkdirSync(path.dirname(path.join(out, name)), { recursive: true });
    writeFileSync(path.join(out, name), content);
  }
}

function tell(out, version, { provider, others, packages }, missing) {
  const names = (files) => files.map(({ name }) => name);
  const steps = publishing(out, version, { provider: names(provider), packages, others: names(others) });
  console.log(
    `${provider.length + others.length} files of Keysmith ${version} are in ${out}, and an image layout in oci/.`,
  );
  if (missing.length > 0)
    console.log(`\nNot to be published like this. Missing:\n${missing.map((each) => `- ${each}`).join("\n")}`);
  for (const { where, commands } of steps)
    console.log(`\nTo ${where}:\n${commands.map((each) => `  ${each}`).join("\n")}`);
}
