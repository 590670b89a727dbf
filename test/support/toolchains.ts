import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

/** Compilers and interpreters of other languages, for the tests that need them. */

const run = promisify(execFile);
const ENVIRONMENTS = path.resolve("node_modules/.cache/keysmith/python");
const CLASSES = path.resolve("node_modules/.cache/keysmith/java");
/** What the programs in Java are written in. */
const JAVA = "17";

// Where Go's own installation puts it, in case that is not on PATH.
export const toolEnv = { ...process.env, PATH: [process.env["PATH"], "/usr/local/go/bin"].join(path.delimiter) };
export const goEnv = { ...toolEnv, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" };

/** Why there is no Go for a module, if so. @param manifest the text of its go.mod */
export function whyNoGo(manifest: string): string | undefined {
  const wanted = /^go (\S+)$/m.exec(manifest)?.[1] ?? "";
  const found = /go version go(\S+)/.exec(spawnSync("go", ["version"], { env: goEnv, encoding: "utf8" }).stdout ?? "");
  if (!found) return "go is not on PATH";
  return isAtLeast(found[1] ?? "", wanted) ? undefined : `Go ${found[1]} is older than ${wanted}`;
}

function isAtLeast(version: string, wanted: string): boolean {
  return version.localeCompare(wanted, "en", { numeric: true }) >= 0;
}

export function whyNoPython(): string | undefined {
  const found = spawnSync("python3", ["-c", "import ensurepip, venv"], { env: toolEnv, stdio: "ignore" });
  return found.status === 0 ? undefined : "python3 with venv and pip is not on PATH";
}

/**
 * A Python that has what is required, from the package index; kept from one run to the next.
 * @returns the path of its interpreter
 */
export async function pythonWith(requirements: readonly string[]): Promise<string> {
  const place = path.join(ENVIRONMENTS, requirements.join("+").replaceAll(/[^\w.=+-]+/g, "_"));
  const python = (folder: string): string => path.join(folder, "bin", "python");
  if (existsSync(place)) return python(place);
  const unfinished = `${place}.${process.pid}`;
  mkdirSync(ENVIRONMENTS, { recursive: true });
  try {
    // Moved when it is complete. Only its python is used: its scripts name the place where they were made.
    await run("python3", ["-m", "venv", "--symlinks", unfinished], { env: toolEnv });
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...requirements];
    await run(python(unfinished), install, { env: toolEnv });
    settle(unfinished, place);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return python(place);
}

/** Why there is no Java for programs that are started from their source and take classes from Maven's repository, if so. */
export function whyNoJava(): string | undefined {
  const missing = ["java", "javac", "mvn"].filter(
    (command) => spawnSync("sh", ["-c", `command -v ${command}`], { env: toolEnv }).status !== 0,
  );
  if (missing.length > 0) return `${missing.join(" and ")} not on PATH`;
  const { stderr } = spawnSync("java", ["-version"], { env: toolEnv, encoding: "utf8" });
  const found = /version "([^"]+)"/.exec(stderr)?.[1] ?? "";
  return isAtLeast(found, JAVA) ? undefined : `Java ${found} is older than ${JAVA}`;
}

/**
 * The classes that a project depends on, from Maven's central repository; kept from one run to the next.
 * @param project the path of its pom.xml
 * @returns a class path
 */
export async function javaClasses(project: string): Promise<string> {
  const place = path.join(CLASSES, createHash("sha256").update(readFileSync(project)).digest("hex").slice(0, 16));
  const classPath = path.join(place, "*");
  if (existsSync(place)) return classPath;
  const unfinished = `${place}.${process.pid}`;
  try {
    const copy = ["dependency:copy-dependencies", `-DoutputDirectory=${unfinished}`];
    await run("mvn", ["--quiet", "--batch-mode", "--file", project, ...copy], { env: toolEnv });
    settle(unfinished, place);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return classPath;
}

/** @throws Error when it can't be moved, but for that another worker was quicker */
function settle(unfinished: string, place: string): void {
  try {
    renameSync(unfinished, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}
