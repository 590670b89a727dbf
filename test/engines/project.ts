import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** What an engine needs to know of a project folder. */
export interface Project {
  readonly name: string;
  /** Folder of Pulumi.yaml. */
  readonly root: string;
  /** Where the program and the provider process run: the root, or the folder that `main` names. */
  readonly programDir: string;
  /** What the SDK is told to run in `programDir`: a file name, or `.` for the folder itself. */
  readonly entryPoint: string;
  /** Pulumi turns on ts-node for every program unless the project says `typescript: false`. */
  readonly typescript: boolean;
}

interface ProjectFile {
  readonly name: string;
  readonly main?: string;
  readonly runtime: string | { readonly name: string; readonly options?: { readonly typescript?: boolean } };
}

/** @throws Error when the folder has no readable Pulumi.yaml. */
export function readProject(root: string): Project {
  const file = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as ProjectFile;
  const options = typeof file.runtime === "string" ? undefined : file.runtime.options;
  return { name: file.name, root, ...locateProgram(root, file.main), typescript: options?.typescript ?? true };
}

function locateProgram(root: string, main: string | undefined): Pick<Project, "programDir" | "entryPoint"> {
  if (main === undefined) return { programDir: root, entryPoint: "." };
  const path = resolve(root, main);
  if (statSync(path).isDirectory()) return { programDir: path, entryPoint: "." };
  return { programDir: dirname(path), entryPoint: basename(path) };
}

/** Path of the file that holds the settings of one stack. */
export function stackSettingsPath(root: string, stack: string): string {
  return join(root, `Pulumi.${stack}.yaml`);
}

/** All files below the given folders and files, those that don't exist left out. */
export function listFiles(...paths: readonly string[]): string[] {
  return paths.filter(existsSync).flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    return listFiles(...readdirSync(path).map((entry) => join(path, entry)));
  });
}
