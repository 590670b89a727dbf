// The exports of each subpath of the packages, as one text a subpath in api/, so that a change of them is seen in review.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const REPORTS = "api";
const ENDING = ".api.md";
/** The folder of the reports as found, beside the expected ones. */
const FOUND = "node_modules/.cache/keysmith/api";

const PACKAGES = [".", "emulator"];

/** The constructs for cdktn are those for cdktf, word for word, and the subpath for states exports no types. */
const WITHOUT_REPORT = ["./cdktn", "./dynamic", "./package.json"];

/**
 * Compares the reports with the built package, and writes those that differ.
 * @param {boolean} checkOnly writes nothing
 * @returns {string[]} the reports that differ
 */
export function apiReports(checkOnly) {
  for (const folder of [REPORTS, FOUND]) mkdirSync(path.join(root, folder), { recursive: true });
  const reports = new Map(PACKAGES.flatMap(typesOf));
  const stale = [...reports].filter(([name, types]) => !isReported(types, fileNameOf(name), checkOnly));
  const strays = readdirSync(path.join(root, REPORTS)).filter(
    (file) => file.endsWith(ENDING) && !reports.has(path.basename(file, ENDING)),
  );
  if (!checkOnly) for (const file of strays) rmSync(path.join(root, REPORTS, file));
  return [...stale.map(([name]) => fileNameOf(name)), ...strays].map((file) => `${REPORTS}/${file}`);
}

/** The name of each subpath, and its declarations. */
function typesOf(folder) {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
  return Object.entries(manifest.exports)
    .filter(([subpath]) => !WITHOUT_REPORT.includes(subpath))
    .map(([subpath, { types }]) => [
      [manifest.name, ...subpath.split("/").slice(1)].join("-"),
      path.join(folder, types),
    ]);
}

function fileNameOf(name) {
  return `${name}${ENDING}`;
}

function isReported(types, reportFileName, checkOnly) {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: path.join(root, "package.json"),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, types),
      compiler: { overrideTsconfig: { extends: "./tsconfig.json", include: [types] }, skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: REPORTS,
        reportTempFolder: FOUND,
        // Base classes, whose members are inherited although no subpath exports the classes.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
    },
  });
  // Its other messages are about the comments of a tool that we do not use.
  const messageCallback = (message) => Object.assign(message, { handled: message.logLevel !== "error" });
  return !Extractor.invoke(config, { localBuild: !checkOnly, messageCallback }).apiReportChanged;
}
