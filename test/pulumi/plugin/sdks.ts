import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { goEnv, pythonWith, toolEnv, whyNoGo, whyNoPython } from "../../support/toolchains";

const REPOSITORY = path.resolve(__dirname, "../../..");
const GENERATORS = path.join(REPOSITORY, "tools/pulumi-sdks");
const PROGRAM = path.join(REPOSITORY, "node_modules/.cache/keysmith/sdks/sdks");

export const SCHEMA = path.join(REPOSITORY, "api/pulumi-schema.json");

/** What programs need beside the SDK, and what builds it. */
const REQUIRED = ["pulumi>=3.160.0,<4.0.0", "parver>=0.2.1", "setuptools>=61", "wheel"];

/** Of the SDKs: whatever compiles them needs what their generators need too. */
export const goManifest: string = readFileSync(path.join(GENERATORS, "go.mod"), "utf8");
export const goSums: string = path.join(GENERATORS, "go.sum");

const run = promisify(execFile);

/** Why no SDK can be made here, if so. */
export function whyNoSdks(): string | undefined {
  return whyNoGo(goManifest);
}

export function whyNoPythonSdk(): string | undefined {
  return whyNoSdks() ?? whyNoPython();
}

/** Makes the SDKs of the checked-in schema, a folder for each language. */
export async function makeSdks(folder: string): Promise<void> {
  const build = ["build", "-trimpath", "-o", PROGRAM, "."];
  await run("go", build, { cwd: GENERATORS, env: { ...goEnv, CGO_ENABLED: "0" } });
  await run(PROGRAM, [SCHEMA, folder]);
}

/** How programs in Python are run: which interpreter, and where the SDK is. */
export interface PythonSdk {
  readonly python: string;
  readonly path: string;
}

/** Installs the SDK as a user would, but into a folder of its own. @param sdk its sources */
export async function installPythonSdk(sdk: string, target: string): Promise<PythonSdk> {
  const python = await pythonWith(REQUIRED);
  const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--target", target];
  await run(python, ["-m", "pip", "install", ...options, sdk], { env: toolEnv });
  return { python, path: target };
}
