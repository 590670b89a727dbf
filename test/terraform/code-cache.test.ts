import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import { codeCacheFolder } from "../../src/terraform/code-cache";
import { bundled, PluginProcess } from "./protocol/plugin-process";

const DAY = 86_400_000;

let program: string;
let home: string;

beforeAll(() => {
  program = bundled("toy-main.ts");
}, 60_000);

afterAll(() => rmSync(path.dirname(program), { recursive: true }));

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "keysmith-home-"));
});

afterEach(() => {
  chmodSync(home, 0o700);
  rmSync(home, { recursive: true });
});

const folder = (): string => path.join(home, ".cache/keysmith/code");
const kept = (): string[] =>
  existsSync(folder()) ? readdirSync(folder()).map((name) => path.join(folder(), name)) : [];
const only = (): string => {
  const [file = "", ...others] = kept();
  expect(others).toEqual([]);
  return file;
};

/** Starts the provider, and has it serve and end. @returns what V8 said of the code that it was handed, for each source */
async function life(env: NodeJS.ProcessEnv = { HOME: home }): Promise<string[]> {
  const [hook, log] = [path.join(home, "hook.cjs"), path.join(home, "log")];
  writeFileSync(
    hook,
    `const vm = require("node:vm");
     vm.Script = class extends vm.Script {
       constructor(code, options) {
         super(code, options);
         const said = options.cachedData ? (this.cachedDataRejected ? "rejected" : "taken") : "none";
         require("node:fs").appendFileSync(${JSON.stringify(log)}, said + "\\n");
       }
     };`,
  );
  rmSync(log, { force: true });
  const plugin = new PluginProcess(program, { NODE_OPTIONS: `--require ${hook}`, ...env });
  try {
    const client = await plugin.client();
    expect(await client.provider("GetFunctions")).toHaveProperty("functions");
    await client.call("plugin.GRPCController", "Shutdown");
    client.close();
    expect([await plugin.ended, plugin.heard.stderr]).toEqual([0, ""]);
    return readFileSync(log, "utf8").trim().split("\n");
  } finally {
    plugin.signal("SIGKILL");
  }
}

describe("what V8 has made of the script", () => {
  it("is kept by the first process that ends well, for its user alone, and taken by the next", async () => {
    expect(await life()).toEqual(["none"]);
    const file = only();
    const { ino, mode } = statSync(file);
    expect([mode & 0o777, statSync(folder()).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(await life()).toEqual(["taken"]);
    expect(statSync(only()).ino).toBe(ino);
  }, 60_000);

  /** Other bytes of the data, with the sum that they have. */
  const resummed = (file: string, change: (data: Buffer) => void): void => {
    const content = readFileSync(file);
    const data = content.subarray(0, -4);
    change(data);
    content.writeUInt32LE(crc32(data), data.length);
    writeFileSync(file, content);
  };

  it.each<[string, string, (file: string) => void]>([
    ["is damaged in its midst", "none", (file) => writeFileSync(file, readFileSync(file).fill(0, 50_000, 50_100))],
    ["is cut off", "none", (file) => writeFileSync(file, readFileSync(file).subarray(0, 30_000))],
    ["is empty", "none", (file) => writeFileSync(file, "")],
    ["is of another V8", "rejected", (file) => resummed(file, (data) => data.fill(1, 4, 8))],
    ["can be written by others", "none", (file) => chmodSync(file, 0o666)],
    [
      "lies elsewhere",
      "none",
      (file) => {
        renameSync(file, path.join(home, "elsewhere"));
        symlinkSync(path.join(home, "elsewhere"), file);
      },
    ],
  ])(
    "does no harm where it %s, and is made anew",
    async (_what, said, spoil) => {
      await life();
      spoil(only());
      expect(await life()).toEqual([said]);
      expect(statSync(only()).mode & 0o777).toBe(0o600);
      expect(await life()).toEqual(["taken"]);
    },
    60_000,
  );

  it("is neither taken from nor put into a folder in which others may write", async () => {
    await life();
    chmodSync(folder(), 0o777);
    const { ino } = statSync(only());
    expect(await life()).toEqual(["none"]);
    expect(statSync(only()).ino).toBe(ino);
  }, 60_000);

  it.each<[string, () => NodeJS.ProcessEnv]>([
    ["is switched off", () => ({ HOME: home, NODE_DISABLE_COMPILE_CACHE: "1" })],
    ["has no home", () => ({})],
    ["has a home that isn't there", () => ({ HOME: path.join(home, "not/there") })],
    ["has a home that is a file", () => ({ HOME: path.join(home, "hook.cjs") })],
  ])(
    "is not kept where it %s",
    async (_what, env) => {
      expect(await life(env())).toEqual(["none"]);
      expect(readdirSync(home).sort()).toEqual(["hook.cjs", "log"]);
    },
    60_000,
  );

  it("stays beside that of other versions, but for what is old", async () => {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    const [old, young] = ["old", "young"].map((name) => path.join(folder(), name)) as [string, string];
    for (const file of [old, young]) writeFileSync(file, "");
    utimesSync(old, 0, 0);
    await life();
    expect([kept().length, existsSync(old), existsSync(young)]).toEqual([2, false, true]);
  }, 60_000);

  // A bug: it was removed as old 60 days after it was written, though every day began with it.
  it.each([
    ["has the date of its last use, by the day", 2 * DAY, 0],
    ["is not written to a second time in a day", DAY / 2, DAY / 2],
  ])(
    "%s",
    async (_what, before, after) => {
      await life();
      const written = Date.now() - before;
      utimesSync(only(), written / 1000, written / 1000);
      expect(await life()).toEqual(["taken"]);
      const age = Date.now() - statSync(only()).mtimeMs;
      expect([age >= after, age < after + DAY / 4]).toEqual([true, true]);
    },
    60_000,
  );
});

describe("its folder", () => {
  it.each<[NodeJS.Platform, Record<string, string>, string | undefined]>([
    ["linux", { HOME: "/home/a" }, "/home/a/.cache/keysmith/code"],
    ["linux", { HOME: "/home/a", XDG_CACHE_HOME: "/caches" }, "/caches/keysmith/code"],
    // A path from wherever a command runs could lead into what others have written.
    ["linux", { HOME: "a" }, undefined],
    ["win32", { HOME: "/home/a" }, undefined],
    ["win32", { LOCALAPPDATA: "/users/a" }, "/users/a/keysmith/code"],
  ])("on %s with %j is %s", (platform, env, expected) => {
    expect(codeCacheFolder(env, platform)).toBe(expected);
  });
});
