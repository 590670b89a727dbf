import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

const EXECUTABLE = 0o755;

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
