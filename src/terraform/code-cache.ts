import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";

/** JavaScript, an expression. */
export interface Source {
  readonly code: string;
  /** A hash of the code, computed by the build. */
  readonly hash: string;
  /** The name in stack traces. */
  readonly filename: string;
}

const DAY = 86_400_000;
/** Files for versions of Node or Keysmith that nobody has used for so long are removed when another one is written. */
const KEPT = 60 * DAY;
const SUM_BYTES = 4;
const OTHERS_MAY_WRITE = 0o022;

/**
 * Evaluates a source. If a folder is given, the code that V8 has compiled by the end of this process is kept there, and
 * the next process reads it instead of compiling: with a large source that is half of a start. A file that isn't right
 * (of another source, of a V8 with another version or other flags, damaged, or where others may write) is left alone,
 * and any error with it goes unseen: the source is then compiled as usual.
 */
export function evaluate({ code, hash, filename }: Source, folder: string | undefined): unknown {
  const file =
    folder === undefined ? undefined : path.join(folder, `${hash}-${process.arch}-${cachedDataVersionTag()}`);
  const cachedData = file === undefined ? undefined : kept(file);
  const script = new Script(code, { filename, ...(cachedData && { cachedData }) });
  if (file !== undefined && (!cachedData || script.cachedDataRejected)) {
    // By then V8 has compiled what a start and a call need.
    process.once("exit", (exitCode) => exitCode === 0 && keep(file, script.createCachedData()));
  }
  return script.runInThisContext();
}

/**
 * This user's folder for compiled code; none if no folder of the user is known, if the variable that turns off Node's
 * own cache is set, or in a pipeline: those hand folders from one job to another, which may be trusted with more.
 */
export function codeCacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (env["NODE_DISABLE_COMPILE_CACHE"] || env["CI"]) return undefined;
  const { HOME, LOCALAPPDATA, XDG_CACHE_HOME } = env;
  const caches = platform === "win32" ? LOCALAPPDATA : XDG_CACHE_HOME || (HOME && path.join(HOME, ".cache"));
  return caches && path.isAbsolute(caches) ? path.join(caches, "keysmith", "code") : undefined;
}

function kept(file: string): Buffer | undefined {
  try {
    if (!isOurs(lstatSync(path.dirname(file)))) return undefined;
    const content = readOwn(file);
    if (content === undefined) return undefined;
    const data = content.subarray(0, -SUM_BYTES);
    // V8 checks only the beginning.
    if (content.readUInt32LE(data.length) !== crc32(data)) return undefined;
    noteUse(file);
    return data;
  } catch {
    return undefined;
  }
}

/**
 * Dates a file as of now, at most once a day, because other starts are to write nothing. A file that may not be dated is
 * used all the same.
 */
function noteUse(file: string): void {
  const now = Date.now();
  try {
    if (statSync(file).mtimeMs < now - DAY) utimesSync(file, now / 1000, now / 1000);
  } catch {}
}

/** Checks who may write to the file once it is open, when no other file can take its place. */
function readOwn(file: string): Buffer | undefined {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return isOurs(fstatSync(descriptor)) ? readFileSync(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether only this user can have written it, as its content is run. On Windows the folder's rights see to that. */
function isOurs({ uid, mode }: Stats): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS_MAY_WRITE) === 0);
}

function keep(file: string, data: Buffer): void {
  const folder = path.dirname(file);
  const half = `${file}.${randomUUID()}.tmp`;
  try {
    makeFolder(folder, 3);
    if (!isOurs(lstatSync(folder))) return;
    removeOld(folder);
    writeFileSync(half, Buffer.concat([data, sumOf(data)]), { mode: 0o600, flag: "wx" });
    renameSync(half, file);
  } catch {
    tryToRemove(half);
  }
}

function tryToRemove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** @param depth how many folders may be made: never a home, nor anything in another user's home */
function makeFolder(folder: string, depth: number): void {
  if (depth === 0 || existsSync(folder)) return;
  const parent = path.dirname(folder);
  makeFolder(parent, depth - 1);
  const { uid } = statSync(parent);
  if (process.getuid === undefined || uid === process.getuid()) mkdirSync(folder, { mode: 0o700 });
}

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (lstatSync(file).mtimeMs < Date.now() - KEPT) tryToRemove(file);
  }
}

function sumOf(data: Buffer): Buffer {
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(crc32(data));
  return sum;
}
