import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import promises from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { takeLock } from "../../src/cli/lock";

/** More than any system gives, so that nothing is known of when it began. */
const NOT_IN_PROC = 2 ** 30;

let folder: string;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-lock-"));
  told = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const take = (file: string) => takeLock(file, (text) => void told.push(text));

it("is somebody's until it is given back, and leaves nothing", async () => {
  const file = path.join(folder, "new", "lock");
  const giveBack = await take(file);
  await expect(take(file)).rejects.toThrow(
    `another run, process ${process.pid}, has been at work on ${path.dirname(file)}`,
  );
  await giveBack();
  expect(existsSync(path.dirname(file))).toBe(false);
  await (await take(file))();
  expect(told).toEqual([]);
});

it.each([
  ["a process that is no more", () => ({ pid: spawnSync("true").pid, host: hostname(), since: "then" })],
  ["another process, which got its id", () => ({ pid: process.ppid, host: hostname(), began: "x", since: "then" })],
  ["nobody who can be read", () => "{"],
])("is taken over from %s, with a word", async (_, content) => {
  const file = path.join(folder, "lock");
  writeFileSync(file, JSON.stringify(content()));
  const giveBack = await take(file);
  expect(told).toEqual([expect.stringMatching(/^another run.* has ended and left .*lock behind: taken over$/)]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
  await giveBack();
  expect(readdirSync(folder)).toEqual([]);
});

// A bug: any failure to read it counted as gone, so that it was tried again for ever.
it.each([
  ["is a folder", "lock"],
  ["would be below a file", path.join("file", "below", "lock")],
])("is refused where it %s", async (_, name) => {
  mkdirSync(path.join(folder, "lock"));
  writeFileSync(path.join(folder, "file"), "");
  await expect(take(path.join(folder, name))).rejects.toMatchObject({ code: "configuration" });
  expect(readdirSync(folder)).toEqual(["file", "lock"]);
});

// A bug: each try left its draft on a disk that is full.
it("leaves nothing where it can't be written", async () => {
  jest.spyOn(promises, "writeFile").mockImplementationOnce(async (file) => {
    writeFileSync(String(file), "");
    throw new Error("ENOSPC: no space left on device, write");
  });
  await expect(take(path.join(folder, "lock"))).rejects.toThrow("can't be kept: ENOSPC");
  expect(readdirSync(folder)).toEqual([]);
});

it("stays where it is another's by then", async () => {
  const file = path.join(folder, "lock");
  const giveBack = await take(file);
  rmSync(file);
  const giveBackToo = await take(file);
  await giveBack();
  await expect(take(file)).rejects.toThrow("has been at work on");
  await giveBackToo();
  expect(readdirSync(folder)).toEqual([]);
});

it("may be deleted by hand where nobody can see whether its process is still the run", async () => {
  const file = path.join(folder, "lock");
  writeFileSync(file, JSON.stringify({ pid: NOT_IN_PROC, host: hostname(), since: "then" }));
  const alive = jest.spyOn(process, "kill").mockReturnValue(true);
  try {
    await expect(take(file)).rejects.toMatchObject({ told: { remedy: expect.stringContaining(`delete ${file}`) } });
  } finally {
    alive.mockRestore();
  }
});

it("is one's own where many want it at once", async () => {
  const file = path.join(folder, "lock");
  writeFileSync(file, "left behind");
  const taken = await Promise.allSettled(Array.from({ length: 8 }, () => take(file)));
  expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});
