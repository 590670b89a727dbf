// The licenses of the packages that are inside a bundle: most of them ask that whoever passes them on passes on their notice.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The file with the notices, beside the bundled provider and in its releases. */
export const NOTICES = "THIRD-PARTY-NOTICES";

const RULE = "=".repeat(80);

/**
 * Name, version and license of each package of which a bundle holds code.
 * @param {string} root what the paths in the metafiles start from
 * @param {readonly import("esbuild").Metafile[]} metafiles
 * @param {readonly string[]} besides folders of packages that are in it as a whole
 */
export function noticesOf(root, metafiles, besides = []) {
  const held = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs));
  const folders = held.filter(([, { bytesInOutput }]) => bytesInOutput > 0).flatMap(([input]) => packageFolder(input));
  const notices = [...new Set([...folders, ...besides])].map((folder) => noticeOf(path.join(root, folder)));
  return `This program holds code of these packages.\n\n${[...new Set(notices)].sort().join("\n")}`;
}

/** The innermost package that a file is in, as a list; empty for a file of ours. */
function packageFolder(input) {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replace(/^[\w-]+:/, "")) ?? [];
  return folder === undefined ? [] : [folder];
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file) && existsSync(path.join(folder, file)))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  if (!license && texts.length === 0) throw new Error(`${name} ${version} names no license`);
  return [RULE, `${name} ${version}`, ...(license ? [`License: ${license}`] : []), "", ...texts, ""].join("\n");
}
