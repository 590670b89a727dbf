import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { ConfigurationError } from "../core/errors";

const EXECUTABLE = 0o755;

/** A file of a program for an engine, which knows by the name which one to start. */
export interface ProgramFile {
  readonly name: string;
  readonly content: Buffer;
}

/** @param what it is of, for the message. @throws ConfigurationError where it was not built */
export function readBuilt(what: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new ConfigurationError(`there is no bundled ${what}: ${file}`, "Run `npm run build`.");
  }
}

/** Does what writes into a folder. @throws ConfigurationError where that can't be done */
export function writing<T>(what: string, folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new ConfigurationError(
      `the ${what} can't be put into ${folder}: ${(error as Error).message}`,
      "Give a folder that you may write to.",
    );
  }
}

/** Takes away what the other kind of program has left in a folder: a script or its launcher. @param starts of its names */
export function removeOthers(folder: string, files: readonly ProgramFile[], starts: readonly string[]): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const isOurs = starts.some((start) => name.startsWith(start));
    if (isOurs && !files.some((file) => file.name === name)) rmSync(path.join(folder, name), { force: true });
  }
}

/**
 * Puts a program where others may be starting it. A file with the same content stays untouched; one with other content is replaced
 * in one step, never half-written.
 * @param beside a folder on the same file system, for the half-written file
 * @param same a file with the same content, if there is one
 * @throws as node:fs does
 */
export function putProgram(
  target: string,
  content: Buffer,
  { beside, same }: { readonly beside: string; readonly same?: string | undefined },
): void {
  makeFolder(path.dirname(target));
  if (!holds(target, content)) replace(target, content, beside, same);
  else if ((statSync(target).mode & EXECUTABLE) !== EXECUTABLE) chmodSync(target, EXECUTABLE);
}

/** Step by step: where no folder can be made, as in /proc, Node tries for ever to make one with all its parents. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

function holds(file: string, content: Buffer): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === content.length && readFileSync(file).equals(content);
}

function replace(target: string, content: Buffer, beside: string, same: string | undefined): void {
  const half = path.join(beside, `.${randomUUID()}.tmp`);
  try {
    if (same === undefined || !linked(same, half)) writeFileSync(half, content, { mode: EXECUTABLE });
    chmodSync(half, EXECUTABLE);
    renameSync(half, target);
  } finally {
    rmSync(half, { force: true });
  }
}

/** One file under many names takes its room once, if the file system can do that. */
function linked(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch {
    return false;
  }
}
