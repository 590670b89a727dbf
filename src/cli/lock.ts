import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import * as z from "zod";
import { ConfigurationError, causedBy } from "../core/errors";
import { parseJson } from "../core/json";
import { isRunning } from "../core/process";

// A process that is killed leaves its lock behind, so a lock names its process, and counts as none when that process no longer
// runs. A lock gets its name when it is completely written: one that can't be read belongs to nobody alive.

const holder = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process began, as its system counts: process ids are reused. */
  began: z.string().optional(),
  since: z.string(),
});

type Holder = z.output<typeof holder>;

/**
 * Keeps others from the folder of the file.
 * @param warn is told of a lock that is taken over
 * @returns a function that gives the lock back
 * @throws ConfigurationError that says who has it
 */
export async function takeLock(file: string, warn: (text: string) => void): Promise<() => Promise<void>> {
  const folder = path.dirname(file);
  const began = await beginOf(process.pid);
  const [since, id] = [new Date().toISOString(), randomUUID()];
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), began, since, id });
  const isNew = (await onDisk(file, () => mkdir(folder, { recursive: true }))) !== undefined;
  while (!(await onDisk(file, () => isWritten(file, mine)))) {
    const found = await onDisk(file, () => readIfThere(file));
    if (found === undefined) continue; // It was given back meanwhile.
    const { data } = holder.safeParse(parseJson(found));
    if (data && (await mayBeAtWork(data))) throw held(file, data);
    const isTaken = await onDisk(file, () => isTakenAway(file, found));
    if (isTaken) warn(`${whose(data)} has ended and left ${file} behind: taken over`);
  }
  return async () => {
    // Somebody may have deleted it, and another run may have one of its own by now.
    if ((await readIfThere(file)) === mine) await rm(file, { force: true });
    if (isNew) await rmdir(folder).catch(() => undefined); // Others' files may be in it.
  };
}

/** @throws ConfigurationError for a failure that another try would repeat */
async function onDisk<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new ConfigurationError(
      `the lock ${file} can't be kept: ${(error as Error).message}`,
      "Give a folder in which you may write, and on a disk that has hard links.",
      causedBy(error),
    );
  }
}

export function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(unlessMissing(undefined));
}

function unlessMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return instead;
  };
}

/** False when there is one already. A link is made to a whole file or not at all. */
async function isWritten(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, content, { mode: 0o600 });
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Of two processes that take away the same lock at once, the second may get the first one's new lock: it gives that back. */
async function isTakenAway(file: string, content: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}.old`;
  const isMoved = await rename(file, aside).then(() => true, unlessMissing(false));
  if (!isMoved) return false;
  const isThat = (await readFile(aside, "utf8")) === content;
  if (!isThat) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return isThat;
}

async function mayBeAtWork({ pid, host, began }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  return isRunning(pid) && began === (await beginOf(pid));
}

/** Undefined where the system has no such file. */
async function beginOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The 22nd field; the second is the program's name in parentheses, which may hold anything.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function held(file: string, data: Holder): ConfigurationError {
  const unseen =
    data.host !== hostname()
      ? "What runs there can't be seen from here"
      : data.began === undefined && "Whether that process is still the run can't be seen on this system";
  const remedy = `Wait until it has ended.${unseen ? ` ${unseen}: if it has, delete ${file}.` : ""}`;
  return new ConfigurationError(`${whose(data)} has been at work on ${path.dirname(file)} since ${data.since}`, remedy);
}

function whose(data: Holder | undefined): string {
  if (!data) return "another run";
  return `another run, process ${data.pid}${data.host === hostname() ? "" : ` on ${data.host}`},`;
}
