// Makes what a registry of Terraform or OpenTofu takes as a release of the provider: a zip for each platform, the manifest,
// and the checksums of both. The same bundle gives the same bytes every time. Nothing is signed or published here.
//
//   node scripts/release.mjs [--out <folder>] [--bundle <folder>] [--executables <folder>]
//
// With executables, as `npm run executable` has made them, those take the place of the scripts in the zips of their platforms,
// each becomes an archive that Pulumi takes as a plugin, with checksums in a file of their own, and a package for npm,
// `@keysmith/<target>`, in npm/<target>.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { NOTICES } from "./notices.mjs";
import { tar } from "./tar.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const { EXECUTABLE_NAME, platformOf, readScripts, withExecutable } = require("../dist/terraform/mirror.js");
const { requireExecutable } = require("../dist/executable/find.js");

const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: path.join(root, "dist-release") },
    bundle: { type: "string", default: path.join(root, "dist/terraform") },
    executables: { type: "string" },
  },
});

/** A plain file that everybody may start, as Unix has it in the upper half of the attributes. */
const EXECUTABLE = 0o100755 * 2 ** 16;
/** A plain file that everybody may read. */
const READABLE = 0o100644 * 2 ** 16;
const UNIX = 3;
const PLUGIN = "pulumi-resource-keysmith";
/** The earliest time that a zip can tell: that of the build would make each release differ. */
const ALWAYS = new Date(1980, 0, 1);

const scripts = readScripts(path.resolve(options.bundle));
const executables = options.executables === undefined ? [] : executablesIn(path.resolve(options.executables));
// Engines know nothing of C libraries, and most Linux has glibc.
const usual = executables.filter(({ target }) => !target.endsWith("-musl"));
const bundle = usual.reduce(withExecutable, scripts);
// Only in a release: in a folder of plugins each file counts into the checksum that users have locked.
const notices = new Map(usual.map(({ file, target }) => [platformOf(target), noticesBeside(file)]));
const notice = noticesBeside(path.join(path.resolve(options.bundle), EXECUTABLE_NAME));
const prefix = `${EXECUTABLE_NAME}_${bundle.version}`;
const contents = [
  ...Object.entries(bundle.packages).map(([platform, files]) => [
    `${prefix}_${platform}.zip`,
    zip(files, notices.get(platform) ?? notice),
  ]),
  [`${prefix}_manifest.json`, Buffer.from(`${JSON.stringify(manifest(), null, 2)}\n`)],
];
const plugins = usual.map(plugin);
const sums = [
  [`${prefix}_SHA256SUMS`, sumsOf(contents)],
  // Not among the others, which are what a registry of Terraform asks for.
  ...(plugins.length > 0 ? [[`${PLUGIN}_${bundle.version}_SHA256SUMS`, sumsOf(plugins)]] : []),
];

mkdirSync(options.out, { recursive: true });
const files = [...contents, ...plugins, ...sums];
for (const [name, content] of files) writeFileSync(path.join(options.out, name), content);
for (const executable of executables) writePackage(path.join(options.out, "npm", executable.target), executable);
console.log(`${files.length} files are in ${path.resolve(options.out)}

Registries take them when the checksums are signed with the publisher's key:

  cd ${path.resolve(options.out)}
  gpg --detach-sign ${prefix}_SHA256SUMS

and all of them, with ${prefix}_SHA256SUMS.sig, are attached to the release v${bundle.version}.`);

function sumsOf(contents) {
  return contents.map(([name, content]) => `${createHash("sha256").update(content).digest("hex")}  ${name}\n`).join("");
}

/** As the engine asks a server for it, and with the name under which it looks for the program. */
function plugin({ file, target, content }) {
  const [system, machine] = platformOf(target).split("_");
  const name = `${PLUGIN}${system === "windows" ? ".exe" : ""}`;
  const held = [
    { name, mode: 0o755, content },
    { name: NOTICES, mode: 0o644, content: noticesBeside(file) },
  ];
  return [`${PLUGIN}-v${bundle.version}-${system}-${machine}.tar.gz`, gzipSync(tar(held), { level: 9 })];
}

function noticesBeside(file) {
  return readFileSync(path.join(path.dirname(file), NOTICES));
}

function zip(files, text) {
  const common = { os: UNIX, mtime: ALWAYS, level: 9 };
  const programs = files.map(({ name, content }) => [name, [content, { ...common, attrs: EXECUTABLE }]]);
  return zipSync({ ...Object.fromEntries(programs), [NOTICES]: [text, { ...common, attrs: READABLE }] });
}

function executablesIn(folder) {
  return readdirSync(folder).map((target) => {
    const file = path.join(folder, target, `keysmith${target.startsWith("win32") ? ".exe" : ""}`);
    return requireExecutable(file, { target, version: scripts.version });
  });
}

/** npm installs it where system, processor and C library are these, and leaves it out elsewhere. */
function writePackage(folder, { file, target }) {
  const [os, cpu, libc = "glibc"] = target.split("-");
  const manifest = {
    name: `@keysmith/${target}`,
    version: scripts.version,
    description: `The executable of Keysmith for ${target}`,
    license: "Apache-2.0",
    os: [os],
    cpu: [cpu],
    ...(os === "linux" && { libc: [libc] }),
    files: [path.basename(file), `${path.basename(file)}.json`, NOTICES],
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of manifest.files) copyFileSync(path.join(path.dirname(file), name), path.join(folder, name));
}

function manifest() {
  return { version: 1, metadata: { protocol_versions: ["6.0"] } };
}
