import { link, mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { z } from "zod";
import { ConfigurationError } from "../core/errors";
import { parseJson } from "../core/json";

// A process that is killed leaves its lock behind, so a lock says whose it is, and one of a process that is no more counts
// as none. It gets its name when it is written whole: one that nobody can read is no lock of anybody alive.

const holder = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process began, as its system counts: ids are given again. */
  began: z.string().optional(),
  since: z.string(),
});

type Holder = z.output<typeof holder>;

/**
 * Keeps others from the folder of the file.
 * @param warn is told of a lock that is taken over
 * @returns what gives it back
 * @throws ConfigurationError that says who has it
 */
export async function takeLock(file: string, warn: (text: string) => void): Promise<() => Promise<void>> {
  const folder = path.dirname(file);
  const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
  const since = new Date().toISOString();
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), began: await beginOf(process.pid), since });
  while (!(await isWritten(file, mine))) {
    const found = await readFile(file, "utf8").catch(() => undefined);
    if (found === undefined) continue;
    const { data } = holder.safeParse(parseJson(found));
    if (data && (await mayBeAtWork(data))) throw held(file, data);
    if (await isTakenAway(file, found)) warn(`${whose(data)} has ended and left ${file} behind: taken over`);
  }
  return async () => {
    await rm(file, { force: true });
    if (isNew) await rmdir(folder).catch(() => undefined); // Others' files may be in it.
  };
}

/** False when there is one. A link is made of a whole file or not at all. */
async function isWritten(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Of two that take the same lock away at a time, the second may have got hold of the first one's new lock: it gives it back. */
async function isTakenAway(file: string, content: string): Promise<boolean> {
  const aside = `${file}.${process.pid}.old`;
  try {
    await rename(file, aside);
  } catch {
    return false;
  }
  const isThat = (await readFile(aside, "utf8")) === content;
  if (!isThat) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return isThat;
}

async function mayBeAtWork({ pid, host, began }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It may be another user's.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return began === (await beginOf(pid));
}

/** Nothing where the system has no such file. */
async function beginOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The 22nd field; the second is the program's name in parentheses, whatever is in that.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function held(file: string, data: Holder): ConfigurationError {
  const remedy =
    data.host === hostname()
      ? "Wait until it has ended."
      : `Wait until it has ended. What runs there can't be seen from here: if nothing does, delete ${file}.`;
  return new ConfigurationError(`${whose(data)} is at work on ${path.dirname(file)} since ${data.since}`, remedy);
}

function whose(data: Holder | undefined): string {
  if (!data) return "another run";
  return `another run, process ${data.pid}${data.host === hostname() ? "" : ` on ${data.host}`},`;
}
