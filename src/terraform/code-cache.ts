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
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";

/** JavaScript, an expression. */
export interface Source {
  readonly code: string;
  /** A hash of the code, reckoned by whoever has built it. */
  readonly hash: string;
  /** What stacks show. */
  readonly filename: string;
}

const DAY = 86_400_000;
/** Files for versions of Node or Keysmith that nobody uses any more go when another one is written. */
const KEPT = 60 * DAY;
const SUM_BYTES = 4;
const OTHERS_MAY_WRITE = 0o022;

/**
 * What a source evaluates to. Where a folder is given, what V8 has made of the source by the end of this process is kept
 * there for the next one, which then reads that instead: with a large source that is half of a start. What is there and is not
 * right (of another source, of a V8 with another version or other flags, damaged, or where others may write) is left alone, and
 * whatever goes wrong with it goes unseen: then the source is read as ever.
 */
export function evaluate({ code, hash, filename }: Source, folder: string | undefined): unknown {
  const file =
    folder === undefined ? undefined : path.join(folder, `${hash}-${process.arch}-${cachedDataVersionTag()}`);
  const cachedData = file === undefined ? undefined : kept(file);
  const script = new Script(code, { filename, ...(cachedData && { cachedData }) });
  if (file !== undefined && (!cachedData || script.cachedDataRejected)) {
    // By then what a start and a call need has been compiled.
    process.once("exit", (exitCode) => exitCode === 0 && keep(file, script.createCachedData()));
  }
  return script.runInThisContext();
}

/**
 * The folder of this user for that: none where no folder of the user's is known, by the variable with which Node's own
 * cache is switched off, or in a pipeline: those hand folders from one job to another, which may be trusted with more.
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
    // V8 looks at the beginning only.
    return content.readUInt32LE(data.length) === crc32(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Looks at who may write to it when it is open already: what it is can't change any more. */
function readOwn(file: string): Buffer | undefined {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return isOurs(fstatSync(descriptor)) ? readFileSync(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether nobody but this user can have written it: what is in it is run. On Windows the folder's rights see to that. */
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

/** @param depth how many folders may be made: no home is, nor anything in the home of another user */
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
