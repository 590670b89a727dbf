// A Chromium to look at pages with: one on PATH, otherwise the one from a package. Run as a program, it prints the browser's path,
// or ends with the reason why there is none.
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** @throws Error when there is none */
export async function findBrowser() {
  const candidates = [...onPath(), ...(await packaged())];
  const found = candidates.find(starts);
  if (found === undefined) throw new Error(`no Chromium that starts: ${candidates.join(", ") || "none on PATH"}`);
  return found;
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).filter(isExecutable);
}

/** Unpacks it once into the folder for temporary files. */
async function packaged() {
  const { default: chromium } = await import("@sparticuz/chromium");
  return [await chromium.executablePath()];
}

function starts(file) {
  try {
    return execFileSync(file, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }) !== "";
  } catch {
    return false;
  }
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  findBrowser().then(console.log, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
