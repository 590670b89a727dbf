import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDesk } from "../../src/cli/desk";
import { processTerminal } from "../../src/cli/terminal";

let folder: string;
let desk: ReturnType<typeof openDesk>;

let shown: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-desk-"));
  shown = [];
  desk = openDesk({ ...processTerminal, progress: (text) => void shown.push(text) });
});

afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: readonly string[]): string => path.join(folder, ...names);

it("writes a whole file in place of another, for its user alone, and makes the folder", async () => {
  await desk.replace(at("a", "b", "file"), "one");
  await desk.replace(at("a", "b", "file"), "two");
  expect(readFileSync(at("a", "b", "file"), "utf8")).toBe("two");
  expect(readdirSync(at("a", "b"))).toEqual(["file"]);
  expect(statSync(at("a", "b", "file")).mode & 0o077).toBe(0);
});

it("leaves a file as it was where the new one can't be written", async () => {
  writeFileSync(at("file"), "as it was");
  await expect(desk.replace(at("file", "below"), "new")).rejects.toThrow();
  expect(readFileSync(at("file"), "utf8")).toBe("as it was");
});

it("appends in order, whoever waits, and to what a replacement has left", async () => {
  await desk.replace(at("log"), "0\n");
  await Promise.all(Array.from({ length: 50 }, (_, index) => desk.append(at("log"), `${index + 1}\n`)));
  const numbers = Array.from({ length: 51 }, (_, index) => `${index}\n`).join("");
  expect(readFileSync(at("log"), "utf8")).toBe(numbers);
  await desk.replace(at("log"), "anew\n");
  await desk.append(at("log"), "1\n");
  expect(readFileSync(at("log"), "utf8")).toBe("anew\n1\n");
});

it("says when what was appended can't be kept, and appends nothing after that", async () => {
  await expect(desk.append(at("missing", "log"), "1\n")).rejects.toThrow(/ENOENT/);
  await expect(desk.append(at("missing", "log"), "2\n")).rejects.toThrow(/ENOENT/);
});

// A bug: it said "ENOSPC: no space left on device, write" and no more, and left half a file beside the one to be replaced.
it("names the file that a full disk doesn't take, and leaves nothing beside it", async () => {
  for (const name of ["log", `file.${process.pid}.tmp`]) symlinkSync("/dev/full", at(name));
  const full = (file: string) =>
    expect.objectContaining({ message: expect.stringContaining(`${file} can't be written: ENOSPC`) });
  await expect(desk.append(at("log"), "1\n")).rejects.toEqual(full(at("log")));
  await expect(desk.replace(at("file"), "new")).rejects.toEqual(full(at("file")));
  expect(readdirSync(folder)).toEqual(["log"]);
});

it("reads what is there, and says which file can't be read", async () => {
  appendFileSync(at("file"), "text");
  expect(await desk.read(at("file"))).toBe("text");
  expect(await desk.readIfThere(at("file"))).toBe("text");
  expect(await desk.readIfThere(at("none"))).toBeUndefined();
  await expect(desk.read(at("none"))).rejects.toThrow(/none can't be read/);
  await expect(desk.program(at("file"))).rejects.toThrow(/not JSON/);
});

it("gives its lock back whatever fails at the end", async () => {
  const broken = (): never => {
    throw new Error("the terminal is gone");
  };
  const failing = openDesk({ ...processTerminal, progress: broken });
  await failing.lock(at("lock"));
  await expect(failing.close()).rejects.toThrow("the terminal is gone");
  expect(readdirSync(folder)).toEqual([]);
});

it("shows how far a work is, and nothing of it at the end", async () => {
  desk.progress("keys: 1 of 2");
  await desk.close();
  expect(shown).toEqual(["keys: 1 of 2", ""]);
});

it("shows none of it where nobody looks on", () => {
  const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const isTTY = process.stderr.isTTY;
  try {
    process.stderr.isTTY = false;
    processTerminal.progress?.("keys: 1 of 2");
    expect(written).not.toHaveBeenCalled();
    process.stderr.isTTY = true;
    processTerminal.progress?.("keys: 1 of 2");
    expect(written).toHaveBeenCalledWith("\r\x1b[Kkeys: 1 of 2");
  } finally {
    process.stderr.isTTY = isTTY;
    written.mockRestore();
  }
});
