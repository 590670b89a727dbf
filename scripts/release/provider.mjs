// The provider in the form of Terraform registries: a zip for each platform, and the manifest.
import { createRequire } from "node:module";
import { zipSync } from "fflate";
import { NOTICES } from "../notices.mjs";

const require = createRequire(import.meta.url);
const { EXECUTABLE_NAME, withExecutable } = require("../../dist/terraform/mirror.js");

/** A regular file that everybody may execute: Unix attributes are in the upper half. */
const EXECUTABLE = 0o100755 * 2 ** 16;
/** A regular file that everybody may read. */
const READABLE = 0o100644 * 2 ** 16;
const UNIX = 3;
/** The earliest time in a zip, because the time of the build would make each release differ. */
const ALWAYS = new Date(1980, 0, 1);

/** The prefix of the names of a release's files. */
export const prefixOf = ({ version }) => `${EXECUTABLE_NAME}_${version}`;

/** @returns the zips: platform, name and content of each. Executables replace the scripts for their platforms. */
export function providerZips(inputs) {
  const { packages } = inputs.usual.reduce(withExecutable, inputs.scripts);
  const notices = new Map(inputs.usual.map(({ platform, notices }) => [platform, notices]));
  return Object.entries(packages).map(([platform, files]) => ({
    platform,
    name: `${prefixOf(inputs)}_${platform}.zip`,
    content: zip(files, notices.get(platform) ?? inputs.notices),
  }));
}

/** Tells a registry which protocol the provider speaks. */
export function providerManifest(inputs) {
  const manifest = { version: 1, metadata: { protocol_versions: ["6.0"] } };
  return { name: `${prefixOf(inputs)}_manifest.json`, content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) };
}

// The notices are only in a release: in a plugin folder, every file counts towards the checksum that users have locked.
function zip(files, notices) {
  const common = { os: UNIX, mtime: ALWAYS, level: 9 };
  const programs = files.map(({ name, content }) => [name, [content, { ...common, attrs: EXECUTABLE }]]);
  return Buffer.from(
    zipSync({ ...Object.fromEntries(programs), [NOTICES]: [notices, { ...common, attrs: READABLE }] }),
  );
}
