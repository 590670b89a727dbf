// The licenses of the packages inside a bundle: most require that whoever distributes them distributes their notice too.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The file with the notices, beside the bundled provider and in its releases. */
export const NOTICES = "THIRD-PARTY-NOTICES";

const RULE = "=".repeat(80);

/** Licenses that a package's manifest does not name: those of libraries linked into the program that the package is. */
const LINKED = {
  bun: {
    license: "MIT AND LGPL-2.0-or-later AND LGPL-2.1-or-later",
    notice: `Bun, a runtime under the MIT license, has linked in JavaScriptCore and further code of WebKit, which are under the GNU Library
General Public License, version 2, and tinycc, which is under the GNU Lesser General Public License, version 2.1. Their sources and
those of Bun, with what it takes to link it anew with changed ones, are at https://github.com/oven-sh/WebKit,
https://github.com/TinyCC/tinycc and https://github.com/oven-sh/bun, whose LICENSE.md lists what else is linked in and under which
licenses. Everybody may change these libraries and have Keysmith run with them: Keysmith's sources are published under the
Apache License 2.0, and its build, "npm run executable", takes any Bun that is in node_modules/bun.`,
  },
};

/**
 * Name, version and license of each package whose code is in a bundle.
 * @param {string} root the folder to which the metafiles' paths are relative
 * @param {readonly import("esbuild").Metafile[]} metafiles
 * @param {readonly string[]} besides folders of packages that the bundle contains as a whole
 */
export function noticesOf(root, metafiles, besides = []) {
  const held = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs));
  const folders = held.filter(([, { bytesInOutput }]) => bytesInOutput > 0).flatMap(([input]) => packageFolder(input));
  const notices = [...new Set([...folders, ...besides])].map((folder) => noticeOf(path.join(root, folder)));
  return `This program holds code of these packages.\n\n${[...new Set(notices)].sort().join("\n")}`;
}

/** The innermost package of a file, as a list; empty for a file of ours. */
function packageFolder(input) {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replace(/^[\w-]+:/, "")) ?? [];
  return folder === undefined ? [] : [folder];
}

function noticeOf(folder) {
  const { name, version, license: said } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const { license, notice } = LINKED[name] ?? { license: said };
  const texts = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file) && existsSync(path.join(folder, file)))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  if (!license && texts.length === 0) throw new Error(`${name} ${version} names no license`);
  const head = [RULE, `${name} ${version}`, ...(license ? [`License: ${license}`] : []), ""];
  return [...head, ...(notice ? [notice] : []), ...texts, ""].join("\n");
}

/**
 * The packages that a text of notices lists.
 * @param {string} text from `noticesOf`
 * @returns {readonly { readonly name: string; readonly version: string; readonly license: string | undefined }[]}
 */
export function packagesIn(text) {
  const notices = text.split(`\n${RULE}\n`).slice(1);
  if (notices.length === 0) throw new Error("the notices list no package");
  return notices.map((notice) => {
    const [, name, version, license] = /^(\S+) (\S+)\n(?:License: (.+)\n)?/.exec(notice) ?? [];
    if (name === undefined) throw new Error(`the notices have an entry without a package: ${notice.split("\n", 1)[0]}`);
    return { name, version, license };
  });
}
