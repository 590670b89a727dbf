import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigurationError } from "../../src/core/errors";
import { findExecutable, type Machine, targetOf } from "../../src/executable/find";
import { packageVersion } from "../../src/version";

const LINUX: Machine = { platform: "linux", arch: "x64", musl: false };
const CONTENT = "an executable";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-find-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts an executable there, with what is said of it. @returns the setting that names it */
function put(told: Readonly<Record<string, unknown>> = {}): { KEYSMITH_EXECUTABLE: string } {
  const file = path.join(folder, "keysmith");
  const sha256 = createHash("sha256").update(CONTENT).digest("hex");
  writeFileSync(file, CONTENT);
  writeFileSync(`${file}.json`, JSON.stringify({ version: packageVersion(), target: "linux-x64", sha256, ...told }));
  return { KEYSMITH_EXECUTABLE: file };
}

describe("the executable for this machine", () => {
  it("is none where none is named and no package of it is installed", () => {
    expect(findExecutable({}, LINUX)).toBeUndefined();
  });

  it("is the one that is named", () => {
    const env = put();
    const found = { file: env.KEYSMITH_EXECUTABLE, target: "linux-x64", content: Buffer.from(CONTENT) };
    expect(findExecutable(env, LINUX)).toEqual(found);
  });

  it.each([
    [
      "is of another version",
      { version: "9.9.9" },
      /from Keysmith 9\.9\.9, and this is \d.*Install the same version of both/,
    ],
    ["is for another machine", { target: "darwin-arm64" }, /is for darwin-arm64, and this machine is linux-x64\. Take/],
    [
      "is for another C library",
      { target: "linux-x64-musl" },
      /is for linux-x64-musl, and this machine is linux-x64\./,
    ],
    ["is not what was built", { sha256: "0".repeat(64) }, /has the SHA-256 [0-9a-f]{64}, and keysmith\.json .* 0{64}/],
    ["isn't described", { target: 1 }, /keysmith\.json doesn't give the version, target and sha256/],
  ])("is refused where it %s", (_why, told, message) => {
    const env = put(told);
    expect(() => findExecutable(env, LINUX)).toThrow(ConfigurationError);
    expect(() => findExecutable(env, LINUX)).toThrow(message);
  });

  it("is refused where it can't be read, with the setting that names it", () => {
    const env = { KEYSMITH_EXECUTABLE: path.join(folder, "none") };
    expect(() => findExecutable(env, LINUX)).toThrow(/can't be read: .*none\.json.*Check KEYSMITH_EXECUTABLE/);
  });

  it.each([
    [{ platform: "linux", arch: "arm64", musl: true }, "linux-arm64-musl"],
    [{ platform: "win32", arch: "x64", musl: false }, "win32-x64"],
  ])("is named by machine and C library: %j", (machine, target) => expect(targetOf(machine)).toBe(target));
});
