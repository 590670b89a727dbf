import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { providerCommand } from "../../src/cli/provider-command";
import { ConfigurationError } from "../../src/core/errors";
import { scripts, userPluginsFolder } from "../../src/terraform/mirror";
import { describeTerraform } from "../terraform/engines";
import { bareEnvironment } from "../terraform/plugin-folder";
import { inProcess, type Outcome } from "./in-process";

const bundle = scripts({
  version: "1.2.3",
  program: Buffer.from("#!/bin/sh\n"),
  launcher: Buffer.from('node "%~dp0keysmith-provider.cjs"'),
});
const PROGRAM = "registry.terraform.io/keysmith/keysmith/1.2.3/linux_amd64/terraform-provider-keysmith_v1.2.3";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-provider-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const install = (...words: readonly string[]): Promise<Outcome> =>
  inProcess((terminal) => providerCommand(terminal, () => bundle), ["install", ...words], { env: { HOME: folder } });

describe("keysmith provider install", () => {
  it("installs for all configurations of the user, and prints the block to paste", async () => {
    const { out } = await install();
    const plugins = path.join(folder, ".terraform.d/plugins");
    expect(existsSync(path.join(plugins, PROGRAM))).toBe(true);
    expect(out).toContain(`is in ${plugins}\n`);
    expect(out).toMatch(/required_providers {\s+keysmith = {\s+source {2}= "keysmith\/keysmith"\s+version = "1.2.3"/);
    expect(out).toContain("compare it with the SHA256SUMS of release 1.2.3 before you change the lock");
    expect(out).not.toContain("filesystem_mirror");
  });

  it("installs into a given folder, and prints how engines find that", async () => {
    const { out } = await install("--dir", path.join(folder, "mirror"));
    expect(existsSync(path.join(folder, "mirror", PROGRAM))).toBe(true);
    expect(existsSync(path.join(folder, ".terraform.d"))).toBe(false);
    expect(out).toMatch(/filesystem_mirror {\s+path {4}= ".*mirror"\s+include = \["keysmith\/keysmith"\]/);
  });

  it("says where it needs no Node, and locks that", async () => {
    const withExecutable = { ...bundle, withoutNode: ["linux_amd64"] };
    const { out } = await inProcess(
      (terminal) => providerCommand(terminal, () => withExecutable),
      ["install", "--dir", folder],
    );
    expect(out).toContain(
      "It needs no Node on linux_amd64.\nIt needs Node 20.18.1 or newer on PATH on linux_arm64, darwin_amd64,",
    );
    expect(out).toContain(" -platform=linux_amd64 -platform=linux_arm64 -platform=windows_amd64 keysmith/keysmith\n");
  });

  // Node tries for ever to make a folder with its parents in a place that takes none.
  it.each(["/proc/keysmith/plugins", "/dev/null/plugins"])("refuses %s at once", async (impossible) => {
    const { error } = await install("--dir", impossible);
    expect(error).toMatch(/^the provider can't be put into .*plugins: ENO.*Give a folder that you may write to\.$/s);
  });

  it("says that the build must run where it hasn't", async () => {
    const missing = (): never => {
      throw new ConfigurationError("there is no bundled provider", "Run `npm run build`.");
    };
    const ran = await inProcess((terminal) => providerCommand(terminal, missing), ["install", "--dir", folder]);
    expect(ran).toEqual({ out: "", error: expect.stringContaining("npm run build") });
  });
});

/** A block of what the command has printed, as a user would paste it. */
const printedBlock = (out: string, name: string): string =>
  new RegExp(`^ {2}${name} {\\n[\\s\\S]*?^ {2}}$`, "m").exec(out)?.[0] ?? "";

describeTerraform("the blocks that keysmith provider install prints", ({ command }) => {
  it("make the engine find the provider in the given folder", async () => {
    const { out } = await install("--dir", path.join(folder, "mirror"));
    const work = mkdtempSync(path.join(folder, "work-"));
    const env = bareEnvironment(work);
    writeFileSync(path.join(work, "engine.tfrc"), printedBlock(out, "provider_installation"));
    writeFileSync(path.join(work, "main.tf"), printedBlock(out, "terraform"));
    const init = spawnSync(command, ["init", "-no-color"], { cwd: work, env, encoding: "utf8" });
    expect(init.stderr).toBe("");
    expect(init.stdout).toContain("Installed keysmith/keysmith v1.2.3");
    const [, words = ""] = /^ {2}terraform (providers lock .*)$/m.exec(out) ?? [];
    const lock = spawnSync(command, [...words.split(" "), "-no-color"], { cwd: work, env, encoding: "utf8" });
    expect(lock.stderr).toBe("");
    // One for Unix, one for Windows.
    expect(readFileSync(path.join(work, ".terraform.lock.hcl"), "utf8").match(/"h1:/g)).toHaveLength(2);
  });
});

describe("userPluginsFolder", () => {
  it("is where the engines look on each system", () => {
    expect(userPluginsFolder({ HOME: "/home/me" }, "linux")).toBe("/home/me/.terraform.d/plugins");
    expect(userPluginsFolder({ HOME: "/Users/me" }, "darwin")).toBe("/Users/me/.terraform.d/plugins");
    const roaming = "C:\\Users\\me\\AppData\\Roaming";
    expect(userPluginsFolder({ APPDATA: roaming }, "win32")).toBe(`${roaming}\\terraform.d\\plugins`);
  });
});
