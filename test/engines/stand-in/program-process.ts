import { createRequire } from "node:module";
import { join } from "node:path";
import type { Project } from "../project";
import { NodeProcess, type Stream } from "./child-process";

export interface ProgramOptions {
  readonly project: Project;
  readonly stack: string;
  readonly dryRun: boolean;
  /** Address of the services that the SDK talks to. */
  readonly address: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stack configuration in clear, by `namespace:key`. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly onLine: (line: string, stream: Stream) => void;
}

/** The SDK's exit code for a failure that it has already logged. */
export const FAILURE_ALREADY_LOGGED = 32;

/** Runs the program by the project's own SDK (`cmd/run`), with the arguments and variables that the language host gives it. */
export function runProgram({ project, env, onLine, ...options }: ProgramOptions): NodeProcess {
  const script = createRequire(join(project.programDir, "index.js")).resolve("@pulumi/pulumi/cmd/run");
  return new NodeProcess({
    args: [script, ...programArguments(project, options), project.entryPoint],
    cwd: project.programDir,
    env: { ...env, ...programEnv(project, options) },
    onLine,
  });
}

type Settings = Omit<ProgramOptions, "project" | "env" | "onLine">;

function programArguments(project: Project, { address, stack, dryRun }: Settings): string[] {
  const named = {
    monitor: address,
    engine: address,
    organization: "organization",
    project: project.name,
    "root-directory": project.root,
    stack,
    pwd: project.programDir,
    parallel: "8",
  };
  const flags = Object.entries(named).flatMap(([name, value]) => [`--${name}`, value]);
  return dryRun ? [...flags, "--dry-run"] : flags;
}

function programEnv(project: Project, { config, secretKeys }: Settings): Record<string, string> {
  // Configuration goes to the SDK under the long form of its keys; the list of secret ones keeps the short form.
  const entries = Object.entries(config).map(([key, value]) => [key.replace(":", ":config:"), value]);
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(entries)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    ...(project.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
  };
}
