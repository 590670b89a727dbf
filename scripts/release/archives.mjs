// The executable in the form of each download: a Pulumi plugin, an npm package, and an archive of its own.
import { gzipSync } from "node:zlib";
import { NOTICES } from "../notices.mjs";
import { tar } from "../tar.mjs";

/** Pulumi's name for the plugin. */
export const PLUGIN = "pulumi-resource-keysmith";

/** In the form that Pulumi requests from a server, with the program under the name that Pulumi looks for. */
export function pluginArchive({ platform, content, notices }, version) {
  const [system, machine] = platform.split("_");
  const name = `${PLUGIN}${system === "windows" ? ".exe" : ""}`;
  return {
    name: `${PLUGIN}-v${version}-${system}-${machine}.tar.gz`,
    content: archive([program(name, content), text(NOTICES, notices)]),
  };
}

/** The command, with the description by which it is checked where `KEYSMITH_EXECUTABLE` names it. */
export function commandArchive(executable, version) {
  return { name: `keysmith_${version}_${executable.target}.tar.gz`, content: archive(filesOf(executable)) };
}

/** npm installs it only for this system, processor and C library. */
export function platformPackage(executable, version, repository) {
  const [os, cpu, libc = "glibc"] = executable.target.split("-");
  const files = filesOf(executable);
  const manifest = {
    name: `@keysmith/${executable.target}`,
    version,
    description: `The executable of Keysmith for ${executable.target}`,
    license: "Apache-2.0",
    repository,
    os: [os],
    cpu: [cpu],
    ...(os === "linux" && { libc: [libc] }),
    files: files.map(({ name }) => name),
  };
  const all = [text("package.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)), ...files];
  return {
    name: `keysmith-${executable.target}-${version}.tgz`,
    content: archive(all.map((file) => ({ ...file, name: `package/${file.name}` }))),
  };
}

function filesOf({ program: name, content, told, notices }) {
  return [program(name, content), text(`${name}.json`, told), text(NOTICES, notices)];
}

function program(name, content) {
  return { name, mode: 0o755, content };
}

function text(name, content) {
  return { name, mode: 0o644, content };
}

function archive(files) {
  return gzipSync(tar(files), { level: 9 });
}
